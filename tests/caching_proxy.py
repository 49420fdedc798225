"""A small CDN on this machine: keeps what it may for as long as it may, and forgets a key when it is told to."""

import http.client
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.ports import free_port

PASSED_ON = ("Content-Type", "Cache-Control", "Surrogate-Key", "Cache-Tag", "ETag", "Vary", "Set-Cookie", "Location")


class CachingProxy(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        self.port = free_port()
        self.site_port = 0
        self.kept: dict[str, tuple[float, int, dict, bytes]] = {}
        self.purges: list[str] = []
        self.refusals_left = 0
        super().__init__(("127.0.0.1", self.port), Handler)

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception):
        self.shutdown()
        self.server_close()

    def forget(self, key: str) -> None:
        self.kept = {path: entry for path, entry in self.kept.items() if key != entry[2].get("Surrogate-Key")}


class Handler(BaseHTTPRequestHandler):
    server: CachingProxy

    def log_message(self, *arguments):
        pass

    def do_PURGE(self):
        if self.server.refusals_left:
            self.server.refusals_left -= 1
            self.answer(503, {}, b"")
            return
        self.server.purges.append(self.headers["Surrogate-Key"])
        self.server.forget(self.headers["Surrogate-Key"])
        self.answer(200, {}, b"")

    def do_GET(self):
        kept = self.server.kept.get(self.path)
        if kept and time.time() < kept[0] and not self.headers["Cookie"]:
            self.answer(kept[1], {**kept[2], "X-Cache": "HIT"}, kept[3])
            return
        status, headers, body = self.ask_site()
        if (seconds := shared_seconds(headers.get("Cache-Control", ""))) and not self.headers["Cookie"]:
            self.server.kept[self.path] = (time.time() + seconds, status, headers, body)
        self.answer(status, {**headers, "X-Cache": "MISS"}, body)

    def ask_site(self) -> tuple[int, dict, bytes]:
        connection = http.client.HTTPConnection("localhost", self.server.site_port)
        cookies = {"Cookie": self.headers["Cookie"]} if self.headers["Cookie"] else {}
        connection.request("GET", self.path, headers=cookies)
        answer = connection.getresponse()
        headers = {name: answer.headers[name] for name in PASSED_ON if name in answer.headers}
        body = answer.read()
        connection.close()
        return answer.status, headers, body

    def answer(self, status: int, headers: dict, body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def shared_seconds(caching: str) -> int:
    if "no-store" in caching or "private" in caching:
        return 0
    terms = dict(term.strip().partition("=")[::2] for term in caching.split(","))
    return int(terms.get("s-maxage", terms.get("max-age", "0")))

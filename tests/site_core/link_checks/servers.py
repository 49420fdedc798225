"""Web servers of a test: real ones, on this machine, under any name of example."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOOPBACK = "127.0.0.1"


class Handler(BaseHTTPRequestHandler):
    """Answers as the test has said, and keeps what it was asked."""

    def do_HEAD(self):
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        self.server.asked.append((self.command, self.headers["Host"].partition(":")[0], self.path))
        self.server.agents.append(self.headers["User-Agent"])
        status, headers = (
            self.server.answers.get((self.command, self.path))
            or self.server.answers.get(self.path)
            or (
                200,
                {},
            )
        )
        if callable(status):
            status(self)
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *args):
        pass


class Servers:
    """One server that goes by many names; what each name stands for can be changed."""

    def __init__(self, settings, monkeypatch):
        self.server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
        self.server.daemon_threads = True
        self.server.answers, self.server.asked, self.server.agents = {}, [], []
        self.port = self.server.server_address[1]
        # Names that stand for other computers, or for an error.
        self.names: dict[str, list[str] | OSError] = {}
        self.looked_up: list[str] = []
        settings.LINK_CHECKS_ALSO_AT = [f"{LOOPBACK}:{self.port}"]
        monkeypatch.setattr(socket, "getaddrinfo", self.look_up)

    def look_up(self, host, port, *args, **kwargs):
        self.looked_up.append(host)
        places = self.names.get(host, [LOOPBACK])
        if isinstance(places, OSError):
            raise places
        return [
            (socket.AF_INET6 if ":" in place else socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))
            for place in places
        ]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.server.server_close()

    def url(self, path="/", host="elsewhere.example"):
        return f"http://{host}:{self.port}{path}"

    def answer(self, path, status, method=None, **headers):
        key = (method, path) if method else path
        self.server.answers[key] = (status, {name.replace("_", "-"): value for name, value in headers.items()})

    @property
    def asked(self):
        return self.server.asked

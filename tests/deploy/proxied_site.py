"""The site behind one of the proxies of `deploy/proxy/`, both real, on this machine."""

import http.client
import os
import re
import ssl
import subprocess
import time
from pathlib import Path

from tests.browser.server import STARTS_WITHIN_SECONDS, RunningSite
from tests.database import ROOT
from tests.ports import free_port

HOST = "fund.example"
PROXIES = ROOT / "deploy" / "proxy"
# Debian's Caddy is older than the example asks for, and names these otherwise.
OLD_CADDY = {"request_buffers 60MiB": "buffer_requests", "response_buffers 4MiB": "buffer_responses"}


class ProxiedSite(RunningSite):
    """gunicorn as a public site runs it, behind a proxy that sends its files."""

    @property
    def environment(self) -> dict[str, str]:
        public = {"SITE_URL": f"https://{HOST}", "TRUST_PROXY": "true", "FILES_BY_PROXY": "true"}
        return super().environment | public | {"STATIC_COMPRESS": "true"}

    def wait_until_it_answers(self) -> None:
        wait_for(lambda: ask_http(self.port, "/health/live"))


class Proxy:
    """A proxy started with an example of ours, of which only names, ports and places are changed."""

    def __init__(self, site: ProxiedSite, directory: Path) -> None:
        self.site, self.directory, self.port = site, directory, free_port()
        make_certificate(directory)

    def start(self, *command: str) -> None:
        self.process = subprocess.Popen(command, cwd=self.directory, env=os.environ | {"HOME": str(self.directory)})
        try:
            wait_for(lambda: self.ask("/health/live"))
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        context = ssl._create_unverified_context()  # the certificate is of this test's making
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=context)
        return answer_of(connection, path, method, headers)


def nginx(site: ProxiedSite, directory: Path) -> Proxy:
    proxy = Proxy(site, directory)
    words = (PROXIES / "nginx.conf").read_text()
    changes = {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen [::]:80;": "",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{proxy.port} ssl http2;",
        "listen [::]:443 ssl http2;": "",
        "127.0.0.1:8000": f"127.0.0.1:{site.port}",
        f"/etc/letsencrypt/live/{HOST}": str(directory),
        "/var/lib/fund": str(site.data_dir),
        "/var/log/nginx": str(directory),
    }
    (directory / "site.conf").write_text(changed(words, changes))
    places = "".join(
        f"{kind}_temp_path {directory}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (directory / "nginx.conf").write_text(
        f"{user} daemon off; pid {directory}/pid; error_log stderr; events {{}}"
        f" http {{ include /etc/nginx/mime.types; {places} include {directory}/site.conf; }}"
    )
    proxy.start("nginx", "-p", str(directory), "-e", "stderr", "-c", str(directory / "nginx.conf"))
    return proxy


def caddy(site: ProxiedSite, directory: Path) -> Proxy:
    proxy = Proxy(site, directory)
    words = (PROXIES / "Caddyfile").read_text()
    certificate = f"\ttls {directory}/fullchain.pem {directory}/privkey.pem"
    changes = {
        "{$SITE_HOST:fund.example} {": f"https://{HOST}:{proxy.port} {{\n{certificate}",
        "{$WEB:127.0.0.1:8000}": f"127.0.0.1:{site.port}",
        "/var/lib/fund": str(site.data_dir),
    }
    if is_old_caddy():
        changes |= OLD_CADDY
    own = "{\n\tadmin off\n\tauto_https off\n\tdefault_sni fund.example\n}\n"
    (directory / "Caddyfile").write_text(own + changed(words, changes))
    proxy.start("caddy", "run", "--config", str(directory / "Caddyfile"), "--adapter", "caddyfile")
    return proxy


def is_old_caddy() -> bool:
    version = subprocess.run(["caddy", "version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2]) < (2, 7)


def changed(words: str, changes: dict[str, str]) -> str:
    for before, after in changes.items():
        assert before in words, f"The example no longer says {before!r}."
        words = words.replace(before, after)
    return words


def make_certificate(directory: Path) -> None:
    names = ["-subj", f"/CN={HOST}", "-keyout", directory / "privkey.pem", "-out", directory / "fullchain.pem"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names],
        check=True,
        capture_output=True,
    )


def ask_http(port: int, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """Past the proxy, as it would ask itself."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    return answer_of(connection, path, "GET", {"X-Forwarded-Proto": "https", **headers})


def answer_of(connection, path: str, method: str, headers) -> tuple[http.client.HTTPResponse, bytes]:
    try:
        connection.request(method, path, headers={"Host": HOST, **headers})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def wait_for(ask) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while True:
        try:
            ask()
            return
        except OSError:
            assert time.monotonic() < deadline, "It did not answer."
            time.sleep(0.1)

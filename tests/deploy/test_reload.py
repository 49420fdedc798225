"""New code without a reader noticing: gunicorn takes new workers while thirty requests a second go on."""

import http.client
import os
import signal
import subprocess
import threading
import time

import pytest

from tests.browser.server import RunningSite

REQUESTS_A_SECOND = 30
SECONDS = 10
ADDRESSES = ("/", "/updates/", "/search/?q=fund", "/nothing/")


@pytest.fixture
def site(tmp_path):
    site = RunningSite(tmp_path)
    site.start()
    site.manage("create_demo_site")
    yield site
    site.stop()


class Readers:
    """Ask at an even pace, each request over a connection of its own, as a proxy without kept connections does."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.statuses: list[int | str] = []
        self.threads = [threading.Thread(target=self.read, args=(number,)) for number in range(REQUESTS_A_SECOND)]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def join(self) -> None:
        for thread in self.threads:
            thread.join()

    def read(self, number: int) -> None:
        time.sleep(number / REQUESTS_A_SECOND)
        for turn in range(SECONDS):
            started = time.monotonic()
            self.statuses.append(self.ask(ADDRESSES[(number + turn) % len(ADDRESSES)]))
            time.sleep(max(0, 1 - (time.monotonic() - started)))

    def ask(self, path: str) -> int | str:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException) as error:
            return repr(error)
        finally:
            connection.close()


def test_nobody_notices_a_reload(site):
    before = workers_of(site)
    readers = Readers(site.port)
    readers.start()
    for _reload in range(2):
        time.sleep(2)
        os.kill(site.process.pid, signal.SIGHUP)
    readers.join()

    assert set(readers.statuses) == {200, 404}
    assert len(readers.statuses) == REQUESTS_A_SECOND * SECONDS
    assert not before & workers_of(site)


def workers_of(site: RunningSite) -> set[int]:
    listing = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = (map(int, line.split()) for line in listing.splitlines())
    return {pid for pid, parent in pairs if parent == site.process.pid}

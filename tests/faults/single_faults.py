"""One fault at a time, on a whole site at work; each says what must hold meanwhile and afterwards."""

import io
import os
import random
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import requests
from PIL import Image

from tests.faults.crowd import CHECKED, EDITORS, LEFT, PASSWORD, PLAN, Crowd, wait_until_public
from tests.faults.working_site import PROCESSES, WorkingSite
from tests.ports import free_port

FORGET_PLANS = """
from blog.models import UpdatePage
UpdatePage.objects.filter(live=False, slug__startswith="planned-").delete()
"""
PICTURES = "from site_core.models import SiteImage; print(SiteImage.objects.count())"
PUBLISHED_TWICE = """
from collections import Counter
from wagtail.models import PageLogEntry
found = Counter(PageLogEntry.objects.filter(action="wagtail.publish.scheduled").values_list("page_id", flat=True))
print([page for page, times in found.items() if times > 1])
"""


def kill_at_random(site: WorkingSite, kills: int, pages: int) -> None:
    """Any of the processes dies at any moment, and somebody starts it again: every page goes live, once."""
    site.shell(PLAN.format(count=pages))
    for _kill in range(kills):
        time.sleep(random.uniform(0.2, 1.5))
        name = random.choice(PROCESSES)
        victim = random.choice(children_of(site.running["web"].pid)) if name == "web" else site.running[name].pid
        os.kill(victim, signal.SIGKILL)
        if name != "web":  # gunicorn itself starts another worker
            site.running[name].wait()
            site.begin(name)
    wait_until_public(site, patience=60 + pages)
    assert site.ask(PUBLISHED_TWICE) == "[]"
    assert requests.get(site.url, timeout=30).status_code == 200
    assert site.ask(CHECKED) == "ok"


def children_of(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def lock_database(site: WorkingSite, seconds: float) -> None:
    """Another program keeps the database from being written: readers go on, and who writes waits and succeeds."""
    crowd = Crowd(site, seconds)
    lock = sqlite3.connect(site.data_dir / "db.sqlite3", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    writers = [threading.Thread(target=crowd.sign_up_each_second, args=(number,)) for number in range(3)]
    reader = threading.Thread(target=crowd.read)
    for thread in (*writers, reader):
        thread.start()
    time.sleep(seconds)
    lock.execute("ROLLBACK")
    lock.close()
    for thread in (*writers, reader):
        thread.join()
    assert not [status for status in crowd.statuses if status >= 500]
    assert crowd.statuses.count(200) > seconds, "Readers waited for the lock."
    assert crowd.signed_up
    assert not crowd.lost_sign_ups()


@contextmanager
def full_disk(directory: Path):
    """A small disk of its own below this folder, which is filled to the last byte while the block runs."""
    directory.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", directory], check=True)
    try:
        yield directory
    finally:
        subprocess.run(["umount", "--lazy", directory], check=True)


def fill_disk(site: WorkingSite) -> None:
    """Readers go on, who writes is told in words, nothing is damaged, and with room all goes on by itself."""
    crowd = Crowd(site, seconds=5)
    for _look in range(30):
        assert (site.data_dir / "db.sqlite3-shm").exists(), "It is made anew with each request."
        time.sleep(0.1)
    filler = site.data_dir / "filler"
    with filler.open("wb") as file:
        try:
            while True:
                file.write(b"x" * 65536)
                file.flush()
        except OSError:
            pass
    crowd.read()
    crowd.sign_up_each_second(1)
    health = requests.get(f"{site.url}/health/all", timeout=30)
    filler.unlink()
    told = list(crowd.signed_up)
    crowd.sign_up_each_second(2)

    assert {status for status in crowd.statuses if status >= 500} <= {503}
    assert crowd.statuses.count(200) > 10
    assert health.status_code == 503 and "disk: 0.0 GB free" in health.text
    assert len(crowd.signed_up) > len(told), "Nobody could sign up when there was room again."
    assert not crowd.lost_sign_ups()
    assert site.ask(CHECKED) == "ok"


class SilentServer:
    """Takes connections and never says a word."""

    def __enter__(self) -> str:
        self.socket = socket.create_server(("127.0.0.1", 0))
        return f"smtp://127.0.0.1:{self.socket.getsockname()[1]}?timeout=2"

    def __exit__(self, *error) -> None:
        self.socket.close()


def mail_server_hangs(site: WorkingSite, seconds: float) -> None:
    """Nobody waits for it but the mailer; no mail is lost, and health says since when."""
    crowd = Crowd(site, seconds)
    site.shell(PLAN.format(count=5))
    crowd.sign_up_each_second(1)
    wait_until_public(site, patience=60)
    deadline = time.monotonic() + 60
    while "server away since" not in (health := requests.get(f"{site.url}/health/all", timeout=30).text):
        assert time.monotonic() < deadline, health
        time.sleep(1)

    assert not [status for status in crowd.statuses if status >= 500]
    assert not crowd.lost_sign_ups()


def clock_leaps(site: WorkingSite) -> None:
    """The scheduler's clock is three days ahead from one moment to the next: nothing goes live before its time."""
    site.shell(PLAN.format(count=3).replace("seconds=3", "days=1"))
    before = int(site.ask(LEFT))
    shift = site.data_dir / "clock"
    shift.write_text("+0")
    site.running["scheduler"].terminate()
    site.running["scheduler"].wait()
    site.begin("scheduler", **faked_clock(shift))
    time.sleep(5)
    shift.write_text("+3d")
    time.sleep(5)

    assert int(site.ask(LEFT)) == before, "Something went live before its time."
    assert "holds because the clock leapt" in requests.get(f"{site.url}/health/all", timeout=30).text
    assert "CRITICAL" in (site.logs / "scheduler").read_text()
    site.running["scheduler"].terminate()
    site.running["scheduler"].wait()
    site.shell(FORGET_PLANS)
    site.begin("scheduler")


def faked_clock(shift: Path) -> dict[str, str]:
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(shift),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def upload_is_cut(site: WorkingSite) -> None:
    """Half of a picture of an editor has arrived when gunicorn is told to take new workers: the library has no half."""
    before, crowd = int(site.ask(PICTURES)), Crowd(site, seconds=0)
    site.ask(EDITORS.format(count=1, password=PASSWORD))
    session, address = crowd.sign_in(0), f"{site.url}/admin/images/multiple/add/"
    token = crowd.form(session, address)["csrfmiddlewaretoken"]
    upload = requests.Request(
        "POST",
        address,
        data={"csrfmiddlewaretoken": token, "title": "Cut"},
        files={"files[]": ("cut.png", picture())},
        headers={**crowd.from_here, "X-Requested-With": "XMLHttpRequest"},
    )
    whole = session.prepare_request(upload)
    head = "".join(f"{name}: {value}\r\n" for name, value in whole.headers.items())
    with socket.create_connection(("127.0.0.1", site.port)) as connection:
        connection.sendall(f"POST {whole.path_url} HTTP/1.1\r\nHost: localhost:{site.port}\r\n{head}\r\n".encode())
        connection.sendall(whole.body[: len(whole.body) // 2])
        time.sleep(1)
        os.kill(site.running["web"].pid, signal.SIGHUP)
        time.sleep(2)
    statuses = [
        requests.get(site.url + path, timeout=60).status_code for path in ("/", "/updates/") for _time in range(5)
    ]

    assert set(statuses) == {200}
    assert int(site.ask(PICTURES)) == before
    assert session.send(whole, timeout=60).json()["success"], "Sent whole, it is taken."
    assert int(site.ask(PICTURES)) == before + 1


def picture() -> bytes:
    """Of random dots, so that it cannot be packed into one piece of the wire."""
    file = io.BytesIO()
    Image.frombytes("RGB", (600, 400), random.randbytes(600 * 400 * 3)).save(file, "PNG")
    return file.getvalue()


class OwnRedis:
    """A Redis that may be killed."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def __enter__(self) -> "OwnRedis":
        self.begin()
        return self

    def __exit__(self, *error) -> None:
        self.kill()

    def begin(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--save", "", "--dir", tempfile.gettempdir()]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def redis_goes(site: WorkingSite, redis: OwnRedis, seconds: float) -> None:
    """It dies amid readers, sign-ups and publishing, and comes back: the site is slower meanwhile, and never wrong."""
    crowd = Crowd(site, seconds)
    site.shell(PLAN.format(count=20))
    people = [threading.Thread(target=crowd.sign_up_each_second, args=(number,)) for number in range(3)]
    people += [threading.Thread(target=crowd.read) for _reader in range(3)]
    for person in people:
        person.start()
    time.sleep(seconds / 3)
    redis.kill()
    time.sleep(seconds / 3)
    redis.begin()
    for person in people:
        person.join()
    wait_until_public(site, patience=60)

    assert not [status for status in crowd.statuses if status >= 500]
    assert crowd.signed_up
    assert not crowd.lost_sign_ups()

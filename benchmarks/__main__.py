"""`make bench`: what a reader's page costs with 10 and with 200 updates, against a bare gunicorn on the same machine,
what the scheduler costs (`benchmarks/releases.py`), and the mailing list (`benchmarks/mailing.py`).

Absolute rates say little: the machine is shared, and the asker runs on it too. Trust the ratios, which come from rounds
that take turns, and the queries, which are exact.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from benchmarks.load import Measure, measure
from benchmarks.mailing import report_mailing
from benchmarks.releases import report_releases
from tests.browser.server import RunningSite
from tests.database import ROOT
from tests.ports import free_port

ROUNDS = 3
SECONDS = 2.0
SIZES = (10, 200)
HEAD = f"{'updates':>7} {'page':20} {'queries':>7} {'requests/s':>11} {'of bare':>8} {'CPU':>9} {'bare = 1':>8}  target"
# No session has this name, but whoever sends one gets pages of his own.
MADE_ANEW = "Cookie: sessionid=none\r\n"
TARGETS = {", ready": ">= 0.85 of bare, <= 1.3 of its CPU", ", 304": "as fast as ready"}
PAGES = {"home": "/", "index": "/updates/", "update": "/updates/measured/"}

ADD_UPDATES = """
from blog.models import Person, Tag, UpdateIndexPage, UpdatePage
from tests.factories import UpdatePageFactory
index = UpdateIndexPage.objects.get()
people, tags = list(Person.objects.all()[:3]), list(Tag.objects.all()[:2])
if not UpdatePage.objects.filter(slug="measured").exists():
    UpdatePageFactory(parent=index, title="Measured", slug="measured", authors=people, tags=tags)
for number in range(UpdatePage.objects.count(), {size}):
    UpdatePageFactory(parent=index, slug=f"measured-{{number}}", authors=people, tags=tags)
"""

COUNT_QUERIES = """
import json
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
client, counts = Client(SERVER_NAME="localhost"), {{}}
for name, path in {pages}.items():
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, path
    counts[name] = len(queries)
print(json.dumps(counts))
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        site = RunningSite(Path(directory))
        site.start()
        bare_port = free_port()
        bare = start_bare(bare_port)
        try:
            site.manage("create_demo_site")
            print(HEAD)
            for size in SIZES:
                site.shell(ADD_UPDATES.format(size=size))
                report(size, site, bare_port, bare.pid)
            report_releases(site)
            report_mailing(site)
        finally:
            bare.terminate()
            site.stop()
            bare.wait()


def start_bare(port: int) -> subprocess.Popen:
    command = [
        "-m",
        "gunicorn",
        "--config",
        "deploy/gunicorn.conf.py",
        "--bind",
        f"127.0.0.1:{port}",
        "benchmarks.bare",
    ]
    return subprocess.Popen([sys.executable, *command, "--max-requests", "0", "--log-level", "warning"], cwd=ROOT)


def report(size: int, site: RunningSite, bare_port: int, bare_process: int) -> None:
    queries = json.loads(site.shell(COUNT_QUERIES.format(pages=PAGES)).splitlines()[-1])
    for name, path in PAGES.items():
        length, tag = length_and_tag(site, path)
        ways = {
            f"bare, {length} bytes": (bare_port, f"/{length}", bare_process, ""),
            f"{name}, ready": (site.port, path, site.process.pid, ""),
            f"{name}, 304": (site.port, path, site.process.pid, f"If-None-Match: {tag}\r\n"),
            f"{name}, made anew": (site.port, path, site.process.pid, MADE_ANEW),
            "404, made anew": (site.port, "/nothing/", site.process.pid, MADE_ANEW),
        }
        rounds: dict[str, list[Measure]] = {way: [] for way in ways}
        for _round in range(ROUNDS):
            for way, (port, asked, process_id, headers) in ways.items():
                rounds[way].append(measure(port, asked, process_id, SECONDS, headers))
        tell(size, queries[name], rounds)


def length_and_tag(site: RunningSite, path: str) -> tuple[int, str]:
    answer = urllib.request.urlopen(urllib.request.Request(site.url + path, headers={"Accept-Encoding": "br, gzip"}))
    return len(answer.read()), answer.headers["ETag"]


def tell(size: int, queries: int, rounds: dict[str, list[Measure]]) -> None:
    bare = median(next(iter(rounds.values())))
    for way, measures in rounds.items():
        found = median(measures)
        target = next((words for ending, words in TARGETS.items() if way.endswith(ending)), "")
        print(
            f"{size:7} {way:20} {queries if way.endswith('made anew') and way[0] != '4' else '':>7}"
            f" {found.requests_per_second:11.0f} {found.requests_per_second / bare.requests_per_second:8.3f}"
            f" {found.cpu_milliseconds:6.2f} ms {found.cpu_milliseconds / bare.cpu_milliseconds:8.1f}  {target}"
        )


def median(measures: list[Measure]) -> Measure:
    return Measure(
        statistics.median(each.requests_per_second for each in measures),
        statistics.median(each.cpu_milliseconds for each in measures),
    )


if __name__ == "__main__":
    main()

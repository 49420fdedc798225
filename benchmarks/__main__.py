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
            print(
                f"{'updates':>7} {'page':8} {'queries':>7} {'requests/s':>11} {'of bare':>8} {'CPU':>9} {'bare = 1':>8}"
            )
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
    rounds: dict[str, list[Measure]] = {"bare": [], **{name: [] for name in PAGES}}
    for _round in range(ROUNDS):
        rounds["bare"].append(measure(bare_port, "/", bare_process, SECONDS))
        for name, path in PAGES.items():
            rounds[name].append(measure(site.port, path, site.process.pid, SECONDS))
    bare = median(rounds["bare"])
    for name, measures in rounds.items():
        found = median(measures)
        print(
            f"{size:7} {name:8} {queries.get(name, '-'):>7} {found.requests_per_second:11.0f}"
            f" {found.requests_per_second / bare.requests_per_second:8.3f} {found.cpu_milliseconds:6.2f} ms"
            f" {found.cpu_milliseconds / bare.cpu_milliseconds:8.1f}"
        )


def median(measures: list[Measure]) -> Measure:
    return Measure(
        statistics.median(each.requests_per_second for each in measures),
        statistics.median(each.cpu_milliseconds for each in measures),
    )


if __name__ == "__main__":
    main()

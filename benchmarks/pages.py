"""What a reader's page costs: ready, known to the browser, and made anew."""

import urllib.request
from collections.abc import Mapping

from benchmarks.load import ENCODINGS, Measure, Target, measure_in_turn
from benchmarks.sites import Server, bare_server
from benchmarks.table import Row
from tests.browser.server import RunningSite

ROUNDS, ROUNDS_UNCACHED = 15, 5
REQUESTS_AT_LEAST, CPU_AT_MOST = 0.85, 1.3
# No session has this name, but whoever sends one gets pages of his own.
MADE_ANEW = {"Cookie": "sessionid=none"}
PAGES = {"home": "/", "index": "/updates/", "update": "/updates/measured/"}
# Beside what gunicorn itself says, and the two that bare has too.
NEEDED_HEADERS, HEADERS_OF_GUNICORN = 2, 3

ADD_UPDATES = """
from blog.models import Person, Tag, UpdateIndexPage, UpdatePage
from tests.factories import UpdatePageFactory
index = UpdateIndexPage.objects.get()
people, tags = list(Person.objects.all()[:3]), list(Tag.objects.all()[:3])
for slug in ["measured", *(f"measured-{number}" for number in range(30))]:
    if not UpdatePage.objects.filter(slug=slug).exists():
        UpdatePageFactory(parent=index, title=slug.capitalize(), slug=slug, authors=people, tags=tags)
"""


def page_rows(site: RunningSite) -> list[Row]:
    site.shell(ADD_UPDATES)
    rows = []
    with bare_server() as bare:
        for name, path in PAGES.items():
            rows += ready_rows(site, bare, name, path)
    return rows + uncached_rows(site)


def ready_rows(site: RunningSite, bare: Server, name: str, path: str) -> list[Row]:
    length, headers, tag = beginning_of_answer(site, path)
    measures = measure_in_turn(
        {
            "bare": Target(bare.port, f"/{length}", bare.process_id),
            "bare, as many headers": Target(bare.port, f"/{length}/{headers - NEEDED_HEADERS}", bare.process_id),
            "ready": target(site, path, {}),
            "304": target(site, path, {"If-None-Match": tag}),
        },
        ROUNDS,
    )
    ready, bare_of_two, bare_of_all = (measures[way] for way in ("ready", "bare", "bare, as many headers"))
    against = f"against bare gunicorn, {length} bytes and"
    of_two, of_all = f"{against} {NEEDED_HEADERS} headers", f"{against} {headers} headers as here"
    return [
        requests_row(f"{name}, ready, {of_two}", ready, bare_of_two, REQUESTS_AT_LEAST),
        cpu_row(f"{name}, ready, {of_two}", ready, bare_of_two, CPU_AT_MOST),
        requests_row(f"{name}, ready, {of_all}", ready, bare_of_all),
        cpu_row(f"{name}, ready, {of_all}", ready, bare_of_all),
        requests_row(f"{name}, 304 against ready", measures["304"], ready, 1.0),
    ]


def target(site: RunningSite, path: str, headers: Mapping[str, str]) -> Target:
    return Target(site.port, path, site.process.pid, headers)


def uncached_rows(site: RunningSite) -> list[Row]:
    ways = {name: target(site, path, MADE_ANEW) for name, path in PAGES.items()}
    measures = measure_in_turn({"404": target(site, "/nothing/", MADE_ANEW), **ways}, ROUNDS_UNCACHED)
    missing = measures.pop("404")
    return [
        cpu_row(f"{name}, made anew, against a 404", found, missing, part="uncached")
        for name, found in measures.items()
    ]


def requests_row(name: str, found: Measure, yardstick: Measure, at_least: float | None = None) -> Row:
    ratio = found.requests_per_second / yardstick.requests_per_second
    figure = f"{found.requests_per_second:.0f} requests/s"
    if at_least is None:
        return Row("cache", name, figure, ratio)
    return Row("cache", name, figure, ratio, f">= {at_least:g}", ratio >= at_least)


def cpu_row(name: str, found: Measure, yardstick: Measure, at_most: float | None = None, part: str = "cache") -> Row:
    ratio = found.cpu_milliseconds / yardstick.cpu_milliseconds
    figure = f"{found.cpu_milliseconds:.3g} ms of CPU"
    if at_most is None:
        return Row(part, name, figure, ratio)
    return Row(part, name, figure, ratio, f"<= {at_most:g}", ratio <= at_most)


def beginning_of_answer(site: RunningSite, path: str) -> tuple[int, int, str]:
    """How long a ready page is, how many headers it has beside those of gunicorn, and its tag."""
    answer = urllib.request.urlopen(urllib.request.Request(site.url + path, headers={"Accept-Encoding": ENCODINGS}))
    return len(answer.read()), len(answer.headers) - HEADERS_OF_GUNICORN, answer.headers["ETag"]

"""What can be counted, so that a busy machine counts the same: questions to the database, and bytes and requests."""

import json
from collections.abc import Iterator, Mapping

from benchmarks.table import Row
from benchmarks.weight import weight_rows
from tests.browser.server import RunningSite

SEED = "from benchmarks.seeding import grow_to; grow_to(60)"
MOST_QUERIES = {
    "home": 9,
    "index of 20 cards": 12,
    "update": 12,
    "report": 12,
    "feed": 3,
    "404": 4,
    "publishing an update": 160,
}
COUNT = """
import json
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from blog.models import ReportPage, UpdatePage
client = Client(SERVER_NAME="localhost", HTTP_COOKIE="sessionid=none")
update, report = UpdatePage.objects.get(slug="seeded-50"), ReportPage.objects.listed().first()
pages = {
    "home": "/",
    "index of 20 cards": "/updates/",
    "update": update.url,
    "report": report.url,
    "feed": "/updates/feed/",
    "404": "/nothing/",
}
def publish():
    update.save_revision().publish()
acts = {name: lambda path=path: client.get(path) for name, path in pages.items()}
counts = {}
for name, act in {**acts, "publishing an update": publish}.items():
    act()
    with CaptureQueriesContext(connection) as queries:
        act()
    counts[name] = len(queries)
print(json.dumps(counts))
"""


def count_rows(site: RunningSite, limits: Mapping[str, int] = MOST_QUERIES) -> Iterator[Row]:
    """Rows about a site with demo content and compressed static files."""
    site.shell(SEED)
    for name, count in json.loads(site.shell(COUNT).splitlines()[-1]).items():
        most = limits[name]
        yield Row("counts", f"{name}: questions to the database", str(count), None, f"<= {most}", count <= most)
    yield from weight_rows(site)

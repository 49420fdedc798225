"""Counts the queries of pages and of publishing; run inside Django."""

import json
from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.growing import address_of_a_report, new_update, read
from blog.models import UpdatePage

PAGES = {
    "home": "/",
    "index of 20 cards": "/updates/",
    "RSS feed": "/updates/feed/",
    "404": "/nothing/",
}


def print_queries() -> None:
    """Of pages when they are read for the second time, each made anew, and of publishing one update."""
    update = UpdatePage.objects.filter(slug__startswith="seeded-").first()
    addresses = PAGES | {"update": update.url, "report": address_of_a_report()}
    for address in addresses.values():
        read(address)
    counted = {name: queries_of(lambda address=address: read(address)) for name, address in addresses.items()}
    page = new_update()
    print(json.dumps(counted | {"publishing an update": queries_of(lambda: page.save_revision().publish())}))


def queries_of(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)

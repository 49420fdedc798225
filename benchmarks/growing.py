"""What one site costs, asked for line by line by `benchmarks/growth.py`; run inside Django."""

import json
import logging
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.test import Client
from django.utils import timezone

from blog.models import Person, ReportPage, Tag, TaggedUpdate, UpdateCredit, UpdateIndexPage, UpdatePage
from scheduling.engine import ReleaseEngine

# No session has this name, but whoever sends one gets pages of his own.
READER = Client(SERVER_NAME="localhost")
READER.cookies[settings.SESSION_COOKIE_NAME] = "none"
WAITS_SECONDS = 1
FULL_LIST = 24


def answer_questions() -> None:
    """Reads questions, each a line of JSON with the name of a measure, and prints its figure."""
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(MEASURES[question.pop("measure")](**question)), flush=True)


def cost_of(act: Callable[[], object]) -> float:
    """Milliseconds of the processor."""
    start = time.process_time()
    act()
    return (time.process_time() - start) * 1000


def read(address: str) -> bytes:
    return READER.get(address).content


def cost_of_page(address: str, times: int) -> float:
    return cost_of(lambda: [read(address) for _time in range(times)]) / times


def memory_of_page(address: str) -> float:
    """Megabytes that Python holds at the most while it makes a page."""
    read(address)
    tracemalloc.start()
    read(address)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1_000_000


def files_of_sitemap() -> list[str]:
    """Addresses of all files of the sitemap."""
    text = read("/sitemap.xml").decode()
    files = [part.partition("</loc>")[0] for part in text.split("<sitemap><loc>")[1:]]
    return ["/sitemap.xml", *(file.removeprefix(settings.SITE_URL) for file in files)]


def address_of_a_report() -> str:
    return ReportPage.objects.listed().first().url


def fill_lists(tag: str, author: str, year: int) -> None:
    """Lists of a small site get as many updates as those of a large one show on a page."""
    updates = UpdatePage.objects.filter(slug__startswith="seeded-")
    tagged, credited = Tag.objects.get(slug=tag), Person.objects.get(slug=author)
    missing = max(0, FULL_LIST - tagged.tagged_updates.count())
    for page in updates.exclude(tagged_items__tag=tagged)[:missing]:
        TaggedUpdate.objects.create(tag=tagged, content_object=page)
    missing = max(0, FULL_LIST - credited.updatecredits.count())
    for page in updates.exclude(page_authors__author=credited)[:missing]:
        UpdateCredit.objects.create(page=page, author=credited, sort_order=9)
    missing = max(0, FULL_LIST - updates.filter(publication_date__year=year).count())
    of_others = updates.exclude(publication_date__year=year).values_list("pk", flat=True)[:missing]
    updates.filter(pk__in=list(of_others)).update(publication_date=datetime(year, 6, 1, tzinfo=UTC))


def cost_of_publishing() -> float:
    """One new update is saved and published."""
    page = new_update()
    return cost_of(lambda: page.save_revision().publish())


def cost_of_releasing() -> float:
    """One planned update is published by the release engine."""
    page = new_update()
    page.go_live_at = timezone.now() + timedelta(seconds=WAITS_SECONDS)
    page.save_revision().publish()
    assert not page.live
    time.sleep(WAITS_SECONDS + 0.1)
    cost = cost_of(ReleaseEngine().run_pass)
    page.refresh_from_db()
    assert page.live
    return cost


def new_update() -> UpdatePage:
    page = UpdatePage(title=f"Measured {uuid4().hex}", body=[("text", "<p>A few words.</p>")], live=False)
    page.page_authors = [UpdateCredit(author=person) for person in Person.objects.all()[:3]]
    page.tags.add(*Tag.objects.all()[:3])
    return UpdateIndexPage.objects.get().add_child(instance=page)


MEASURES: dict[str, Callable] = {
    "fill": fill_lists,
    "page": cost_of_page,
    "memory": memory_of_page,
    "sitemap": files_of_sitemap,
    "report": address_of_a_report,
    "publishing": cost_of_publishing,
    "releasing": cost_of_releasing,
}

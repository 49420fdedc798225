"""Planned updates in any number, for the benchmark of the scheduler; run inside Django."""

import json
import statistics
import time
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from benchmarks.seeding import insert_pages
from blog.models import UpdateIndexPage, UpdatePage

WATCHES_FOR_SECONDS = 300


@transaction.atomic
def plan_updates(count: int, first: datetime, step: timedelta) -> list[int]:
    """Drafts with an approved version each, written row by row: through Wagtail, ten thousand take minutes."""
    index = UpdateIndexPage.objects.get()
    made = index.numchild
    planned = []
    for number in range(made, made + count):
        page = UpdatePage(
            title=f"Planned {number}",
            draft_title=f"Planned {number}",
            slug=f"planned-{number}",
            live=False,
            has_unpublished_changes=True,
            path=UpdatePage._get_path(index.path, index.depth + 1, number + 1),
            depth=index.depth + 1,
            url_path=f"{index.url_path}planned-{number}/",
            locale=index.locale,
            content_type=ContentType.objects.get_for_model(UpdatePage),
            go_live_at=first + step * (number - made),
        )
        planned.append(page)
    insert_pages(planned)
    Page.objects.filter(pk=index.pk).update(numchild=made + count)
    Revision.objects.bulk_create([approved_revision(page) for page in planned], batch_size=100)
    return [page.pk for page in planned]


def approved_revision(page: UpdatePage) -> Revision:
    return Revision(
        content_type=ContentType.objects.get_for_model(UpdatePage),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
        object_str=page.title,
        content=page.serializable_data(),
        created_at=timezone.now(),
        approved_go_live_at=page.go_live_at,
    )


def print_lateness(count: int) -> None:
    """Plans updates for the seconds to come and prints how late each was seen to be public, from this connection."""
    first = timezone.now() + timedelta(seconds=3)
    planned = {}
    for page_id in plan_updates(count, first, timedelta(seconds=0.21)):
        planned[page_id] = first + timedelta(seconds=0.21) * len(planned)
    late = []
    deadline = time.monotonic() + WATCHES_FOR_SECONDS
    while planned and time.monotonic() < deadline:
        seen = Page.objects.filter(pk__in=list(planned)[:20], live=True).values_list("pk", flat=True)
        late += [(timezone.now() - planned.pop(page_id)).total_seconds() for page_id in seen]
        time.sleep(0.005)
    ordered = sorted(late)
    print(json.dumps({"seen": len(late), "median": statistics.median(late), "p99": ordered[int(len(late) * 0.99) - 1]}))

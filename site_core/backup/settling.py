"""What a site does a moment after each change: the copy was taken in between, and nobody would do it any more."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Model, Q
from modelsearch.index import insert_or_update_object
from wagtail.models import Page, ReferenceIndex

from site_core.models import SiteDocument, SiteImage

# Longer than any request or task takes that began before the copy was taken.
BEFORE = timedelta(minutes=10)


def settle(made_at: datetime) -> None:
    """Without this a file of the page that was published last would be closed to readers."""
    for item in changed_since(made_at - BEFORE):
        ReferenceIndex.create_or_update_for_object(item)
        insert_or_update_object(item)


def changed_since(moment: datetime) -> Iterator[Model]:
    saved = Q(latest_revision_created_at__gte=moment) | Q(last_published_at__gte=moment)
    for page in Page.objects.filter(saved).order_by("pk"):
        yield page.specific
    for model in (SiteImage, SiteDocument):
        yield from model.objects.filter(created_at__gte=moment).order_by("pk")

"""The record of what became public when, and the word to others that it did."""

import logging
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page

from scheduling.models import FirstPublication
from site_core.models import BasePage
from site_core.releasing import plan_of
from site_core.signals import first_published

logger = logging.getLogger(__name__)

# So long the process that published has time to tell others itself.
GRACE = timedelta(seconds=10)
# Wagtail marks a page as published in the save that does it.
JUST_NOW = timedelta(minutes=1)


def record(page: BasePage, is_created: bool) -> None:
    """Called in the transaction that saves a public page: writes its row, unless it has one."""
    # An alias repeats what another page has published.
    if page.alias_of_id or FirstPublication.objects.filter(page=page.pk).exists():
        return
    now = timezone.now()
    plan = plan_of(page)
    is_published = bool(plan) or (not is_created and is_first_publication(page, now))
    # What was placed as public says itself since when.
    since = now if is_published else page.publication_date or page.first_published_at or now
    way = FirstPublication.Way.SCHEDULE if plan else FirstPublication.Way.PERSON
    publication = FirstPublication.objects.create(
        page_id=page.pk,
        title=page.title,
        planned_at=plan.planned_at if plan else since,
        published_at=now if is_published else since,
        revision_id=page.live_revision_id,
        approved_by_id=plan.approved_by_id if plan else getattr(get_active_log_context().user, "pk", None),
        way=way if is_published else FirstPublication.Way.PLACED,
        told_at=None if is_published else now,
    )
    if is_published:
        transaction.on_commit(partial(tell, publication.pk), robust=True)


def is_first_publication(page: BasePage, now: datetime) -> bool:
    """Whether Wagtail is publishing a page that it has never published before."""
    moment = page.last_published_at
    return bool(page.live_revision_id and moment and page.first_published_at == moment and now - moment < JUST_NOW)


def tell(publication_id: int) -> None:
    """Tells all who listen; a listener that fails is logged and neither stops the others nor is told again."""
    publication = FirstPublication.objects.filter(pk=publication_id, told_at=None).first()
    if publication is None:
        return
    page = publication.page.specific if publication.page else None
    if page:
        answers = first_published.send_robust(sender=type(page), page=page, publication=publication)
        for listener, answer in answers:
            if isinstance(answer, Exception):
                logger.error(
                    "%s failed to hear of the first publication of page %s", listener, page.pk, exc_info=answer
                )
    FirstPublication.objects.filter(pk=publication_id).update(told_at=timezone.now())


def tell_what_was_not_told(now: datetime) -> None:
    """For a process that died between its commit and its word to others."""
    overdue = FirstPublication.objects.filter(told_at=None, published_at__lte=now - GRACE)
    for publication_id in list(overdue.values_list("pk", flat=True)):
        tell(publication_id)


def enter_pages_that_were_public_before() -> None:
    """Pages of a site that is older than its ledger, or that were placed without saving them one by one."""
    pages = Page.objects.filter(first_publication=None, alias_of=None, depth__gt=1)
    was_public = pages.filter(live=True) | pages.filter(first_published_at__isnull=False)
    now = timezone.now()
    FirstPublication.objects.bulk_create(
        [
            FirstPublication(
                page=page,
                title=page.title,
                planned_at=page.first_published_at or now,
                published_at=page.first_published_at or now,
                way=FirstPublication.Way.PLACED,
                told_at=now,
            )
            for page in was_public.order_by("pk")
        ],
        batch_size=100,
        ignore_conflicts=True,
    )

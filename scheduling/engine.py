"""The release engine: takes down what has expired and publishes what is due."""

import logging
import time
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, PageLogEntry, Revision

from scheduling.due import Due, due_revisions, expired_pages, work
from scheduling.models import Setback
from scheduling.setbacks import (
    OverBeforeItBeganError,
    ParentNotPublicError,
    forget,
    forget_what_is_no_longer_planned,
    set_page_back,
)
from scheduling.signals import went_live
from site_core.amending.slots import APPROVALS
from site_core.releasing import Plan, releasing

logger = logging.getLogger(__name__)

# After so long a pass looks again at what is due: an expiry must not wait for a thousand pages to go live.
PASS_SECONDS = 1
# A database that is busy is no fault of the page, unless it is so for this page each time.
BUSY_ATTEMPTS = 3


# What becomes public, or ceases to be, together: wholly or not at all. A page without a release is one of its own.
Release = tuple[Due, ...]


class NotDueAnyMoreError(Exception):
    """Another engine or an editor was faster, or is at it."""


class ReleaseEngine:
    """Does what is due, each release in a transaction of its own.

    Any number of engines may run, and each may be killed at any moment: the database decides which of them does what,
    and what was not committed is still due.
    """

    def __init__(self) -> None:
        self.busy: dict[Release, int] = {}

    def run(self) -> bool:
        """Does all that is due; says whether all of it succeeded. Raises what the database raises when it is away."""
        while self.run_pass():
            pass
        return not Setback.objects.exists()

    def run_pass(self) -> bool:
        """Expiries first, then what goes live; says whether anything was tried, and so whether to look again.

        What goes live may be what another page waited for, and behind what fails there may be more.
        """
        now, ends_at = timezone.now(), time.monotonic() + PASS_SECONDS
        forget_what_is_no_longer_planned(now)
        tried = 0
        for due in work(now):
            tried += self.attempt((due,))
            if time.monotonic() > ends_at:
                break
        return tried > 0

    def is_anything_left(self) -> bool:
        """Whether something is due that somebody else was at."""
        return bool(work(timezone.now()))

    def attempt(self, release: Release) -> bool:
        """Whether this engine did it, or found out why it cannot be done; not where somebody else is at it."""
        try:
            perform(release)
        except NotDueAnyMoreError:
            return False
        except OperationalError as error:
            self.note_that_database_is_busy(release, error)
            return False
        except Exception as error:
            # Whatever one page's data or listeners raise: its transaction is undone, and the next one has its turn.
            note_failure(release, error)
        self.busy.pop(release, None)
        return True

    def note_that_database_is_busy(self, release: Release, error: OperationalError) -> None:
        attempts = self.busy[release] = self.busy.get(release, 0) + 1
        if attempts < BUSY_ATTEMPTS:
            raise error
        note_failure(release, error)
        del self.busy[release]


def note_failure(release: Release, error: Exception) -> None:
    now = timezone.now()
    setbacks = [set_page_back(due, error, now) for due in release]
    names = ", ".join(str(due.page_id) for due in release)
    if isinstance(error, ParentNotPublicError):
        logger.warning("Page %s waits: page %s above it is not public", names, error.parent.pk)
    elif attempts := [setback.next_attempt_at for setback in setbacks if setback]:
        logger.error("Page %s could not be released; next attempt in %s", names, min(attempts) - now, exc_info=error)


@transaction.atomic
def perform(release: Release) -> None:
    """Does all of a release, or raises and has done nothing of it."""
    pages = {due: locked_page(due) for due in sorted(release, key=lambda due: due.page_id)}
    for due in release:
        if due.revision_id:
            publish(due, pages[due])
        else:
            take_down(pages[due])
        forget(due)


def locked_page(due: Due) -> Page:
    """The page, for nobody else to change meanwhile; if somebody is at it, it will be due again in a moment."""
    page = Page.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=due.page_id).first()
    if page is None:
        raise NotDueAnyMoreError
    return page


def take_down(page: Page) -> None:
    """Read again under the lock: another engine or an editor may have been faster."""
    if not expired_pages(timezone.now()).filter(pk=page.pk).exists():
        raise NotDueAnyMoreError
    approved = list(page.revisions.filter(approved_go_live_at__isnull=False).values_list("pk", "approved_go_live_at"))
    page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    # Wagtail drops what is planned for a page that it takes down; an end does not cancel a new beginning.
    for revision_id, moment in approved:
        Revision.objects.filter(pk=revision_id).update(approved_go_live_at=moment)


def publish(due: Due, page: Page) -> None:
    """Read again under the lock: another engine may have been faster, an editor may have cancelled."""
    now = timezone.now()
    revision = due_revisions(now).select_for_update(of=("self",)).filter(pk=due.revision_id).first()
    if revision is None:
        raise NotDueAnyMoreError
    action = PublishPageRevisionAction(revision, log_action="wagtail.publish.scheduled")
    planned_at = revision.approved_go_live_at
    action.object.go_live_at = planned_at
    refuse_what_cannot_be_shown(action.object, now)
    with releasing([Plan(page.pk, planned_at, approver_of(revision))]):
        action.execute(skip_permission_checks=True)
    transaction.on_commit(lambda: tell_that_page_went_live(page.pk, planned_at, revision), robust=True)


def refuse_what_cannot_be_shown(page: Page, now: datetime) -> None:
    if page.expire_at and page.expire_at <= now:
        raise OverBeforeItBeganError(page.expire_at)
    above = page.get_ancestors().filter(depth__gt=1)
    hidden = above.filter(Q(live=False) | Q(expire_at__lte=now)).order_by("depth").first()
    if hidden:
        raise ParentNotPublicError(hidden)


def approver_of(revision: Revision) -> int | None:
    """Who scheduled this revision last, by pressing the button or by approving it."""
    entries = PageLogEntry.objects.filter(page=int(revision.object_id), revision=revision, user__isnull=False)
    entry = entries.filter(action__in=APPROVALS).order_by("-timestamp", "-pk").first()
    return entry.user_id if entry else None


def tell_that_page_went_live(page_id: int, planned_at: datetime, revision: Revision) -> None:
    page = Page.objects.filter(pk=page_id).first()
    if page:
        page = page.specific
        went_live.send_robust(sender=type(page), page=page, planned_at=planned_at, revision=revision)

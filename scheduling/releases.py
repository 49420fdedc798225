import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

logger = logging.getLogger(__name__)

FIRST_DELAY = timedelta(seconds=5)
DOUBLINGS = 6


@dataclass
class Failure:
    """What could not be released, and when to try it again."""

    attempts: int
    next_attempt: datetime


@dataclass
class ReleaseEngine:
    """Takes down what has expired and publishes what is due, each page in a transaction of its own.

    Any number of engines may run: the database decides which of them does what.
    """

    failures: dict[tuple[str, int], Failure] = field(default_factory=dict)

    def run(self) -> bool:
        """Does all that is due now; says whether all of it succeeded."""
        now = timezone.now()
        work = [
            *(("page", page_id) for page_id in expired_pages(now).values_list("pk", flat=True)),
            *(("revision", revision_id) for revision_id in due_revisions(now).values_list("pk", flat=True)),
        ]
        self.forget_all_but(work)
        succeeded = [self.attempt(kind, identifier, now) for kind, identifier in work]
        return all(succeeded)

    def forget_all_but(self, work: list[tuple[str, int]]) -> None:
        """What an editor has cancelled or somebody else has done is no longer a failure."""
        self.failures = {item: failure for item, failure in self.failures.items() if item in work}

    def attempt(self, kind: str, identifier: int, now: datetime) -> bool:
        failure = self.failures.get((kind, identifier), Failure(attempts=0, next_attempt=now))
        if failure.next_attempt > now:
            return False
        try:
            ACTIONS[kind](identifier, now)
        except Exception:
            # Whatever one page's data or listeners raise: its transaction is undone, and the next page has its turn.
            delay = FIRST_DELAY * 2 ** min(failure.attempts, DOUBLINGS)
            self.failures[kind, identifier] = Failure(failure.attempts + 1, now + delay)
            logger.exception("The %s %s could not be released; next attempt in %s", kind, identifier, delay)
            return False
        self.failures.pop((kind, identifier), None)
        return True


def expired_pages(now: datetime):
    return Page.objects.filter(live=True, expire_at__lte=now).order_by("expire_at", "pk")


def due_revisions(now: datetime):
    return Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk")


@transaction.atomic
def take_down(page_id: int, now: datetime) -> None:
    """Read again under a lock: another engine or an editor may have been faster."""
    page = expired_pages(now).select_for_update(skip_locked=True, of=("self",)).filter(pk=page_id).first()
    if page:
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


@transaction.atomic
def publish(revision_id: int, now: datetime) -> None:
    """Read again under a lock: another engine may have been faster, an editor may have cancelled."""
    revision = due_revisions(now).select_for_update(skip_locked=True, of=("self",)).filter(pk=revision_id).first()
    if revision:
        revision.publish(log_action="wagtail.publish.scheduled")


ACTIONS = {"page": take_down, "revision": publish}

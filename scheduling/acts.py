"""What staff do to a schedule: move, cancel, publish at once. Each act holds the page, so that no engine is at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.locks import BasicLock
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from scheduling.engine import refuse_what_cannot_be_shown
from scheduling.models import Setback
from scheduling.setbacks import OverBeforeItBeganError, ParentNotPublicError, reason_of
from site_core.zones import site_time

RESCHEDULE = "scheduling.reschedule"


class RefusedError(Exception):
    """An act that is not done, and why, in words."""


@dataclass(frozen=True)
class Slot:
    """The version of a page that is approved, and its moment, as somebody saw them."""

    revision_id: int
    at: datetime


def slot_of(page: Page) -> Slot | None:
    revision = approved_revision(page)
    return Slot(revision.pk, revision.approved_go_live_at) if revision else None


def approved_revision(page: Page) -> Revision | None:
    return page.revisions.filter(approved_go_live_at__isnull=False).first()


def move(page_id: int, seen: Slot, moment: datetime, user: AbstractBaseUser) -> None:
    """Gives the approved version another moment, and every other place that names the old one, too."""
    with held(page_id, seen, user) as (page, revision):
        now = timezone.now()
        if moment <= now:
            raise RefusedError(
                _("%(time)s has passed. Choose a time to come, or publish at once.") % {"time": site_time(moment)}
            )
        expiry = parse_datetime(revision.content.get("expire_at") or "")
        if expiry and expiry <= moment:
            raise RefusedError(
                _("The page expires %(time)s, before it would go live. Change its expiry first.")
                % {"time": site_time(expiry)}
            )
        set_moment(page, revision, moment)
        log(
            instance=page,
            action=RESCHEDULE,
            user=user,
            revision=revision,
            data={"old": seen.at.isoformat(), "new": moment.isoformat()},
        )


def cancel(page_id: int, seen: Slot, user: AbstractBaseUser) -> None:
    """Takes the approval back. The date stays in the draft as a wish."""
    with held(page_id, seen, user) as (page, revision):
        revision.approved_go_live_at = None
        revision.save(user=user, update_fields=["approved_go_live_at"])  # Wagtail logs it
        forget_setback(page)


def publish_now(page_id: int, seen: Slot, user: AbstractBaseUser) -> None:
    """Makes the approved version public at once."""
    with held(page_id, seen, user) as (page, revision):
        now = timezone.now()
        set_moment(page, revision, now)
        version = revision.as_object()
        try:
            refuse_what_cannot_be_shown(version, now)
            revision.publish(user=user)
        except (OverBeforeItBeganError, ParentNotPublicError, ValidationError) as error:
            raise RefusedError(reason_of(error, version)) from error


@contextmanager
def held(page_id: int, seen: Slot, user: AbstractBaseUser) -> Iterator[tuple[Page, Revision]]:
    """The page, for nobody else to change meanwhile, and its approved version, if both are as they were seen."""
    with transaction.atomic():
        page = Page.objects.select_for_update(of=("self",)).get(pk=page_id).specific
        if not page.permissions_for_user(user).can_publish():
            raise PermissionDenied
        lock = BasicLock(page)
        if page.locked and lock.for_user(user):
            raise RefusedError(lock.get_message(user))
        revision = approved_revision(page)
        if revision is None or Slot(revision.pk, revision.approved_go_live_at) != seen:
            raise RefusedError(what_happened(page, revision, seen))
        yield page, revision


def what_happened(page: Page, revision: Revision | None, seen: Slot) -> str:
    """Why the version that somebody saw is not the approved one any more, or not at that moment."""
    if revision and revision.pk != seen.revision_id:
        return _("Another version has been scheduled meanwhile, for %(time)s. Look at this again, please.") % {
            "time": site_time(revision.approved_go_live_at)
        }
    if revision:
        return _("Somebody has moved it meanwhile, to %(time)s. Look at this again, please.") % {
            "time": site_time(revision.approved_go_live_at)
        }
    if page.live and page.live_revision_id == seen.revision_id:
        return _("It went live meanwhile, at %(time)s.") % {"time": site_time(page.last_published_at)}
    return _("Its schedule has been cancelled meanwhile.")


def set_moment(page: Page, revision: Revision, moment: datetime) -> None:
    """Writes the moment to every place that names the old one, so that nothing disagrees."""
    old, written = revision.approved_go_live_at, moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    revision.content["go_live_at"], revision.approved_go_live_at = written, moment
    revision.save(update_fields=["content", "approved_go_live_at"])
    draft = page.latest_revision
    # A draft that was begun from the approved version says the same time; one with a time of its own keeps it.
    if draft and draft != revision and wished_moment(draft) == old:
        draft.content["go_live_at"] = written
        draft.save(update_fields=["content"])
    if not page.live:
        Page.objects.filter(pk=page.pk).update(go_live_at=moment)
    forget_setback(page)


def wished_moment(revision: Revision) -> datetime | None:
    return parse_datetime(revision.content.get("go_live_at") or "")


def forget_setback(page: Page) -> None:
    Setback.objects.filter(page=page.pk, action=Setback.Action.GO_LIVE).delete()

"""What becomes of the word of a new update or report: made when its page goes live, held, sent or stopped."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from subscriptions.holding import LATE, reason_to_ask
from subscriptions.models import Announcement, Delivery, MailingSettings
from subscriptions.services.freezing import freeze
from subscriptions.works import KINDS, MODELS, told_in, versions_for

logger = logging.getLogger(__name__)

OPENING_SECONDS = 1

State = Announcement.State


class NotPossibleError(Exception):
    """What somebody asked for cannot be done now; says in words why."""


def announce(page, publication) -> None:
    """Once ever for each page, however often its first publication is told."""
    if page.announce_to_subscribers:
        now = timezone.now()
        reason = reason_to_ask(page, publication.planned_at, MailingSettings.current(), now)
        make(page, now, state=State.ASKING if reason else State.UPCOMING, reason=reason)


def announce_by_hand(page, user) -> Announcement:
    """For a page whose first publication was not announced; held as any other."""
    if type(page) not in KINDS or page.alias_of_id:
        raise NotPossibleError(_("Only updates and reports can be announced."))
    if not type(page).objects.listed().filter(pk=page.pk).exists():
        raise NotPossibleError(_("Only a page that everybody can read now can be announced."))
    with transaction.atomic():
        announcement, is_new = make(page, timezone.now(), decided_by=user)
        if not is_new:
            raise NotPossibleError(_("This page has an announcement already. It can be sent again from there."))
        log(announcement, "subscriptions.announce", user=user)
    return announcement


def make(page, now: datetime, **fields) -> tuple[Announcement, bool]:
    defaults = {"kind": KINDS[type(page)], "title": page.title, "made_at": now, "send_at": held_until(now)}
    return Announcement.objects.get_or_create(page_id=page.pk, defaults=defaults | fields)


def held_until(now: datetime) -> datetime:
    return now + timedelta(minutes=MailingSettings.current().delay_minutes)


def open_due(now: datetime) -> None:
    """Fixes the recipients of what was held long enough; any number of mailers may do it at once.

    After a second the rest waits for the next time, so that no mail waits for a thousand announcements.
    """
    ends_at = time.monotonic() + OPENING_SECONDS
    due = Announcement.objects.filter(state=State.UPCOMING, send_at__lte=now).order_by("send_at", "pk")
    for pk in list(due.values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                # Another mailer may be at it, or somebody may have stopped it.
                if announcement := due.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first():
                    open_one(announcement, now)
        except Exception:  # one that cannot be opened keeps no other from its readers
            logger.exception("Announcement %s could not be opened", pk)
        else:
            if time.monotonic() > ends_at:
                break


def open_one(announcement: Announcement, now: datetime) -> None:
    if now - announcement.send_at > LATE:
        announcement.state = State.ASKING
        announcement.reason = _("It was to be sent more than a day ago, and no mailer was there to send it.")
    elif versions_for(announcement):
        if announcement.kind not in MODELS:
            announcement.told.set(told_in(announcement))
        freeze(announcement)
        return
    else:
        announcement.state, announcement.finished_at = State.STOPPED, now
        announcement.reason = _("When it was to be sent, not everybody could read what it tells of.")
    announcement.save(update_fields=["state", "finished_at", "reason"])


def stop(announcement: Announcement, user) -> None:
    with deciding(announcement, user, "stop", State.ASKING, State.UPCOMING, State.SENDING, State.PAUSED) as locked:
        locked.state, locked.finished_at = State.STOPPED, timezone.now()
        skip_waiting(locked)


def pause(announcement: Announcement, user) -> None:
    with deciding(announcement, user, "pause", State.UPCOMING, State.SENDING) as locked:
        locked.state = State.PAUSED


def resume(announcement: Announcement, user) -> None:
    with deciding(announcement, user, "resume", State.PAUSED) as locked:
        if locked.frozen_at:
            locked.state, locked.opened_at = State.SENDING, opened_anew(locked, timezone.now())
        else:
            locked.state, locked.send_at = State.UPCOMING, max(locked.send_at, timezone.now())


def decide(announcement: Announcement, user) -> None:
    """Yes, subscribers shall hear of it."""
    with deciding(announcement, user, "decide", State.ASKING) as locked:
        locked.state, locked.reason, locked.send_at = State.UPCOMING, "", held_until(timezone.now())


def send_now(announcement: Announcement, user) -> None:
    """Without waiting for the end of the hold."""
    with deciding(announcement, user, "send_now", State.UPCOMING) as locked:
        locked.send_at = timezone.now()


def send_again(announcement: Announcement, user) -> None:
    """To all who match now, also to those who got it before."""
    with deciding(announcement, user, "send_again", State.SENT, State.STOPPED, State.FAILED) as locked:
        if locked.frozen_at:
            locked.round += 1
        locked.state, locked.reason, locked.send_at = State.UPCOMING, "", timezone.now()
        locked.opened_at = opened_anew(locked, None)
        locked.frozen_at = locked.finished_at = None
        skip_waiting(locked)


def opened_anew(announcement: Announcement, moment: datetime | None) -> datetime | None:
    """For the next digest, unless one has told of it already."""
    return announcement.opened_at if announcement.digests.exists() else moment


def skip_waiting(announcement: Announcement) -> None:
    """Nobody who was still to get an earlier round gets it after all."""
    waiting = Delivery.objects.filter(announcement=announcement, state=Delivery.State.WAITING)
    waiting.update(state=Delivery.State.SKIPPED, next_attempt_at=None, finished_at=timezone.now())


@contextmanager
def deciding(announcement: Announcement, user, act: str, *states: State) -> Iterator[Announcement]:
    """The row under lock, if it is in one of these states; saved, and logged as what this person did."""
    with transaction.atomic():
        locked = Announcement.objects.select_for_update(of=("self",)).get(pk=announcement.pk)
        if locked.state not in states:
            words = _("This cannot be done any more. The announcement’s state is “%(state)s” now.")
            raise NotPossibleError(words % {"state": locked.get_state_display()})
        yield locked
        locked.decided_by = user
        locked.save()
        log(locked, f"subscriptions.{act}", user=user)
    announcement.refresh_from_db()

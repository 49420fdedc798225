"""Each mail of an announcement: claimed, sent and noted as sent, each committed by itself."""

from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from site_core.mail_server import Failure
from site_core.models.mail import delay_after
from subscriptions.audience import audience
from subscriptions.letters import letter_to
from subscriptions.models import Announcement, Delivery, Subscriber
from subscriptions.services.refusals import note_refusal, note_success

GIVEN_UP_AFTER = timedelta(hours=24)
# After 1, 5, 15 and 60 minutes, then each hour.
ATTEMPTS_OF_A_DAY = 27
ERROR_LENGTH = 500
# So many who left meanwhile are passed over in one transaction.
MOST_LOOKED_AT = 50

State = Delivery.State


class DeliveryLetter:
    """A delivery in the hands of one mailer."""

    def __init__(self, delivery: Delivery, subscriber: Subscriber) -> None:
        self.delivery, self.subscriber = delivery, subscriber
        self.pk = delivery.pk
        self.begun_at = delivery.first_attempt_at or timezone.now()

    def message(self) -> EmailMessage | None:
        return letter_to(self.delivery)

    def drop(self) -> None:
        finish(self.delivery, State.SKIPPED)

    def note_sent(self) -> None:
        finish(self.delivery, State.SENT)
        note_success(self.subscriber)

    def put_back(self, until: datetime) -> None:
        self.delivery.attempts -= 1
        if not self.delivery.attempts:  # the time in which the server was away is not the reader's
            self.delivery.first_attempt_at = None
        self.delivery.next_attempt_at = until
        self.delivery.save(update_fields=["attempts", "first_attempt_at", "next_attempt_at"])

    def note_failure(self, failure: Failure) -> None:
        delivery, now = self.delivery, timezone.now()
        reason = failure.reason[:ERROR_LENGTH]
        if failure.is_final:
            finish(delivery, State.FAILED, reason)
            note_refusal(self.subscriber, failure)
        elif now - self.begun_at >= GIVEN_UP_AFTER and not self.may_be_outage(failure):
            finish(delivery, State.FAILED, reason)
        else:
            delivery.last_error = reason
            delivery.next_attempt_at = now + delay_after(delivery.attempts)
            delivery.save(update_fields=["last_error", "next_attempt_at"])

    def may_be_outage(self, failure: Failure) -> bool:
        """A server that hangs up has trouble of its own; one that does so at each attempt of a day, with this mail."""
        return failure.is_about_server and self.delivery.attempts < ATTEMPTS_OF_A_DAY


class Deliveries:
    """The source of all mail to subscribers."""

    def claim(self, until: datetime) -> DeliveryLetter | None:
        sending = Announcement.objects.filter(state=Announcement.State.SENDING).order_by("frozen_at", "pk")
        for announcement in sending:
            while waiting_of(announcement).exists():  # without a transaction, which would keep others from writing
                letter, has_passed_over = claim_of(announcement, until)
                if letter or not has_passed_over:
                    return letter
        return None


def waiting_of(announcement: Announcement) -> QuerySet[Delivery]:
    waiting = Delivery.objects.filter(announcement=announcement, state=State.WAITING)
    return waiting.filter(next_attempt_at__lte=timezone.now()).order_by("next_attempt_at", "pk")


@transaction.atomic
def claim_of(announcement: Announcement, until: datetime) -> tuple[DeliveryLetter | None, bool]:
    """The next that waits, and whether others were passed over for good: they left, paused or chose otherwise."""
    for number in range(MOST_LOOKED_AT):
        waiting = waiting_of(announcement).select_for_update(of=("self",), skip_locked=True)
        delivery = waiting.select_related("announcement", "subscriber").first()
        if delivery is None:
            return None, number > 0
        if delivery.subscriber and is_wanted(announcement, delivery.subscriber):
            return take(delivery, delivery.subscriber, until), number > 0
        finish(delivery, State.SKIPPED)
    return None, True


def take(delivery: Delivery, subscriber: Subscriber, until: datetime) -> DeliveryLetter:
    delivery.attempts += 1
    delivery.first_attempt_at = delivery.first_attempt_at or timezone.now()
    delivery.next_attempt_at = until
    delivery.save(update_fields=["attempts", "first_attempt_at", "next_attempt_at"])
    return DeliveryLetter(delivery, subscriber)


def is_wanted(announcement: Announcement, subscriber: Subscriber) -> bool:
    return audience(announcement).filter(pk=subscriber.pk).exists()


def finish(delivery: Delivery, state: Delivery.State, reason: str = "") -> None:
    delivery.state, delivery.last_error = state, reason
    delivery.next_attempt_at, delivery.finished_at = None, timezone.now()
    delivery.save(update_fields=["state", "last_error", "next_attempt_at", "finished_at"])


def close_finished(now: datetime) -> None:
    """An announcement is sent when nobody waits for it, and failed when it reached nobody of those who did."""
    for announcement in Announcement.objects.filter(state=Announcement.State.SENDING):
        mails = announcement.deliveries.filter(round=announcement.round)
        if mails.filter(state=State.WAITING).exists():
            continue
        has_failed = mails.filter(state=State.FAILED).exists() and not mails.filter(state=State.SENT).exists()
        state = Announcement.State.FAILED if has_failed else Announcement.State.SENT
        # Not if somebody stopped it in between, and perhaps sent it again.
        sending = {"state": Announcement.State.SENDING, "round": announcement.round}
        still_sending = Announcement.objects.filter(pk=announcement.pk, **sending)
        still_sending.update(state=state, finished_at=now)

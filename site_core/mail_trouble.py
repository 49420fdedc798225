"""A mail server that cannot be used: all mailers wait for it together, and longer each time."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from site_core.models import MailServerTrouble
from site_core.models.mail import delay_after
from site_core.zones import named_time


def is_awaited(now: datetime) -> bool:
    """Whether it is too early to try the server again."""
    return MailServerTrouble.objects.filter(next_attempt_at__gt=now).exists()


@transaction.atomic
def note_trouble(reason: str) -> datetime:
    """Says when to try again: after 1, 5, 15 and 60 minutes, then each hour."""
    trouble, _is_new = MailServerTrouble.objects.select_for_update().get_or_create()
    now = timezone.now()
    # Of several mailers that find it away at the same moment, one sets the time.
    if not trouble.attempts or trouble.next_attempt_at <= now:
        trouble.attempts += 1
        trouble.next_attempt_at = now + delay_after(trouble.attempts)
        trouble.reason = reason
        trouble.save(update_fields=["attempts", "next_attempt_at", "reason"])
    return trouble.next_attempt_at


def note_recovery() -> None:
    if MailServerTrouble.objects.exists():  # to write for nothing would keep others from writing
        MailServerTrouble.objects.all().delete()


def mail_server_trouble() -> MailServerTrouble | None:
    return MailServerTrouble.objects.first()


def trouble_in_words() -> str:
    """For staff: since when no mail leaves, and what the server said last."""
    trouble = mail_server_trouble()
    if trouble is None:
        return ""
    words = _("No mail has left since %(since)s: the mail server cannot be used (%(reason)s). Next attempt: %(next)s.")
    times = {"since": named_time(trouble.since), "next": named_time(trouble.next_attempt_at)}
    return words % {**times, "reason": trouble.reason}

"""All mailers together keep to the rate that the mail server allows, whatever they send."""

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from subscriptions.models import MailingSettings, Pace

# Mailers do not wake on the dot: no second may hold one too many.
ROOM = 1.1
# Nobody waits that long for a turn; the clock was set back.
NEVER = timedelta(minutes=1)


def wait_for_turn() -> None:
    """Until the moment that this mail has for itself."""
    slot = take_slot()
    time.sleep(max(0.0, (slot - timezone.now()).total_seconds()))


@transaction.atomic
def take_slot() -> datetime:
    now = timezone.now()
    pace, _is_new = Pace.objects.select_for_update().get_or_create(name="mails", defaults={"next_at": now})
    slot = max(pace.next_at, now) if pace.next_at - now < NEVER else now
    pace.next_at = slot + timedelta(seconds=ROOM / MailingSettings.current().mails_per_second)
    pace.save(update_fields=["next_at"])
    return slot

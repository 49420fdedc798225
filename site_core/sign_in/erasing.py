"""How long it is kept who signed in from where."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessLog
from django.conf import settings

from site_core.outbox import register_eraser
from site_core.sign_in.sessions import SessionStore

# Long enough to look into something that was noticed late.
KEPT_DAYS = 30


def erase_old_sign_ins(now: datetime) -> None:
    """With the sessions that have ended."""
    AccessLog.objects.filter(attempt_time__lt=now - timedelta(days=KEPT_DAYS)).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - timedelta(hours=settings.AXES_COOLOFF_TIME)).delete()
    SessionStore.clear_expired()


register_eraser(erase_old_sign_ins)

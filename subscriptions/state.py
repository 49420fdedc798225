"""How the mailing list is doing, for whoever watches the site."""

from django.db.models import Count, Min
from django.utils import timezone

from site_core.health import Finding
from site_core.outbox import WAITS_TOO_LONG
from subscriptions.models import SignUp


def look_at_sign_ups() -> Finding:
    """Sign-ups that wait for long tell that no mailer runs, or that the hour's confirmations are used up."""
    waiting = SignUp.objects.aggregate(count=Count("pk"), oldest=Min("made_at"))
    if not waiting["count"]:
        return Finding("none waiting")
    age = timezone.now() - waiting["oldest"]
    return Finding(f"{waiting['count']} waiting, oldest {round(age.total_seconds())} s", age < WAITS_TOO_LONG)

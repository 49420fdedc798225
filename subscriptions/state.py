"""How the mailing list is doing, for whoever watches the site."""

from django.db.models import Count, Min
from django.utils import timezone

from subscriptions.models import SignUp


def sign_ups_in_words() -> str:
    """Sign-ups that wait for long tell that no mailer runs, or that the hour's confirmations are used up."""
    waiting = SignUp.objects.aggregate(count=Count("pk"), oldest=Min("made_at"))
    if not waiting["count"]:
        return "none waiting"
    age = round((timezone.now() - waiting["oldest"]).total_seconds())
    return f"{waiting['count']} waiting, oldest {age} s"

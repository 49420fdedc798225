"""Which announcements wait for a human word, and why."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from site_core.dates import long_date
from subscriptions.models import MailingSettings

# What was planned for yesterday is no news today.
LATE = timedelta(hours=24)


def reason_to_ask(page, planned_at: datetime, mailing: MailingSettings, now: datetime) -> str:
    """In words why staff should decide; empty where nothing speaks against telling subscribers."""
    if page.publication_date and now - page.publication_date > timedelta(days=mailing.oldest_days):
        words = _("It carries the date %(date)s, more than %(days)s days ago.")
        return words % {"date": long_date(page.publication_date), "days": mailing.oldest_days}
    if now - planned_at > LATE:
        return _("It went live more than a day later than planned.")
    return ""

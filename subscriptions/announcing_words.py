"""What the editor of a page says of its announcement."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from site_core.zones import site_time
from subscriptions.models import Announcement, MailingSettings

State = Announcement.State

WORDS = {
    State.ASKING: gettext_lazy("The announcement waits until somebody decides under “Mailing list”. %(reason)s"),
    State.UPCOMING: gettext_lazy("Subscribers get an email about it %(send)s, unless somebody stops it."),
    State.SENDING: gettext_lazy("The announcement is being sent: %(readers)s."),
    State.PAUSED: gettext_lazy("The announcement is paused."),
    State.SENT: gettext_lazy("Announced %(send)s: %(readers)s. Whatever you choose here, they hear of it only once."),
    State.STOPPED: gettext_lazy("The announcement was stopped. %(reason)s"),
    State.FAILED: gettext_lazy("The announcement could not be sent. %(reason)s"),
}


def describe_announcing(page) -> str:
    """What will happen, and when; or what became of it."""
    announcement = Announcement.objects.filter(page=page.pk).first() if page.pk else None
    if announcement is None:
        return _("Subscribers were not told of this page.") if page.first_published_at else plan_in_words()
    words = WORDS[State(announcement.state)] % {
        "reason": announcement.reason,
        "send": site_time(announcement.send_at),
        "readers": readers_in_words(announcement.recipients),
    }
    return words.strip()


def plan_in_words() -> str:
    minutes = MailingSettings.current().delay_minutes
    words = ngettext(
        "If chosen, subscribers get an email about this page %(minutes)s minute after it goes live for the first "
        "time. Until then it can be stopped under “Mailing list”. Later changes are not announced.",
        "If chosen, subscribers get an email about this page %(minutes)s minutes after it goes live for the first "
        "time. Until then it can be stopped under “Mailing list”. Later changes are not announced.",
        minutes,
    )
    return words % {"minutes": minutes}


def readers_in_words(number: int) -> str:
    return ngettext("%(number)s subscriber", "%(number)s subscribers", number) % {"number": number}

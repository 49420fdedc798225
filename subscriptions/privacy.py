"""What the mailing list keeps of people and for how long, as its settings say."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from subscriptions.links import CONFIRMATION_DAYS
from subscriptions.models import MailingSettings


def describe_privacy() -> list[str]:
    settings = MailingSettings.current()
    return [
        _(
            "Of subscribers we keep the email address, what they chose, what they agreed to and when. Nothing but one "
            "question is sent before an address is confirmed; one that is not confirmed is erased after %(time)s."
        )
        % {"time": days(CONFIRMATION_DAYS)},
        _("The address of somebody who leaves the list, or cannot be reached, is erased after %(time)s.")
        % {"time": days(settings.keep_unsubscribed_days)},
        _(
            "Whoever asks to be erased is erased at once. Of them, and of those who complained of our mail, a code "
            "stays from which the address cannot be read, so that it is never mailed again."
        ),
        _("Which mail was sent to whom is kept for %(time)s, afterwards only how many there were.")
        % {"time": days(settings.keep_deliveries_days)},
        _("Our mails hold no tracking pictures and no counted links: we do not learn who opens or follows them."),
    ]


def days(number: int) -> str:
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}

"""An announcement as a mail to whoever of staff asks for it, before subscribers get it."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from site_core.outbox import queue_mail
from subscriptions.letters import preview_of
from subscriptions.models import Announcement
from subscriptions.services.announcing import NotPossibleError


def send_test(announcement: Announcement, user) -> str:
    """The address it goes to. Its links to choose and to leave lead nowhere: they are nobody's."""
    if not user.email:
        raise NotPossibleError(_("Your account has no email address. Enter it under “Account” and try again."))
    if not settings.MAIL_IS_SET_UP:
        raise NotPossibleError(_("This site cannot send mail: no mail server is set up."))
    words = preview_of(announcement)
    if not words.text:
        raise NotPossibleError(_("There is nothing to send: no page that it tells of is there any more."))
    key = f"announcement-test:{announcement.pk}:{user.pk}:{timezone.now().timestamp()}"
    queue_mail(key, user.email, _("[Test] %(subject)s") % {"subject": words.subject}, words.text, words.html)
    log(announcement, "subscriptions.test", user=user)
    return user.email

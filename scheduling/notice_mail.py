from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from scheduling.models import Notice
from scheduling.notice_words import NoticeWords
from site_core.outbox import queue_mail


def mail_notice(notice: Notice) -> None:
    """Puts the notice into the outbox, in the language of whoever is told; once, however often it is called."""
    profile = getattr(notice.user, "wagtail_userprofile", None)
    if not notice.user.email:
        return
    with override(profile.get_preferred_language() if profile else settings.LANGUAGE_CODE):
        words = NoticeWords(notice)
        context = {
            "words": words,
            "site_name": settings.WAGTAIL_SITE_NAME,
            "account_url": f"{settings.SITE_URL}{reverse('wagtailadmin_account')}",
        }
        text = render_to_string("emails/notice.txt", context)
        queue_mail(f"notice:{notice.pk}", to=notice.user.email, subject=words.headline, text=text)

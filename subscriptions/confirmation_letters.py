"""The words of mails to those who sign up: subject, plain text and HTML that say the same."""

from django.conf import settings
from django.template.loader import render_to_string

from blog.announcements import Words
from site_core.models import SiteSettings
from subscriptions.links import CONFIRMATION_DAYS
from subscriptions.mail_headers import sender_of
from subscriptions.models import MailingSettings


def confirmation_letter(url: str) -> Words:
    return write("confirmation", url=url, days=CONFIRMATION_DAYS)


def reminder_letter(url: str) -> Words:
    return write("reminder", url=url)


def write(name: str, **words: object) -> Words:
    context = {
        **words,
        "site_name": site_name(),
        "site_url": settings.SITE_URL,
        "postal_address": MailingSettings.current().postal_address,
    }
    parts = (f"emails/{name}.{part}" for part in ("subject.txt", "txt", "html"))
    subject, text, html = (render_to_string(part, context) for part in parts)
    return Words(" ".join(subject.split()), text, html)


def site_name() -> str:
    return (SiteSettings.objects.filter(site__is_default_site=True).first() or SiteSettings()).name


def sender() -> str:
    return sender_of(MailingSettings.current(), site_name())

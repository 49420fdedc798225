"""One mail to one subscriber: the words of an announcement, with links and headers of the subscriber's own."""

import secrets
import time
from functools import lru_cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone, translation

from blog.announcements import Frame, Words, Work, write_announcement, write_digest
from site_core.languages import default_language
from site_core.models import SiteSettings
from site_core.previews import public_address
from subscriptions.links import choices_url, leave_url
from subscriptions.mail_headers import list_headers, one_line, reply_to_of, sender_of
from subscriptions.models import Announcement, Delivery, MailingSettings
from subscriptions.works import MODELS, Version, pages_of, versions_for

# Words are written once for all who are told the same; a person's new name or picture is in them a minute later.
KEPT_SECONDS = 60
KEPT_WORDS = 16
# Nobody can guess these, so nobody can write them into a page.
LEAVE_PLACE, CHOICES_PLACE = f"leave-{secrets.token_hex(16)}", f"choices-{secrets.token_hex(16)}"
SAMPLE_LEAVE_URL, SAMPLE_CHOICES_URL = (f"{settings.SITE_URL}/subscribe/{name}/…/" for name in ("leave", "choices"))


def letter_to(delivery: Delivery) -> EmailMultiAlternatives | None:
    """The mail as it is true now; nothing where the page is not public any more, or nothing is new to them."""
    announcement, subscriber = delivery.announcement, delivery.subscriber
    if subscriber is None:
        return None
    versions = versions_for(announcement, subscriber)
    if not versions:
        return None
    mailing = MailingSettings.current()
    frame = frame_of(mailing)
    words, language = words_of(is_digest(announcement), tuple(versions), frame, int(time.time() // KEPT_SECONDS))
    words = with_links(words, leave_url(subscriber), choices_url(subscriber))
    message = EmailMultiAlternatives(
        one_line(words.subject),
        words.text,
        from_email=sender_of(mailing, frame.site_name),
        to=[subscriber.address],
        reply_to=reply_to_of(mailing),
        headers=list_headers(delivery, subscriber, frame.site_name, language),
    )
    message.attach_alternative(words.html, "text/html")
    return message


def preview_of(announcement: Announcement) -> Words:
    """What is sent, with links that lead nowhere; the title alone where there is nothing left to tell."""
    if is_digest(announcement):
        pages = pages_of(versions_for(announcement))
    else:
        pages = [announcement.page.specific] if announcement.page else []
    if not pages:
        return Words(announcement.title, "", "")
    words = write(is_digest(announcement), pages, frame_of(MailingSettings.current()))
    return with_links(words, SAMPLE_LEAVE_URL, SAMPLE_CHOICES_URL)


def is_digest(announcement: Announcement) -> bool:
    return announcement.kind not in MODELS


def frame_of(mailing: MailingSettings) -> Frame:
    of_default_site = SiteSettings.objects.filter(site__is_default_site=True).only("brand", "tagline")
    shown = of_default_site.first() or SiteSettings()
    return Frame(shown.name, shown.tagline, LEAVE_PLACE, CHOICES_PLACE, mailing.postal_address)


@lru_cache(maxsize=KEPT_WORDS)
def words_of(is_digest: bool, versions: tuple[Version, ...], frame: Frame, minute: int) -> tuple[Words, str]:
    """The words for all who are told the same, and their language; `minute` alone makes them forgotten."""
    pages = pages_of(versions)
    languages = {page.language for page in pages}
    words = write(is_digest, pages, frame)
    return words, languages.pop() if len(languages) == 1 else default_language()


def write(is_digest: bool, pages: list, frame: Frame) -> Words:
    """In the language and by the clock of the site, whoever looks."""
    works = [Work(page, public_address(page, None)) for page in pages]
    with translation.override(settings.LANGUAGE_CODE), timezone.override(timezone.get_default_timezone()):
        if is_digest:
            return write_digest(works, frame)
        return write_announcement(works[0].page, frame, address=works[0].address)


def with_links(words: Words, leave: str, choices: str) -> Words:
    """Addresses hold no character that means anything in HTML."""
    text, html = (part.replace(LEAVE_PLACE, leave).replace(CHOICES_PLACE, choices) for part in (words.text, words.html))
    return Words(words.subject, text, html)

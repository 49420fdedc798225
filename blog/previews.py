"""Where readers meet updates and reports: lists, their mail and their feed reader."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from blog.announcements import Frame, write_announcement
from blog.feed_content import feed_contents
from blog.feeds import FeedItem, feed_item
from site_core.models import SiteSettings
from site_core.previews import SEARCH_RESULT, SHARED_LINK, Surface, public_address

# Where a subscriber’s own links stand.
SAMPLE_LINKS = (f"{settings.SITE_URL}/subscribe/leave/…/", f"{settings.SITE_URL}/subscribe/choices/…/")


def email_context(page, request: HttpRequest) -> dict:
    address = public_address(page, request)
    shown = settings_of(request)
    frame = Frame(shown.name, shown.tagline, *SAMPLE_LINKS)
    return {
        "sender": f"{shown.name} <{settings.DEFAULT_FROM_EMAIL}>",
        "announcement": write_announcement(page, frame, address=address),
    }


def settings_of(request: HttpRequest) -> SiteSettings:
    site = Site.find_for_request(request)
    return SiteSettings.objects.filter(site=site).first() or SiteSettings(site=site)


def feed_item_context(page, request: HttpRequest) -> dict:
    address = public_address(page, request)
    contents = feed_contents([page], [address])
    item = feed_item(page, address, contents[0], index_url="")
    return {"item": item, "document": feed_document(page, item), "source": settings_of(request).name}


def feed_document(page, item: FeedItem) -> str:
    """An item as a reader's program sets it: in plain type, with nothing of the site's own."""
    head = format_html(
        '<!doctype html><html lang="{}" dir="{}"><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
        "<title>{}</title><h1>{}</h1><p>{}</p>",
        page.language,
        "rtl" if page.is_right_to_left else "ltr",
        item.title,
        item.title,
        ", ".join(person.name for person in [*item.authors, *item.contributors]),
    )
    return f"{head}{item.content}"


UPDATE_CARD = Surface("card", _("As a card in lists"), "previews/update_card.html")
REPORT_CARD = Surface("card", _("As a card in lists"), "previews/report_card.html")
EMAIL = Surface("email", _("As an e-mail to subscribers"), "previews/email.html", email_context)
FEED_ITEM = Surface("feed-item", _("As an item in a feed reader"), "previews/feed_item.html", feed_item_context)

UPDATE_SURFACES = [UPDATE_CARD, SEARCH_RESULT, SHARED_LINK, EMAIL, FEED_ITEM]
REPORT_SURFACES = [REPORT_CARD, SEARCH_RESULT, SHARED_LINK, EMAIL, FEED_ITEM]

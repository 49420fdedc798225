"""What every template may need: the site's settings, links that are public, dates, anchors and drawings."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django import template
from django.apps import apps
from django.conf import settings
from django.core.paginator import Page as PaginatorPage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.templatetags.wagtailcore_tags import richtext

from site_core import dates
from site_core.blocks import anchor_for
from site_core.contents import contents_of
from site_core.drawings import Drawing
from site_core.frame import Frame, Logo, frame_of
from site_core.generation import remember
from site_core.headings import with_levels
from site_core.languages import default_language, is_right_to_left
from site_core.links import Link, is_current, make_links, web_address, whole_address
from site_core.models import SiteSettings
from site_core.numbers import number_words
from site_core.pictures.files import PictureFile
from site_core.public_forms import BAIT, new_stamp
from site_core.querysets import is_public
from site_core.shown_settings import settings_of

register = template.Library()


def request_of(context):
    """The request, also inside a component that was included with `only`."""
    return context.get("request") or getattr(context, "request", None)


# Settings and menus


@register.simple_tag(takes_context=True)
def site_settings(context) -> SiteSettings:
    """The settings shown in a preview, else those of the requested site, read once for each request."""
    if context.get("site_settings"):
        return context["site_settings"]
    request = request_of(context)
    return SiteSettings() if request is None else settings_of(request)


@register.simple_tag(takes_context=True)
def subscribe_terms(context) -> SafeString:
    """What a subscriber agrees to; its links are looked up once until the site changes."""
    shown = site_settings(context)
    if shown.pk is None or getattr(request_of(context), "is_preview", False):
        return richtext(shown.subscribe_terms)
    return remember(f"terms:{shown.pk}", lambda: richtext(shown.subscribe_terms))


# Forms, and apps that a site may do without


register.simple_tag(new_stamp, name="form_stamp")


@register.filter
def is_installed(app: str) -> bool:
    return apps.is_installed(app)


@register.simple_tag
def form_bait() -> str:
    """The name of the field that only programs fill in."""
    return BAIT


@dataclass(frozen=True)
class VisibleLink:
    """A link that may be shown: its words, its address, and whether the reader is there already."""

    text: str
    href: str
    is_current: bool = False


@register.simple_tag(takes_context=True)
def visible_links(context, links: Iterable) -> list[VisibleLink]:
    """Those of these link blocks that lead somewhere a stranger may go."""
    request = request_of(context)
    return only_visible(make_links((getattr(link, "value", link) for link in links or []), request), request)


def only_visible(links: Iterable[Link], request) -> list[VisibleLink]:
    return [VisibleLink(link.text, link.href, is_current(link, request)) for link in links if link.is_visible()]


@register.simple_tag(takes_context=True)
def site_menus(context) -> dict[str, list[VisibleLink]]:
    """The site's menus by name: main_menu, footer_menu, social_links, design_link."""
    request = request_of(context)
    return {name: only_visible(links, request) for name, links in frame(context).menus.items()}


@register.simple_tag(takes_context=True)
def site_logo(context) -> PictureFile | None:
    """The site's own logo."""
    return frame(context).logo


@register.simple_tag(takes_context=True)
def site_logos(context) -> list[Logo]:
    """The logos of those who carry the site."""
    return frame(context).logos


def frame(context) -> Frame:
    shown = site_settings(context)
    if not hasattr(shown, "_frame"):
        request = request_of(context)
        shown._frame = frame_of(shown, request, is_preview=getattr(request, "is_preview", False))
    return shown._frame


register.filter(web_address)


# Addresses


@register.simple_tag(takes_context=True)
def canonical_url(context) -> str:
    """The one address of what is shown, at the site's public home; a later page of a list keeps its number."""
    request = request_of(context)
    path = request.path if request else "/"
    later = later_page(context)
    return f"{settings.SITE_URL}{path}" + (f"?page={later.number}" if later else "")


@register.simple_tag(takes_context=True)
def later_page(context) -> PaginatorPage | None:
    """The page of a list that is shown, where it is not the first."""
    page = context.get("updates") or context.get("reports")
    return page if getattr(page, "number", 1) > 1 else None


register.filter("absolute_url", whole_address)
register.filter(is_public)


@register.filter
def anchor(block_id: str | None, kind: str) -> str:
    """The lasting fragment of a block, such as `block.id|anchor:"section"`."""
    return anchor_for(kind, block_id)


# Headings


register.filter(with_levels)


@register.filter
def below(level: int | None, heading: str | None) -> str:
    """The element for headings inside a block: a level below the block's own heading, or in its place."""
    return f"h{(level or 2) + bool(heading)}"


# Words and pictures


register.simple_tag(contents_of)


@register.filter
def aligned_number(number: Decimal | None) -> SafeString:
    """A number for a column of numbers, its points and commas marked, so that digits alone are of one width."""
    parts = re.split("([.,])", number_words(number))
    marked = (
        format_html('<span class="data-table__mark">{}</span>', part) if part in {".", ","} else part for part in parts
    )
    return format_html_join("", "{}", ((part,) for part in marked))


@register.filter
def long_date(moment) -> str:
    return dates.long_date(moment) if moment else ""


@register.simple_tag
def language_of(page) -> str:
    """Attributes that say what a page is written in, where that is not the language of the site."""
    return language_attributes(page.language) if is_in_another_language(page) else ""


@register.simple_tag
def language_around(page) -> str:
    """Attributes for the site's own words within a page that is written in another language."""
    return language_attributes(get_language() or default_language()) if is_in_another_language(page) else ""


def is_in_another_language(page) -> bool:
    return getattr(page, "language", "") not in {"", get_language(), default_language()}


def language_attributes(code: str) -> SafeString:
    return format_html(' lang="{}" dir="{}"', code, "rtl" if is_right_to_left(code) else "ltr")


@register.simple_tag
def drawing(subject, aspect: str = "card") -> SafeString:
    """The drawing that stands for a page or a person without a picture."""
    return drawing_for(subject, aspect).svg()


def drawing_for(subject, aspect: str) -> Drawing:
    kind = kind_of(subject)
    return Drawing(key=f"{kind}/{subject.slug}", kind=kind, aspect=aspect)


@register.filter
def kind_of(subject) -> str:
    """What a thing is, in one word, such as "update", "report" or "person"."""
    return subject._meta.model_name.removesuffix("page")


@register.filter
def brand_line(shown: SiteSettings) -> SafeString:
    """The brand with its dots as marks: read aloud as plain words."""
    first, *others = shown.brand_parts or [""]
    dotted = '<span class="dot" aria-hidden="true">\u00a0• </span><span class="visually-hidden"> </span>{}'
    return format_html("{}{}", first, format_html_join("", dotted, ((part,) for part in others)))


@register.simple_tag
def finding_url(finding, page) -> str:
    """Where what a page lacks can be mended."""
    return finding.url(page)

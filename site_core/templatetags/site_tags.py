"""What every template may need: the site's settings, links that are public, dates, anchors and drawings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from site_core import dates
from site_core.blocks import anchor_for
from site_core.drawings import Drawing
from site_core.models import SiteSettings
from site_core.querysets import only_public

MENUS = ("main_menu", "footer_menu", "social_links", "design_link")
SAFE_SCHEMES = {"http", "https", "mailto"}

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
    if request is None:
        return SiteSettings()
    if not hasattr(request, "_shown_site_settings"):
        site = Site.find_for_request(request)
        stored = SiteSettings.objects.select_related("logo").filter(site=site).first()
        request._shown_site_settings = stored or SiteSettings(site=site)
    return request._shown_site_settings


@dataclass(frozen=True)
class VisibleLink:
    """A link that may be shown: its words, its address, and whether the reader is there already."""

    text: str
    href: str
    is_current: bool = False


@register.simple_tag(takes_context=True)
def visible_links(context, links: Iterable) -> list[VisibleLink]:
    """Those of these links that lead somewhere a stranger may go."""
    values = [link_parts(getattr(link, "value", link)) for link in links or []]
    return resolve_links(request_of(context), [values])[0]


@register.simple_tag(takes_context=True)
def site_menus(context) -> dict[str, list[VisibleLink]]:
    """All menus of the site at once, so that they cost one look at the page table."""
    shown = site_settings(context)
    if not hasattr(shown, "_menus"):
        streams = [[link_parts(child["value"]) for child in getattr(shown, name).raw_data] for name in MENUS]
        shown._menus = dict(zip(MENUS, resolve_links(request_of(context), streams), strict=True))
    return shown._menus


def link_parts(value: Mapping) -> dict:
    """The parts of a link block, with its targets as keys, whether they are loaded or not."""
    parts = {name: value.get(name) or "" for name in ("label", "url", "fragment")}
    for name in ("page", "document"):
        target = value.get(name)
        parts[name] = getattr(target, "pk", target)
    return parts


def resolve_links(request, lists: list[list[dict]]) -> list[list[VisibleLink]]:
    every = [parts for links in lists for parts in links]
    page_ids = {parts["page"] for parts in every if parts["page"]}
    document_ids = {parts["document"] for parts in every if parts["document"]}
    pages = {page.pk: page for page in only_public(Page.objects.filter(pk__in=page_ids))} if page_ids else {}
    documents = get_document_model().objects.in_bulk(document_ids) if document_ids else {}
    return [
        [link for parts in links if (link := resolve_link(request, parts, pages, documents)) is not None]
        for links in lists
    ]


def resolve_link(request, parts: dict, pages: dict, documents: dict) -> VisibleLink | None:
    if parts["page"]:
        target = pages.get(parts["page"])
        address = target.get_url(request) if target else ""
    elif parts["document"]:
        target = documents.get(parts["document"])
        address = target.url if target else ""
    else:
        target, address = None, web_address(parts["url"])
    if not address:
        return None
    if parts["fragment"] and "#" not in address:
        address += f"#{parts['fragment']}"
    is_current = bool(request and target and parts["page"] and request.path == urlsplit(address).path)
    return VisibleLink(parts["label"] or getattr(target, "title", "") or address, address, is_current)


@register.filter
def web_address(address: str | None) -> str:
    """The address, or nothing where it would run a script or leave the site unseen."""
    address = (address or "").strip()
    if address.startswith(("/", "#")) and not address.startswith(("//", "/\\")):
        return address
    return address if address.partition(":")[0].lower() in SAFE_SCHEMES else ""


# Addresses


@register.simple_tag(takes_context=True)
def canonical_url(context) -> str:
    """The one address of what is shown, at the site's public home; a later page of a list keeps its number."""
    request = request_of(context)
    path = request.path if request else "/"
    page_number = getattr(context.get("updates") or context.get("reports"), "number", 1)
    return f"{settings.SITE_URL}{path}" + (f"?page={page_number}" if page_number > 1 else "")


@register.filter
def absolute_url(path: str) -> str:
    """A path on this site as a whole address."""
    return path if urlsplit(path).scheme else f"{settings.SITE_URL}{path}"


@register.filter
def anchor(block_id: str | None, kind: str) -> str:
    """The lasting fragment of a block, such as `block.id|anchor:"section"`."""
    return anchor_for(kind, block_id)


# Words and pictures


@register.filter
def long_date(moment) -> str:
    return dates.long_date(moment) if moment else ""


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
    dot = format_html('<span class="dot" aria-hidden="true"> • </span><span class="visually-hidden"> </span>')
    line = format_html("{}", "")
    for place, part in enumerate(shown.brand_parts):
        line = format_html("{}{}{}", line, dot if place else "", part)
    return line

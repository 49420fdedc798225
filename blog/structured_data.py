"""What a page says to programs in the terms of schema.org, as JSON-LD in its head."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from blog.citations import clean, work_of
from blog.models import Person, ReportPage, UpdatePage
from blog.models.credits import CreditRole
from blog.models.reports import ReportPartner
from blog.slugs import list_path
from site_core.blocks import anchor_for
from site_core.generation import remember
from site_core.links import site_address, web_address, whole_address
from site_core.models import SiteSettings
from site_core.querysets import is_public

Node = dict[str, Any]

# What would end the element, or a line of script in older programs.
ESCAPES = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})
# In schema.org nobody reviews or illustrates a text; they take part in it.
PROPERTY_OF: dict[str, str] = {
    CreditRole.AUTHOR: "author",
    CreditRole.EDITOR: "editor",
    CreditRole.TRANSLATOR: "translator",
}


@dataclass(frozen=True)
class Shown:
    """What stands around a page when it is read."""

    site_settings: SiteSettings
    canonical: str
    updates_url: str = ""
    elsewhere: tuple[str, ...] = ()
    person: Person | None = None
    title: str = ""
    description: str = ""
    image: str = ""


def script_of(page: Page, shown: Shown, request: HttpRequest) -> SafeString:
    """The element for the head of a page; whatever a title holds stays inside its string."""
    text = json.dumps({"@context": "https://schema.org", "@graph": graph_of(page, shown, request)}, ensure_ascii=False)
    data = mark_safe(text.translate(ESCAPES))  # noqa: S308 - nothing in it can end the element
    return format_html('<script type="application/ld+json">{}</script>', data)


def graph_of(page: Page, shown: Shown, request: HttpRequest) -> list[Node]:
    nodes = [organization(shown), website(shown), breadcrumbs(page, shown, request), subject(page, shown)]
    return [without_empty(node) for node in nodes if node]


def without_empty(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in ("", None, [], ())}


# The fund and its site


def site_id(name: str) -> str:
    return f"{settings.SITE_URL}/#{name}"


def publisher_of(shown: Shown) -> Node:
    """Named here too, for programs that do not follow a reference."""
    return {"@type": "Organization", "@id": site_id("organization"), "name": clean(shown.site_settings.name)}


def organization(shown: Shown) -> Node:
    return {
        **publisher_of(shown),
        "url": f"{settings.SITE_URL}/",
        "description": clean(shown.site_settings.description),
        "logo": {
            "@type": "ImageObject",
            "url": whole_address(static("img/touch-icon.png")),
            "width": 180,
            "height": 180,
        },
        "sameAs": [address for address in shown.elsewhere if address.startswith("https://")],
    }


def website(shown: Shown) -> Node:
    return {
        "@type": "WebSite",
        "@id": site_id("website"),
        "name": clean(shown.site_settings.name),
        "url": f"{settings.SITE_URL}/",
        "publisher": {"@id": site_id("organization")},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{settings.SITE_URL}/search/?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


# The way to the page


def breadcrumbs(page: Page, shown: Shown, request: HttpRequest) -> Node | None:
    """From the front page; the front page itself needs no way."""
    places = [*trail_to(page, request), (page.title, site_address(page, request))]
    if shown.title:
        places.append((shown.title, shown.canonical))
    if len(places) == 1:
        return None
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": clean(name), "item": address}
            for position, (name, address) in enumerate(places, 1)
        ],
    }


def trail_to(page: Page, request: HttpRequest) -> list[tuple[str, str]]:
    """The public pages above this one, with their addresses; asked once for all pages of a parent."""

    def load() -> list[tuple[str, str]]:
        above = page.get_ancestors().filter(depth__gte=2)
        return [(each.title, site_address(each, request)) for each in above if is_public(each)]

    return remember(f"trail-{page.path[: -Page.steplen]}", load)


# What the page is about


def subject(page: Page, shown: Shown) -> Node | None:
    if shown.person:
        profile = without_empty(person_node(shown.person, shown) | {"description": clean(shown.person.card_text)})
        return {"@type": "ProfilePage", "url": shown.canonical, "mainEntity": profile}
    if isinstance(page, UpdatePage):
        return article(page, shown)
    if isinstance(page, ReportPage):
        return report(page, shown)
    return None


def work_node(page: Any, shown: Shown) -> Node:
    """What updates and reports have in common."""
    return {
        "@id": f"{shown.canonical}#work",
        "url": shown.canonical,
        "mainEntityOfPage": shown.canonical,
        "description": clean(shown.description),
        "image": shown.image,
        "datePublished": moment(page.publication_date),
        "dateModified": moment(page.changed_at),
        "inLanguage": page.language,
        "isPartOf": {"@id": site_id("website")},
        "publisher": publisher_of(shown),
        **makers_of(page, shown),
    }


def moment(value: datetime | None) -> str:
    return timezone.localtime(value).isoformat() if value else ""


def makers_of(page: Any, shown: Shown) -> dict[str, list[Node]]:
    """In the editor's order; a work without authors is by its publisher."""
    makers: dict[str, list[Node]] = {"author": []}
    for credit in page.credits:
        makers.setdefault(PROPERTY_OF.get(credit.role, "contributor"), []).append(person_node(credit.author, shown))
    makers["author"] = makers["author"] or [publisher_of(shown)]
    return makers


def person_node(person: Person, shown: Shown) -> Node:
    is_organisation = person.kind == Person.Kind.ORGANISATION
    url = whole_address(shown.updates_url + list_path("authors", person.slug)) if shown.updates_url else ""
    return without_empty(
        {
            "@type": "Organization" if is_organisation else "Person",
            "name": clean(person.name),
            "url": url,
            "sameAs": [person.orcid_url] if person.orcid else [],
            "affiliation": {"@type": "Organization", "name": clean(person.affiliation)}
            if person.affiliation and not is_organisation
            else "",
        }
    )


def article(page: UpdatePage, shown: Shown) -> Node:
    keywords = [clean(tag.name) for tag in page.subjects]
    return {"@type": "Article", "headline": clean(page.title), **work_node(page, shown), "keywords": keywords}


def report(page: ReportPage, shown: Shown) -> Node:
    """In the words of its citations, where they speak of the same."""
    work = work_of(page, shown.site_settings.name)
    numbers = {"DOI": work.doi, "ISBN": work.isbn}
    return {
        "@type": "Report",
        "name": work.title,
        **work_node(page, shown),
        "abstract": work.abstract,
        "identifier": [
            {"@type": "PropertyValue", "propertyID": name, "value": value} for name, value in numbers.items() if value
        ],
        "sameAs": page.doi_url,
        "license": page.licence_url,
        "encoding": [download(row) for row in page.files if not getattr(row, "is_restricted", True)],
        "hasPart": list(recommendations(page, shown)),
        "funder": list(funders(page)),
    }


def download(row: Any) -> Node:
    return without_empty(
        {
            "@type": "MediaObject",
            "name": clean(row.label),
            "contentUrl": whole_address(row.document.url),
            "encodingFormat": row.document.content_type,
            "inLanguage": row.language,
        }
    )


def recommendations(page: ReportPage, shown: Shown) -> Iterable[Node]:
    text_block = page.recommendations.stream_block.child_blocks["recommendation"].child_blocks["text"]
    for position, block in enumerate(page.recommendations, 1):
        address = f"{shown.canonical}#{anchor_for('recommendation', block.id)}" if block.id else ""
        audience = clean(block.value["audience"] or "")
        yield without_empty(
            {
                "@type": "CreativeWork",
                "@id": address,
                "url": address,
                "position": position,
                "name": clean(block.value["title"] or ""),
                "text": clean(" ".join(text_block.get_searchable_content(block.value["text"]))),
                "audience": {"@type": "Audience", "audienceType": audience} if audience else "",
            }
        )


def funders(page: ReportPage) -> Iterable[Node]:
    for partner in page.supporters:
        if partner.part == ReportPartner.Part.FUNDER:
            address = web_address(partner.url)
            yield without_empty({"@type": "Organization", "name": clean(partner.name), "url": address})

"""Updates, reports and the people behind them, for templates."""

from dataclasses import dataclass

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from blog.bylines import author_names, byline, byline_parts, short_byline
from blog.cards import NEWEST_COUNT, make_deck
from blog.citation_files import CITATION_FILES, CitationFile
from blog.citations import citations_of, highwire_tags
from blog.models import CreditRole, Person, UpdateIndexPage
from blog.public_lists import find_update_years, people_with_works
from blog.share_images import share_image_of, share_image_url
from blog.slugs import list_path
from blog.structured_data import Shown, script_of
from site_core.expiries import remember_public
from site_core.generation import remember
from site_core.links import whole_address
from site_core.share_images import HEIGHT, WIDTH
from site_core.templatetags.site_tags import request_of, site_menus, site_settings

register = template.Library()


# A page whose blocks show cards may have loaded them all together, as its `deck`.


@register.simple_tag(takes_context=True)
def latest_updates(context, count: int = NEWEST_COUNT) -> list:
    """The newest updates that are public."""
    count = count or NEWEST_COUNT
    deck = context.get("deck") or make_deck(newest_count=count)
    return deck.newest[:count]


@register.simple_tag(takes_context=True)
def public_cards(context, pages) -> list:
    """Those of these pages that are public, in the editor's order."""
    pages = list(pages or [])
    deck = context.get("deck") or make_deck(chosen=pages)
    return deck.cards_of(pages)


@register.simple_tag(takes_context=True)
def public_card(context, page):
    """The card of this page, or nothing while it is not public."""
    return next(iter(public_cards(context, [page])), None)


# Addresses


@register.simple_tag(takes_context=True)
def update_index_url(context) -> str:
    """The address of the list of updates; empty where there is none that a stranger may see."""
    request = request_of(context)
    if request is None:
        return find_update_index_url(None)
    if not hasattr(request, "_update_index_url"):
        request._update_index_url = find_update_index_url(request, context.get("page"))
    return request._update_index_url


def find_update_index_url(request, page=None) -> str:
    if isinstance(page, UpdateIndexPage):
        return page.get_url(request) or ""
    index = remember("update-index", lambda: list(UpdateIndexPage.objects.listed().only("pk", "url_path")))
    return (index[0].get_url(request) or "") if index else ""


@register.simple_tag(takes_context=True)
def person_url(context, person) -> str:
    index_url = update_index_url(context)
    return index_url and index_url + list_path("authors", person.slug)


@register.simple_tag(takes_context=True)
def tag_url(context, tag) -> str:
    index_url = update_index_url(context)
    return index_url and index_url + list_path("tags", tag.slug)


@register.simple_tag(takes_context=True)
def year_url(context, year: int) -> str:
    index_url = update_index_url(context)
    return f"{index_url}{year:04d}/" if index_url else ""


# Shared links


@dataclass(frozen=True)
class SharedDrawing:
    """A picture made for a shared link, as its meta tags tell of it."""

    url: str
    alt: str
    width: int = WIDTH
    height: int = HEIGHT


@register.simple_tag(takes_context=True)
def shared_drawing(context, subject) -> SharedDrawing | None:
    """The picture of a page or a person that is stored; one that is only being written has none yet."""
    if not getattr(subject, "pk", None):
        return None
    image = share_image_of(subject, site_settings(context))
    words = _("“%(title)s” beside a drawing of dots and lines") if image.has_words else _("Drawing of dots and lines")
    return SharedDrawing(share_image_url(subject, image), words % {"title": image.title})


@register.simple_tag(takes_context=True)
def structured_data(context, image: str = "") -> SafeString:
    """The page in the terms of schema.org; `image` is the picture of its shared link."""
    page = context["page"]
    around = Shown(
        site_settings=site_settings(context),
        canonical=context["canonical"],
        updates_url=update_index_url(context),
        elsewhere=tuple(link.href for link in site_menus(context)["social_links"]),
        person=context.get("person"),
        title=context.get("share_title") or "",
        description=context.get("description") or page.search_description,
        image=whole_address(image) if image else "",
    )
    return script_of(page, around, request_of(context))


# Bylines


@dataclass(frozen=True)
class LinkedPart:
    """A piece of a byline; a name has an address where the site has a page for it."""

    text: str
    url: str = ""
    is_name: bool = False


@register.simple_tag(takes_context=True)
def byline_lines(context, page) -> list[list[LinkedPart]]:
    """Who made a page, one line for each role, names linked to their pages."""
    return [
        [
            LinkedPart(part.text, person_url(context, part.person), True) if part.person else LinkedPart(part.text)
            for part in line
        ]
        for line in byline_parts(page.credits)
    ]


@register.simple_tag(takes_context=True)
def author_addresses(context, page) -> list[str]:
    """The pages of the authors, in the editor's order."""
    people = [credit.author for credit in page.credits if credit.role == CreditRole.AUTHOR]
    return [address for person in people if (address := person_url(context, person))]


@dataclass(frozen=True)
class LinkedPerson:
    """Somebody of the site; with an address where readers find works of theirs."""

    person: Person
    url: str = ""


@register.simple_tag(takes_context=True)
def linked_people(context, people) -> list[LinkedPerson]:
    """These people, as far as they are there, linked where they have public works."""
    people = [person for person in people or [] if person]
    known = public_people(request_of(context)) if people else set()
    return [LinkedPerson(person, person_url(context, person) if person.pk in known else "") for person in people]


def public_people(request) -> set[int]:
    """Asked once for all blocks of a page."""
    if request is None:
        return people_with_works()
    if not hasattr(request, "_public_people"):
        request._public_people = people_with_works()
    return request._public_people


@register.filter
def whole_byline(page) -> str:
    """The byline as plain words, with everybody in it."""
    return byline(page.credits)


@register.filter
def byline_text(page) -> str:
    """The byline as plain words, for cards."""
    return short_byline(page.credits)


@register.filter
def authors_text(page) -> str:
    """The names of the authors as plain words, for a citation."""
    return author_names(page.credits)


register.filter("citations", citations_of)
register.filter("highwire_tags", highwire_tags)


@register.simple_tag
def citation_files() -> dict[str, CitationFile]:
    """What stands below a report's address for programs that keep references."""
    return CITATION_FILES


@register.simple_tag
def update_years() -> list[tuple[int, int]]:
    """The years that have updates, newest first, with the number of each."""
    return remember_public("update-years", lambda: list(find_update_years()))

"""The addresses of the interface. Every list begins where the lists of the site begin: with what is public now."""

import json
from functools import cache
from pathlib import Path

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from blog.api.answers import PAGING, Moved, Refused, address_with, interface, known_only, page_of
from blog.api.shapes import Shapes
from blog.models import Person, ReportPage, Tag, UpdateIndexPage, UpdatePage
from blog.public_lists import people_with_works, tags_with_updates
from blog.slugs import list_path
from site_core.expiries import remember_public
from site_core.links import site_address, whole_address

DESCRIPTION = Path(__file__).with_name("openapi.json")
LISTS = ("updates", "reports", "people", "tags")
# Wide enough for everybody, and far from the ends of what a database can count.
FIRST_YEAR, LAST_YEAR = 1000, 9000


def shapes() -> Shapes:
    return Shapes(remember_public("address-of-updates", find_index_address))


def find_index_address() -> str:
    index = UpdateIndexPage.objects.listed().first()
    return site_address(index) if index else ""


@interface
def start(request: HttpRequest) -> dict:
    known_only(request)
    addresses = {f"{name}_url": whole_address(reverse(f"api_{name}")) for name in LISTS}
    return {**addresses, "description_url": whole_address(reverse("api_description"))}


@interface
def description(request: HttpRequest) -> dict:
    known_only(request)
    return read_description()


@cache
def read_description() -> dict:
    return json.loads(DESCRIPTION.read_text(encoding="utf-8"))


@interface
def nothing(request: HttpRequest) -> dict:
    raise Http404


# Works


def chosen(request: HttpRequest, works, names: tuple[str, ...]):
    """The works that the filters leave; a tag, an author or a year without works leaves none."""
    known_only(request, *names, *PAGING)
    if "author" in names and "author" in request.GET:
        author = named(request, "author", public_people())
        works = works.credited_to(author) if author else works.none()
    if "tag" in names and "tag" in request.GET:
        tag = named(request, "tag", public_tags())
        works = works.tagged(tag) if tag else works.none()
    if "year" in names and "year" in request.GET:
        works = works.filter(publication_date__year=year_of(request.GET["year"]))
    return works


def named(request: HttpRequest, name: str, rows: QuerySet):
    """Whom or what a filter names. Sends on whoever names an address of before."""
    slug = request.GET[name]
    found = rows.model.objects.filter(slug=slug).first()
    if found is None and (now := rows.filter(former_slugs__slug=slug).first()):
        raise Moved(address_with(request, **{name: now.slug}))
    return found


def year_of(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR):
        raise Refused("“year” must be a year such as 2026.")
    return int(text)


@interface
def updates(request: HttpRequest) -> dict:
    filters = ("author", "tag", "year")
    write = shapes().update
    rows = chosen(request, UpdatePage.objects.listed(), filters).newest_first()
    return page_of(request, rows, lambda part: [write(page) for page in part.cards(with_tags=True)], filters)


@interface
def update(request: HttpRequest, key) -> dict:
    known_only(request)
    return shapes().whole_update(one(UpdatePage.objects.listed().filter(translation_key=key)))


@interface
def reports(request: HttpRequest) -> dict:
    filters = ("author", "year")
    write = shapes().report
    rows = chosen(request, ReportPage.objects.listed(), filters).newest_first()
    return page_of(request, rows, lambda part: [write(page) for page in part.cards()], filters)


@interface
def report(request: HttpRequest, key) -> dict:
    known_only(request)
    return shapes().whole_report(one(ReportPage.objects.listed().filter(translation_key=key)))


def one(rows):
    found = rows.first()
    if found is None:
        raise Http404
    return found


# People and tags: those with something public


def one_or_moved(rows: QuerySet, slug: str, kind: str):
    found = rows.filter(slug=slug).first()
    if found is None:
        now = one(rows.filter(former_slugs__slug=slug))
        raise Moved(whole_address(reverse("api") + list_path(kind, now.slug)))
    return found


@interface
def people(request: HttpRequest) -> dict:
    return page_of(request, public_people(), shapes().people)


@interface
def person(request: HttpRequest, slug: str) -> dict:
    known_only(request)
    (found,) = shapes().people([one_or_moved(public_people(), slug, "people")])
    return found


def public_people():
    return Person.objects.filter(pk__in=people_with_works()).order_by("sort_name", "pk").select_related("photo")


@interface
def tags(request: HttpRequest) -> dict:
    write = shapes().tag
    return page_of(request, public_tags(), lambda part: [write(tag) for tag in part])


@interface
def tag(request: HttpRequest, slug: str) -> dict:
    known_only(request)
    return shapes().tag(one_or_moved(public_tags(), slug, "tags"))


def public_tags():
    return Tag.objects.filter(pk__in=tags_with_updates()).order_by("name", "pk")

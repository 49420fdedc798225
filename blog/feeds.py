"""Feeds: the newest public works for feed readers, in three formats that say the same."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language

from blog.feed_content import feed_contents
from blog.feed_formats import FORMATS
from blog.feed_works import newest_works
from blog.models.credits import CreditRole
from blog.pictures import Picture, picture_of_work
from blog.slugs import list_path
from site_core.file_responses import SHARED_SECONDS
from site_core.links import site_address
from site_core.shown_settings import settings_of

FEED_LENGTH = 20
FEED_MAX_AGE_SECONDS = 300
MOST_PARTS = 10_000


@dataclass(frozen=True)
class FeedPerson:
    name: str
    url: str


@dataclass(frozen=True)
class FeedItem:
    """An update or a report as a feed tells of it."""

    id: str
    url: str
    title: str
    summary: str
    content: str
    published: datetime
    updated: datetime
    authors: list[FeedPerson]
    contributors: list[FeedPerson]
    tags: list[str]
    image: Picture | None = None


@dataclass(frozen=True)
class Feed:
    """A list of works, and where it stands on the site; all addresses are whole."""

    title: str
    description: str
    language: str
    url: str
    self_url: str
    publisher: FeedPerson
    updated: datetime
    items: list[FeedItem] = field(default_factory=list)
    # The parts of a long feed (RFC 5005, 3): their addresses by "first", "previous" and "next".
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def first_url(self) -> str:
        """What names the feed, whichever part of it is read."""
        return self.parts.get("first", self.self_url)


def feed_response(
    request: HttpRequest, index, format_name: str, *, updates=None, reports=None, list_path: str = "", about: str = ""
) -> HttpResponse:
    """The newest of these works as a feed; `list_path` is where their list stands below the index of updates."""
    if format_name not in FORMATS:
        raise Http404
    number = part_asked_for(request)
    works, is_last = newest_works(updates, reports, start=(number - 1) * FEED_LENGTH, end=number * FEED_LENGTH)
    if not works and (list_path or number > 1):
        raise Http404
    write, content_type = FORMATS[format_name]
    index_url = site_address(index, request)
    shown = settings_of(request)
    site_name, description = shown.name, shown.description
    items = feed_items(works, request, index_url)
    first_url = f"{index_url}{list_path}feed/" + (f"{format_name}/" if format_name else "")
    feed = Feed(
        title=f"{site_name}: {about}" if about else site_name,
        description=description or site_name,
        language=get_language() or settings.LANGUAGE_CODE,
        url=index_url + list_path,
        self_url=part_address(first_url, number),
        publisher=FeedPerson(site_name, f"{settings.SITE_URL}/"),
        updated=max((item.updated for item in items), default=index.publication_date),
        items=items,
        parts=parts_beside(first_url, number, is_last),
    )
    return conditional_answer(request, write(feed), content_type, feed.updated)


def conditional_answer(request: HttpRequest, body: bytes, content_type: str, updated: datetime | None) -> HttpResponse:
    """What was asked for, or 304 for a reader that has it; told by what it says, so that any change counts."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    modified = int(min(updated, timezone.now()).timestamp()) if updated else None
    headers = {
        "Cache-Control": f"public, max-age={FEED_MAX_AGE_SECONDS}, s-maxage={SHARED_SECONDS}",
        "ETag": etag,
        **({"Last-Modified": http_date(modified)} if modified else {}),
    }
    response = HttpResponse(body, content_type=content_type, headers=headers)
    return get_conditional_response(request, etag=etag, last_modified=modified, response=response) or response


# Parts of a long feed


def part_asked_for(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= MOST_PARTS):
        raise Http404
    return int(text)


def part_address(first_url: str, number: int) -> str:
    return first_url if number == 1 else f"{first_url}?page={number}"


def parts_beside(first_url: str, number: int, is_last: bool) -> dict[str, str]:
    parts = {"first": first_url}
    if number > 1:
        parts["previous"] = part_address(first_url, number - 1)
    if not is_last:
        parts["next"] = part_address(first_url, number + 1)
    return parts if len(parts) > 1 else {}


# What a feed says of a work


def feed_items(works: list, request: HttpRequest, index_url: str) -> list[FeedItem]:
    addresses = [site_address(work, request) for work in works]
    contents = feed_contents(works, addresses)
    return [feed_item(*parts, index_url) for parts in zip(works, addresses, contents, strict=True)]


def feed_item(work, address: str, content: str, index_url: str) -> FeedItem:
    credits = work.credits
    return FeedItem(
        id=f"urn:uuid:{work.translation_key}",
        url=address,
        title=work.title,
        summary=" ".join(work.card_text.split()),
        content=content,
        published=work.publication_date,
        updated=work.changed_at,
        authors=people((credit for credit in credits if credit.role == CreditRole.AUTHOR), index_url),
        contributors=people((credit for credit in credits if credit.role != CreditRole.AUTHOR), index_url),
        tags=[tag.name for tag in work.subjects],
        image=picture_of_work(work),
    )


def people(credits: Iterable, index_url: str) -> list[FeedPerson]:
    """The people of these credits in the editor's order, each once."""
    persons = {credit.author_id: credit.author for credit in credits}.values()
    return [FeedPerson(person.name, index_url + list_path("authors", person.slug)) for person in persons]

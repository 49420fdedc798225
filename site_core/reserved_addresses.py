"""Addresses at which the site itself answers: a page that had one of them could never be read."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from site_core.health import LIVE, READY

Pattern = URLPattern | URLResolver


def refuse_addresses_of_site(slug: str, parent: Page | None) -> None:
    """Raises an error in words where a page of this slug would stand behind something else at the top of the site."""
    if parent and is_of_site(slug) and Site.objects.filter(root_page=parent.pk).exists():
        raise ValidationError(
            {"slug": _("The site itself answers at this address. Choose another, such as %s-page.") % slug}
        )


def is_of_site(slug: str) -> bool:
    # Not all that the site answers has a pattern: some of it is answered before pages are looked for.
    others = (LIVE, READY, settings.STATIC_URL, settings.MEDIA_URL)
    return slug in {first_part(path) for path in others} or is_route(
        slug, patterns_of_site(get_resolver().url_patterns)
    )


def patterns_of_site(patterns: Iterable[Pattern]) -> Iterator[Pattern]:
    """All that stand at the top, but the one that leads to pages."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and not str(pattern.pattern):
            yield from patterns_of_site(pattern.url_patterns)
        elif getattr(pattern, "name", "") != "wagtail_serve":
            yield pattern


def is_route(slug: str, patterns: Iterable[Pattern]) -> bool:
    """Whether an address with this part, or below it, may mean one of these patterns."""
    return any(first_part(str(part.pattern)) == slug or part.pattern.match(f"{slug}/") for part in patterns)


def first_part(path: str) -> str:
    return path.lstrip("^/").partition("/")[0]

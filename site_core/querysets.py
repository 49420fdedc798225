from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Q, QuerySet, Value
from django.db.models.functions import Left
from django.db.models.lookups import In
from django.utils import timezone
from wagtail.models import Page, PageManager, PageViewRestriction, get_page_models
from wagtail.query import PageQuerySet

from site_core.expiries import remember_public

# Why a branch of the tree is, or may be, hidden.
RESTRICTED, NOT_PUBLIC, ALIAS = "restricted", "not public", "alias"

known_branches: ContextVar[list["HiddenBranches"] | None] = ContextVar("known_branches", default=None)


@dataclass(frozen=True)
class HiddenBranches:
    """Tree paths at which public reading ends, for all that lies below them too."""

    restricted: tuple[str, ...]
    not_public: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return self.restricted + self.not_public


@contextmanager
def asking_once(*known: HiddenBranches):
    """Within this block the tree is asked once what it hides: for answering one reader, who changes nothing."""
    token = known_branches.set(list(known))
    try:
        yield
    finally:
        known_branches.reset(token)


def hidden_branches() -> HiddenBranches:
    """Restricted pages and aliases of what is restricted, and parents that are drafts or past their expiry."""
    known = known_branches.get()
    if known:
        return known[0]
    found = remember_public("hidden-branches", find_hidden_branches)
    if known is not None:
        known.append(found)
    return found


def find_hidden_branches() -> HiddenBranches:
    parent_models = [model for model in get_page_models() if model.allowed_subpage_models()]
    parent_types = ContentType.objects.get_for_models(*parent_models).values()
    not_public = Q(live=False) | Q(expire_at__lte=timezone.now())
    restricted = PageViewRestriction.objects.order_by().filter(page__alias_of=None)
    parents = Page.objects.order_by().filter(not_public, content_type__in=parent_types, depth__gt=1)
    # Greater than nothing is what an index finds; of what is not null SQLite reads all pages.
    aliases = Page.objects.order_by().filter(Exists(restricted), alias_of__gt=0)
    rows = restricted.values_list("page__path", Value(RESTRICTED), Value("")).union(
        parents.values_list("path", Value(NOT_PUBLIC), Value("")),
        aliases.values_list("path", Value(ALIAS), "alias_of__path"),
    )
    found: dict[str, list[tuple[str, str]]] = {RESTRICTED: [], NOT_PUBLIC: [], ALIAS: []}
    for path, kind, source in rows:
        found[kind].append((path, source))
    restricted_paths = [path for path, _source in found[RESTRICTED]]
    return HiddenBranches(
        restricted=(*restricted_paths, *aliases_below(restricted_paths, found[ALIAS])),
        not_public=tuple(path for path, _source in found[NOT_PUBLIC]),
    )


def aliases_below(paths: list[str], aliases: list[tuple[str, str]]) -> list[str]:
    """Paths of the aliases that repeat pages in these branches, or repeat other such aliases."""
    branches, found = tuple(paths), []
    while new := [path for path, source in aliases if path not in found and source.startswith(branches)]:
        found += new
        branches += tuple(new)
    return found


def only_public(pages: QuerySet) -> QuerySet:
    """The one answer to "what may a stranger see": live, not expired, not private, below public parents only."""
    return outside(live_now(pages), hidden_branches().all)


def only_served(pages: QuerySet) -> QuerySet:
    """What is public, and what is public to some: to those who know a password or sign in."""
    return outside(live_now(pages), hidden_branches().not_public)


def live_now(pages: QuerySet) -> QuerySet:
    return pages.filter(Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()), live=True)


def outside(pages: QuerySet, branches: tuple[str, ...]) -> QuerySet:
    by_length: dict[int, list[str]] = {}
    for path in branches:
        by_length.setdefault(len(path), []).append(path)
    # One condition for each depth of the tree: with one for each path, a thousand are more than SQLite takes.
    for length, paths in by_length.items():
        pages = pages.exclude(In(Left("path", length), paths))
    return pages


def is_public(page) -> bool:
    """The same answer for one page that is at hand, or for what is known of it: its path, its life and its end."""
    return is_live_now(page) and not page.path.startswith(hidden_branches().all)


def is_served(page) -> bool:
    """Of one page at hand, whether anybody may see it who knows a password or signs in."""
    return is_live_now(page) and not page.path.startswith(hidden_branches().not_public)


def is_live_now(page) -> bool:
    return page.live and (page.expire_at is None or page.expire_at > timezone.now())


class ListedQuerySet(PageQuerySet):
    def listed(self):
        """Pages that are public now; every list, feed, count and search on the site starts here."""
        return only_public(self)

    def newest_first(self):
        return self.order_by("-publication_date", "-pk")


ListedPageManager = PageManager.from_queryset(ListedQuerySet)

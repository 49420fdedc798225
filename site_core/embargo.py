"""Which files are open to strangers: those that something public uses. All others answer as if they did not exist."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from time import time

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Model, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from site_core.generation import current_generation
from site_core.models import SiteDocument, SiteImage, SiteRendition, SiteSettings
from site_core.querysets import HiddenBranches, asking_once, find_hidden_branches, only_public, only_served

# Time alone closes a file, and a process may die before it tells the others of a change.
KEPT_SECONDS = 2
KEPT_FILES = 4096
PAGES_AT_ONCE = 100
# Whoever may do one of these with a file in the admin's library may see it.
STAFF_ACTIONS = {"choose", "change", "delete"}


@dataclass(frozen=True)
class Uses:
    """Where a file is used: by these pages, themselves or through what they name, and in the site's own settings."""

    page_ids: frozenset[int]
    is_everywhere: bool

    def pages(self) -> Iterator[QuerySet]:
        """The newest first, and some at a time: a picture may be on thousands, and the first is public as a rule."""
        keys = sorted(self.page_ids, reverse=True)
        for start in range(0, len(keys), PAGES_AT_ONCE):
            yield Page.objects.filter(pk__in=keys[start : start + PAGES_AT_ONCE])


def is_open(uses_of: Callable[[str], Uses], key: str) -> bool:
    """Whether a stranger may have a file; asked again when the site changes, and every few seconds."""
    return was_open(uses_of, key, current_generation(), int(time() // KEPT_SECONDS))


def is_file_open(file: SiteDocument | SiteImage) -> bool:
    """The same of a file that is at hand."""
    return is_open(uses_of_document if isinstance(file, SiteDocument) else uses_of_image, str(file.pk))


# Kept in this process: the cache that all share takes longer to write than the database to answer.
@lru_cache(maxsize=KEPT_FILES)
def was_open(uses_of: Callable[[str], Uses], key: str, generation: str, moment: int) -> bool:
    uses = uses_of(key)
    if uses.is_everywhere or not uses.page_ids:
        return uses.is_everywhere
    with asking_once(branches_then(generation, moment)):
        return any(only_public(pages).exists() for pages in uses.pages())


@lru_cache(maxsize=1)
def branches_then(_generation: str, _moment: int) -> HiddenBranches:
    return find_hidden_branches()


def uses_of_document(key: str) -> Uses:
    return find_uses(SiteDocument, [key])


def uses_of_image(key: str) -> Uses:
    return find_uses(SiteImage, [key])


def uses_of_rendition(name: str) -> Uses:
    """Where the picture is used that this file in the media folder was made of."""
    renditions = SiteRendition.objects.filter(file=name)
    return find_uses(SiteImage, renditions.values(key=Cast("image_id", CharField())))


def find_uses(model: type[Model], keys) -> Uses:
    users = users_of(model, keys)
    page_ids, is_everywhere = users.pop(Page, set()), bool(users.pop(SiteSettings, None))
    for carrier, carrier_keys in users.items():  # the person on a portrait, who is as public as the pages that say so
        page_ids |= users_of(carrier, carrier_keys).get(Page, set())
    return Uses(frozenset(map(int, page_ids)), is_everywhere)


def users_of(model: type[Model], keys) -> dict[type[Model], set[str]]:
    """Keys of everything that refers to one of these, by model. Of pages only what is published counts as theirs."""
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(model), to_object_id__in=keys
    )
    users: dict[type[Model], set[str]] = {}
    for type_id, key in references.values_list("base_content_type", "object_id"):
        if user := ContentType.objects.get_for_id(type_id).model_class():
            users.setdefault(user, set()).add(key)
    return users


def may_have(request: HttpRequest, uses_of: Callable[[str], Uses], key: str, files: QuerySet) -> bool:
    """Whether this reader may have a file that is closed to strangers: as staff, or for a page open to them."""
    if request.session.is_empty():
        return False
    # The user first: whoever asks for a file that never was is looked at in the same way, and the answer shows it.
    return may_manage(request.user, files) or may_read_page(request, uses_of(key))


def may_manage(user, files: QuerySet) -> bool:
    if not user.has_perm("wagtailadmin.access_admin"):
        return False
    policy = policy_registry.get_by_type(files.model)
    return any(policy.user_has_any_permission_for_instance(user, STAFF_ACTIONS, file) for file in files)


def may_read_page(request: HttpRequest, uses: Uses) -> bool:
    """Whether the reader signed in for a page that uses the file, or gave its password."""
    readable = (page.specific for pages in uses.pages() for page in only_served(pages))
    return any(
        all(restriction.accept_request(request) for restriction in page.get_view_restrictions()) for page in readable
    )

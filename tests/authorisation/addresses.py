"""Every address of the site, filled in with what its caller may not touch."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace

from django.urls import URLResolver, get_resolver
from wagtail.admin.views.bulk_action.registry import bulk_action_registry as registry

from tests.authorisation.world import SOUGHT

PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
NAMES_A_PAGE = re.compile(r"<(?:int:)?(page_id|page_pk|page_to_move_id|parent_page_id|pk)>")
SEEKS = re.compile(r"search$|(choose|find|index|list|listing)(_results)?$|autocomplete$")
# The few addresses that Django keeps as regular expressions, as paths.
EXPRESSIONS = {
    r"^((?:[\w-]+/)+[\w-]+)\.md$": "<path:md>.md",
    r"^((?:[\w\-]+/)*)$": "<path:served>",
    r"^documents/([0-9]+)/(.*)$": "documents/<document_id>/<file>",
    r"documents/^(\d+)/(.*)$": "documents/<document_id>/<file>",
    r"^share/(page|person)-([0-9]{1,18})-([0-9a-f]{12})\.png$": "share/page-<page_id>-0123456789ab.png",
    r"admin/^.*/$": "admin/nothing-of-ours/",
    r"api/v1/^.+/$": "api/v1/nothing-of-ours/",
}


@dataclass(frozen=True)
class Address:
    """One address under the name by which the table knows it."""

    name: str
    path: str


def patterns(resolver: URLResolver, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else "", route


def all_addresses(world: SimpleNamespace) -> Iterator[Address]:
    """Each path once: a screen of ours may stand before Wagtail's, and the first is the one that answers."""
    paths: set[str] = set()
    times: Counter[str] = Counter()
    for route, name in names_of_routes().items():
        for address in variants(name or f"/{route}", route, world):
            if address.path not in paths:
                paths.add(address.path)
                times[address.name] += 1
                number = times[address.name]
                yield Address(f"{address.name} ({number})", address.path) if number > 1 else address


def names_of_routes() -> dict[str, str]:
    """A screen that takes the place of Wagtail's goes by Wagtail's name."""
    names: dict[str, str] = {}
    for name, route in patterns(get_resolver()):
        route = EXPRESSIONS.get(route, tidy(route))
        names[route] = names.get(route) or name
    return names


def tidy(route: str) -> str:
    route = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", route)
    return route.replace("^", "").replace("$", "").replace("\\", "")


def variants(name: str, route: str, world: SimpleNamespace) -> Iterator[Address]:
    known = values(name, world)
    if "<str:action>" in route:
        yield from bulk_actions(name, route, world)
        return
    yield from asked(name, fill(route, known), known)
    if known.get("pk") == world.draft.pk or (NAMES_A_PAGE.search(route) and "<int:pk>" not in route):
        yield Address(f"{name} (private page)", fill(route, {**known, **pages(world.private, world)}))
        if len(PLACE.findall(route)) > 1:
            # One's own page, with something of another's: asking about the first is not enough.
            yield Address(f"{name} (own page)", fill(route, {**known, **pages(world.own, world)}))


def asked(name: str, path: str, known: dict) -> Iterator[Address]:
    """An address as it is, and with what its screen is asked for."""
    if name.endswith("chosen_multiple"):
        path = f"{path}?id={known['pk']}"
    yield Address(name, path)
    if name == "wagtailadmin_choose_page_child":
        yield Address(f"{name} (hidden page)", path.replace(f"/{known['parent_page_id']}/", f"/{known['page_id']}/"))
    if SEEKS.search(name):
        yield Address(f"{name} (sought)", f"{path}?q={SOUGHT}")


def bulk_actions(name: str, route: str, world: SimpleNamespace) -> Iterator[Address]:
    registry._scan_for_bulk_actions()
    for app, models in sorted(registry.actions.items()):
        for model, actions in sorted(models.items()):
            for action in sorted(actions):
                filled = fill(route, {"app_label": app, "model_name": model, "action": action})
                key = {"page": world.draft, "siteimage": world.image, "sitedocument": world.document}.get(model)
                key = key or {"user": world.user, "person": world.person, "tag": world.tag}[model]
                yield Address(f"{name} ({action} {model})", f"{filled}?id={key.pk}")


def pages(page, world: SimpleNamespace) -> dict:
    names = ("page_id", "page_pk", "page_to_move_id", "pk", "object_id")
    return dict.fromkeys(names, page.pk)


def fill(route: str, known: dict) -> str:
    def value(match: re.Match) -> str:
        if match[1] not in known:
            raise LookupError(f"Say in tests/authorisation/addresses.py what stands for <{match[1]}> in {route}.")
        return str(known[match[1]])

    return "/" + PLACE.sub(value, route)


def values(name: str, world: SimpleNamespace) -> dict:
    """What stands for each argument; `pk` means something else on each screen."""
    known = {
        **pages(world.draft, world),
        "pk": key_of(name, world),
        "parent_page_id": world.updates.pk,
        "destination_id": world.updates.pk,
        "content_type_app_name": "blog",
        "content_type_model_name": "updatepage",
        "app_name": "site_core",
        "model_name": "updatepage",
        "app_label": "blog",
        "object_id": world.draft.pk,
        "session_id": world.session.pk,
        "revision_id": world.revision.pk,
        "revision_id_a": "earliest",
        "revision_id_b": world.revision.pk,
        "task_id": world.task.pk,
        "task_state_id": world.task_state.pk,
        "workflow_state_id": world.workflow_state.pk,
        "workflow_pk": world.workflow.pk,
        "action_name": "delete" if name.startswith("wagtailadmin_api") else "approve",
        "image_id": world.image.pk,
        "document_id": world.document.pk,
        "doc_id": world.document.pk,
        "file": world.document.filename,
        "filter_spec": "max-100x100",
        "uploaded_file_id": world.image_upload.pk if "image" in name else world.document_upload.pk,
        "collection_id": world.collection.pk,
        "restriction_id": world.collection_restriction.pk,
        "page_view_restriction_id": world.restriction.pk,
        "query_id": world.query.pk,
        "redirect_id": world.redirect.pk,
        "link_id": world.link.pk,
        "notice_id": world.notice.pk,
        "token": world.token if name.startswith("import") else "x" * 40,
        "number": 1,
        "act": "erase" if name.startswith("subscriber") else "stop",
        "name": "nothing.png",
        "slug": world.person.slug if "person" in name else world.tag.slug,
        "key": world.draft.translation_key,
        "uidb64": "MQ",
        "md": "updates/quokka-draft",
        "served": "updates/quokka-draft/",
    }
    if name.startswith("wagtailsettings"):
        known["model_name"] = "sitesettings"
    if "workflows:add_task" in name:
        known |= {"app_label": "wagtailcore", "model_name": "groupapprovaltask"}
    if "tag_model_autocomplete" in name:
        known |= {"app_name": "blog", "model_name": "tag"}
    return known


KEYS = {
    "second_factor_remove": "authenticator",
    "second_factor_reset": "user",
    "announcement": "announcement",
    "subscribers_import_review": "import_file",
    "subscriber": "subscriber",
    "wagtailadmin_api:documents": "document",
    "wagtailadmin_api:images": "image",
    "wagtailadmin_api:pages": "draft",
    "wagtailadmin_collections": "collection",
    "wagtailadmin_workflows:disable_task": "task",
    "wagtailadmin_workflows:edit_task": "task",
    "wagtailadmin_workflows:enable_task": "task",
    "wagtailadmin_workflows": "workflow",
    "wagtaildocs_chooser": "document",
    "wagtailimages_chooser": "image",
    "wagtailsettings": "site",
    "wagtailsites": "site",
    "wagtailsnippetchoosers_blog_person": "person",
    "wagtailsnippetchoosers_blog_tag": "tag",
    "wagtailsnippets_blog_person": "person",
    "wagtailsnippets_blog_tag": "tag",
    "wagtailusers_groups": "group",
    "wagtailusers_users": "user",
    "wagtailadmin_pages": "draft",
}


def key_of(name: str, world: SimpleNamespace) -> int:
    """The first that fits: long names stand before short ones."""
    for start in sorted(KEYS, key=len, reverse=True):
        if name.startswith(start):
            return getattr(world, KEYS[start]).pk
    return world.draft.pk

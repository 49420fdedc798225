"""What merging two people and merging two tags have in common. Each step runs in the transaction of the merge."""

from collections.abc import Callable, Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex, Revision

from blog.reindexing import batches

Rows = list[dict]


def lock(*items: Model) -> bool:
    """Nobody else deletes or merges these until we are done; false if one is no longer there."""
    ids = [item.pk for item in items]
    return len(type(items[0])._base_manager.select_for_update().filter(pk__in=ids).order_by("pk")) == len(ids)


def move_in_revisions(
    types: Iterable[ContentType], key: str, named: str, merged_pk: int, change: Callable[[Rows], Rows]
) -> None:
    """Drafts, scheduled revisions and the history of each page: all whose rows under `key` name this key."""
    rows_of_revisions = Revision.objects.filter(content_type__in=types).values_list("pk", f"content__{key}")
    ids = [pk for pk, rows in rows_of_revisions.iterator() if any(row[named] == merged_pk for row in rows or [])]
    for batch in batches(ids):
        revisions = list(Revision.objects.filter(pk__in=batch))
        for revision in revisions:
            revision.content[key] = change(revision.content[key])
        Revision.objects.bulk_update(revisions, ["content"])


def move_references(merged: Model, kept: Model, key: str) -> None:
    """Wagtail's list of uses, without reading every page again."""
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(type(merged)),
        to_object_id=str(merged.pk),
        model_path__startswith=f"{key}.",
    )
    references.update(to_object_id=str(kept.pk))


def move_addresses(merged, kept, **about: str) -> None:
    """Readers of every address that one had are sent to the other."""
    merged.former_slugs.all().update(**{merged.former_slugs.field.name: kept})
    kept.keep_address(merged.slug, **about)


def log_merge(action: str, merged, kept, user) -> None:
    names = {"merged": {"id": merged.pk, "name": merged.name, "slug": merged.slug}, "kept": {"name": kept.name}}
    log(instance=merged, action="wagtail.delete", user=user, deleted=True)
    log(instance=kept, action=action, user=user, data=names)

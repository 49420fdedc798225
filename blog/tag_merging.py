"""Merging two tags: one is kept, with all updates of both; the other's addresses lead to the one kept."""

from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from blog.merge_steps import lock, log_merge, move_addresses, move_in_revisions, move_references
from blog.models import Tag, TaggedUpdate, UpdatePage
from blog.people import Uses, waiting_revisions
from blog.reindexing import reindex_updates_tagged

# The name of the relation on every page that has tags, and so their key in the content of a revision.
TAGS_KEY = "tagged_items"


def merge_tags(merged: Tag, kept: Tag, user=None) -> None:
    """File what was under one tag under another, now and in each revision, and delete the first."""
    if merged.pk == kept.pk:
        raise ValidationError(_("A tag cannot be merged with itself. Choose another one to keep."))
    with transaction.atomic():
        if not lock(merged, kept):
            raise ValidationError(_("One of the two is no longer there: somebody has deleted or merged it."))
        move_tagged(merged, kept)
        rewrite = partial(tags_after_merge, merged_id=merged.pk, kept_id=kept.pk)
        move_in_revisions(tagged_types(), TAGS_KEY, "tag", merged.pk, rewrite)
        move_references(merged, kept, TAGS_KEY)
        move_addresses(merged, kept, name=merged.name)
        log_merge("blog.merge_tags", merged, kept, user)
        merged.delete()
        reindex_updates_tagged.enqueue(kept.pk)


def tagged_types() -> list[ContentType]:
    return [ContentType.objects.get_for_model(UpdatePage)]


def move_tagged(merged: Tag, kept: Tag) -> None:
    """An update that had both has the one kept, once."""
    has_both = TaggedUpdate.objects.filter(tag=kept).values("content_object")
    TaggedUpdate.objects.filter(tag=merged).exclude(content_object__in=has_both).update(tag=kept)


def tags_after_merge(rows: list[dict], merged_id: int, kept_id: int) -> list[dict]:
    """The same for the tags inside a revision."""
    if any(row["tag"] == kept_id for row in rows):
        return [row for row in rows if row["tag"] != merged_id]
    return [{**row, "tag": kept_id} if row["tag"] == merged_id else row for row in rows]


def uses_of_tag(tag: Tag) -> Uses:
    """The updates that have this tag, now or in a draft that may become public."""
    waiting = waiting_revisions(tagged_types()).values_list("object_id", f"content__{TAGS_KEY}")
    drafts = {int(pk) for pk, rows in waiting.iterator() if any(row["tag"] == tag.pk for row in rows or [])}
    return Uses(page_ids=drafts.union(tag.tagged_updates.values_list("content_object", flat=True)))

"""What to read next: chosen by hand where somebody chose, else by shared tags; public pages only."""

from collections.abc import Collection

from django.apps import apps
from django.db.models import Count, F, Value
from django.db.models.functions import Coalesce

from blog.cards import public_cards

RELATED_COUNT = 3
# Of the updates that share a tag, the newest: what else they share is counted of no more.
CONSIDERED = 200


def related_to_update(update, linked: Collection[int] = ()) -> list:
    """Pages picked for this update, reports that name it, and else up to three updates that share its tags.

    Of the latter, those that are `linked` beside them already come only where there are no others.
    """
    picks = apps.get_model("blog", "UpdateRelatedPage").objects
    named_by = apps.get_model("blog", "ReportRelatedUpdate").objects.filter(update_id=update.pk)
    picked = linked_ids(update.related_pages, "related_page_id", picks, named_by)
    return public_cards(page_id for page_id in picked if page_id != update.pk) or updates_sharing_tags(update, linked)


def related_to_report(report) -> list:
    """Updates picked for this report, and updates that name it."""
    picks = apps.get_model("blog", "ReportRelatedUpdate").objects
    named_by = apps.get_model("blog", "UpdateRelatedPage").objects.filter(related_page_id=report.pk)
    return public_cards(linked_ids(report.related_updates, "update_id", picks, named_by))


def linked_ids(own_rows, target: str, picks, named_by) -> list[int]:
    """Ids of pages linked with a page: those its editor picked, in order, then those that name it, newest first."""
    naming = named_by.annotate(is_named=Value(1), place=-F("page_id")).values_list("is_named", "place", "page_id")
    if own_rows.is_deferring:
        return [getattr(row, target) for row in own_rows.all()] + [page_id for *_order, page_id in sorted(naming)]
    picked = picks.filter(page_id=own_rows.instance.pk, **{f"{target}__isnull": False}).annotate(
        is_named=Value(0), place=Coalesce("sort_order", 0)
    )
    rows = picked.order_by().values_list("is_named", "place", target).union(naming.order_by())
    return [page_id for *_order, page_id in sorted(rows)]


def updates_sharing_tags(update, linked: Collection[int]) -> list:
    """Up to three updates: most tags in common first, then the newest; the linked ones if there are no others."""
    tags = {tag.pk for tag in update.subjects}
    if not tags:
        return []
    newest = type(update).objects.tagged(*update.subjects).listed().exclude(pk=update.pk).newest_first()
    tagged = apps.get_model("blog", "TaggedUpdate").objects
    shared = tagged.filter(tag__in=tags, content_object__in=newest.values("pk")[:CONSIDERED]).values("content_object")
    shared = shared.annotate(shared_tags=Count("pk")).order_by(
        "-shared_tags", "-content_object__publication_date", "-content_object"
    )
    sharing = type(update).objects.filter(pk__in=shared.values("content_object")[: RELATED_COUNT + len(linked)])
    cards = sorted(
        sharing.cards(with_tags=True), key=lambda card: -len(tags.intersection(tag.pk for tag in card.subjects))
    )
    others = [card for card in cards if card.pk not in linked]
    return (others or cards)[:RELATED_COUNT]

"""What to read next: chosen by hand where somebody chose, else by shared tags; public pages only."""

from django.apps import apps
from django.db.models import Count

from blog.cards import public_cards

RELATED_COUNT = 3


def related_to_update(update) -> list:
    """Pages picked for this update, reports that name it, and else up to three updates that share its tags."""
    report_links = apps.get_model("blog", "ReportRelatedUpdate").objects
    picked = [row.related_page_id for row in update.related_pages.all()]
    picked += report_links.filter(update_id=update.pk).order_by("-page_id").values_list("page_id", flat=True)
    return public_cards(picked) or updates_sharing_tags(update)


def updates_sharing_tags(update) -> list:
    """Up to three updates, those with most tags in common first."""
    tags = [tag.pk for tag in update.tags.all()]
    if not tags:
        return []
    shared = (
        type(update)
        .objects.listed()
        .filter(tagged_items__tag__in=tags)
        .exclude(pk=update.pk)
        .annotate(shared_tags=Count("tagged_items"))
        .order_by("-shared_tags", "-publication_date", "-pk")
    )
    ids = list(shared.values_list("pk", flat=True)[:RELATED_COUNT])
    cards = {card.pk: card for card in type(update).objects.filter(pk__in=ids).cards()}
    return [cards[page_id] for page_id in ids]


def related_to_report(report) -> list:
    """Updates picked for this report, and updates that name it."""
    update_links = apps.get_model("blog", "UpdateRelatedPage").objects
    picked = [row.update_id for row in report.related_updates.all()]
    picked += update_links.filter(related_page_id=report.pk).order_by("-page_id").values_list("page_id", flat=True)
    return public_cards(picked)

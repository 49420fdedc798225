from collections.abc import Iterable

from wagtail.models import Page

from blog.querysets import CardQuerySet
from site_core.querysets import only_public


def public_cards(page_ids: Iterable[int | None]) -> list:
    """The public ones among these pages, in this order, ready to be shown as cards."""
    page_ids = list(dict.fromkeys(filter(None, page_ids)))
    if not page_ids:
        return []
    ids_by_model: dict[type, list[int]] = {}
    for page in only_public(Page.objects.filter(pk__in=page_ids)).only("pk", "content_type"):
        ids_by_model.setdefault(page.specific_class, []).append(page.pk)
    cards = {card.pk: card for model, ids in ids_by_model.items() for card in load_cards(model, ids)}
    return [cards[page_id] for page_id in page_ids if page_id in cards]


def load_cards(model: type, ids: list[int]) -> list:
    pages = model._default_manager.filter(pk__in=ids)
    return pages.cards() if isinstance(pages, CardQuerySet) else list(pages.defer_streamfields())

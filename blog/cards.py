"""Pages as cards: only public ones, and all that stand on one page loaded together."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.apps import apps
from wagtail.models import Page

from blog.querysets import CardQuerySet
from site_core.expiries import remember_public
from site_core.pictures.files import look_up_files
from site_core.querysets import is_public, only_public

NEWEST_COUNT = 3


@dataclass(frozen=True)
class Deck:
    """The cards that the blocks of a page show between them."""

    newest: list
    chosen: dict[int, Page]

    def cards_of(self, pages: Iterable[Page | None]) -> list:
        """The cards of these pages, in this order; none for a page that is not public."""
        return [self.chosen[page.pk] for page in pages if page and page.pk in self.chosen]


def make_deck(newest_count: int = 0, chosen: Iterable[Page | None] = ()) -> Deck:
    """Cards of the newest updates and of the public ones among the chosen pages, which are at hand.

    They are kept until the site changes: the front page and every page that was not found show the same ones.
    """
    pages = {page.pk: page.specific_class for page in chosen if page and is_public(page)}
    if not newest_count and not pages:
        return Deck([], {})
    name = sha256(repr((newest_count, sorted(pages))).encode()).hexdigest()
    deck = remember_public(f"deck:{name}", lambda: load_deck(newest_count, pages))
    add_files([*deck.newest, *deck.chosen.values()])
    return deck


def load_deck(newest_count: int, pages: dict[int, type[Page]]) -> Deck:
    updates = apps.get_model("blog", "UpdatePage")
    newest = updates.objects.listed().newest_first().values_list("pk", flat=True)[:newest_count]
    newest = list(newest) if newest_count else []
    cards = load_cards(pages | dict.fromkeys(newest, updates), with_files=False)
    return Deck([cards[pk] for pk in newest if pk in cards], {pk: cards[pk] for pk in pages if pk in cards})


def deck_of(stream: Iterable) -> Deck:
    """The cards of all blocks of a text, loaded together."""
    counts, chosen = [], []
    for block in stream:
        if block.block_type == "latest_updates":
            counts.append(block.value.get("count") or NEWEST_COUNT)
        elif block.block_type == "featured_report":
            chosen.append(block.value.get("report"))
        elif block.block_type in {"hand_picked_pages", "related_pages"}:
            chosen.extend(block.value.get("pages") or [])
    return make_deck(max(counts, default=0), chosen)


def public_cards(page_ids: Iterable[int | None]) -> list:
    """The public ones among these pages, in this order, ready to be shown as cards."""
    page_ids = list(dict.fromkeys(filter(None, page_ids)))
    if not page_ids:
        return []
    public = only_public(Page.objects.filter(pk__in=page_ids)).only("pk", "content_type")
    cards = load_cards({page.pk: page.specific_class for page in public})
    return [cards[page_id] for page_id in page_ids if page_id in cards]


def add_files(cards: list) -> None:
    """Those that are there now: one that is made does not change what the cards say."""
    pictured = [card for card in cards if isinstance(type(card).objects.all(), CardQuerySet)]
    look_up_files(getattr(card, type(card).objects.all().card_image) for card in pictured)


def load_cards(models: dict[int, type[Page]], *, with_files: bool = True) -> dict[int, Page]:
    """The cards of pages whose models are known, by their ids; a few queries for each model."""
    cards = {}
    for model in dict.fromkeys(models.values()):
        pages = model._default_manager.filter(pk__in=[pk for pk, of_model in models.items() if of_model is model])
        is_pictured = isinstance(pages, CardQuerySet)
        found = pages.cards(with_files=with_files) if is_pictured else pages.defer_streamfields()
        cards |= {page.pk: page for page in found}
    return cards

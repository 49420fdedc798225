from typing import Self

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from wagtail.models import PageManager

from site_core.generation import remember
from site_core.pictures.files import look_up_files
from site_core.querysets import ListedQuerySet

# The newest pages of what is used more often stand close together along the dates; of what is used less, all are few.
FREQUENT = 2_000


class CardQuerySet(ListedQuerySet):
    """Pages that are shown in lists as cards."""

    card_image = ""

    def cards(self, *, with_tags: bool = False, with_files: bool = True) -> list:
        """These pages, newest first, with all that a card shows and without their bodies."""
        credits = self.model._meta.get_field("page_authors").related_model.objects.select_related("author")
        also = [self.tags_in_order()] if with_tags else []
        chosen = self.model.objects.filter(pk__in=self.values("pk"))
        cards = list(
            chosen.newest_first()
            .defer_streamfields()
            .select_related(self.card_image)
            .prefetch_related(Prefetch("page_authors", queryset=credits), *also)
        )
        if with_files:
            look_up_files(getattr(card, self.card_image) for card in cards)
        return cards

    def tags_in_order(self) -> Prefetch:
        """Taggit's own prefetch leaves the order of a page's tags to the database."""
        tagged = self.model._meta.get_field("tagged_items").related_model.objects
        return Prefetch("tagged_items", queryset=tagged.order_by("pk").select_related("tag"))

    def credited_to(self, person) -> Self:
        credits = self.model._meta.get_field("page_authors").related_model
        return self.having(credits.objects.filter(author=person), "page", str(person.pk))

    def having(self, rows: QuerySet, key: str, name: str) -> Self:
        """Those with one of these rows, whose field `key` is the page, found in the shorter of two ways."""
        rows = rows.order_by()
        if remember(f"frequent:{rows.model.__name__}:{name}", lambda: rows[FREQUENT:].exists()):
            return self.filter(Exists(rows.filter(**{key: OuterRef("pk")})))
        return self.filter(pk__in=rows.values(key))


class UpdateQuerySet(CardQuerySet):
    card_image = "lead_image"

    def tagged(self, *tags) -> Self:
        """Those with one of these tags."""
        tagged, keys = self.model._meta.get_field("tagged_items").related_model, sorted({tag.pk for tag in tags})
        return self.having(tagged.objects.filter(tag__in=keys), "content_object", "-".join(map(str, keys)))


class ReportQuerySet(CardQuerySet):
    card_image = "cover"


UpdateManager = PageManager.from_queryset(UpdateQuerySet)
ReportManager = PageManager.from_queryset(ReportQuerySet)

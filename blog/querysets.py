from collections.abc import Iterable

from django.db.models import Prefetch
from wagtail.models import PageManager

from site_core.models import SiteRendition
from site_core.querysets import ListedQuerySet


class CardQuerySet(ListedQuerySet):
    """Pages that are shown in lists as cards."""

    card_image = ""
    card_relations: tuple[str, ...] = ()

    def cards(self, ids: Iterable[int]) -> list:
        """The pages with these ids, in this order, with all that a card shows and without their bodies."""
        ids = list(ids)
        pages = (
            self.filter(pk__in=ids)
            .defer_streamfields()
            .select_related(self.card_image)
            .prefetch_related(
                "page_authors__author",
                *self.card_relations,
                Prefetch(
                    f"{self.card_image}__renditions",
                    queryset=SiteRendition.objects.all(),
                    to_attr="prefetched_renditions",
                ),
            )
        )
        by_id = {page.pk: page for page in pages}
        return [by_id[id] for id in ids if id in by_id]

    def newest_cards(self, count: int) -> list:
        return self.cards(self.listed().newest_first().values_list("pk", flat=True)[:count])


class UpdateQuerySet(CardQuerySet):
    card_image = "lead_image"
    card_relations = ("tags",)


class ReportQuerySet(CardQuerySet):
    card_image = "cover"


UpdateManager = PageManager.from_queryset(UpdateQuerySet)
ReportManager = PageManager.from_queryset(ReportQuerySet)

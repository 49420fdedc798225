from django.db.models import Prefetch
from wagtail.models import PageManager

from site_core.pictures.files import look_up_files
from site_core.querysets import ListedQuerySet


class CardQuerySet(ListedQuerySet):
    """Pages that are shown in lists as cards."""

    card_image = ""

    def cards(self, *, with_tags: bool = False) -> list:
        """These pages, newest first, with all that a card shows and without their bodies."""
        credits = self.model._meta.get_field("page_authors").related_model.objects.select_related("author")
        chosen = self.model.objects.filter(pk__in=self.values("pk"))
        cards = list(
            chosen.newest_first()
            .defer_streamfields()
            .select_related(self.card_image)
            .prefetch_related(Prefetch("page_authors", queryset=credits), *(["tags"] if with_tags else []))
        )
        look_up_files(getattr(card, self.card_image) for card in cards)
        return cards


class UpdateQuerySet(CardQuerySet):
    card_image = "lead_image"


class ReportQuerySet(CardQuerySet):
    card_image = "cover"


UpdateManager = PageManager.from_queryset(UpdateQuerySet)
ReportManager = PageManager.from_queryset(ReportQuerySet)

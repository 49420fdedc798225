from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from blog.authorship import CreditedPageForm


class CreditRole(models.TextChoices):
    AUTHOR = "author", _("Author")
    EDITOR = "editor", _("Editor")
    TRANSLATOR = "translator", _("Translator")
    REVIEWER = "reviewer", _("Reviewer")
    ILLUSTRATOR = "illustrator", _("Illustrator")


class CreditedMixin:
    """A page that people are credited on."""

    page_authors: Any
    base_form_class = CreditedPageForm

    @cached_property
    def credits(self) -> list["Credit"]:
        """Who made this page, in the editor's order, each with their person: one query, or none where prefetched.

        A draft may have rows in which nobody is chosen yet.
        """
        rows = self.page_authors.all()
        prefetched = "page_authors" in getattr(self, "_prefetched_objects_cache", {})
        if not prefetched and not self.page_authors.is_deferring:
            rows = rows.select_related("author")
        return [row for row in rows if row.author_id]


class Credit(Orderable):
    """One person's part in one page, in the order the editor chose."""

    # CASCADE, with our own guard against deleting the credited: PROTECT fails drafts of people deleted before.
    author = models.ForeignKey(
        "blog.Person", verbose_name=_("person"), on_delete=models.CASCADE, related_name="%(class)ss"
    )
    role = models.CharField(_("role"), max_length=20, choices=CreditRole, default=CreditRole.AUTHOR)

    panels = [FieldPanel("author"), FieldPanel("role")]

    class Meta(Orderable.Meta):
        abstract = True
        verbose_name = _("author")

    def __str__(self) -> str:
        return f"{self.author} ({self.get_role_display()})"


class UpdateCredit(Credit):
    """One person's part in an update."""

    page = ParentalKey("blog.UpdatePage", on_delete=models.CASCADE, related_name="page_authors")


class ReportCredit(Credit):
    """One person's part in a report."""

    page = ParentalKey("blog.ReportPage", on_delete=models.CASCADE, related_name="page_authors")

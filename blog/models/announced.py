from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.announcing_panel import announcing_panels
from site_core.models import BasePage


class AnnouncedPage(BasePage):
    """A work that subscribers may hear of when it goes live for the first time."""

    announce_to_subscribers = models.BooleanField(_("announce to subscribers"), default=True)

    # A copy is a new work: subscribers hear of it unless somebody says no.
    exclude_fields_in_copy = [*BasePage.exclude_fields_in_copy, "announce_to_subscribers"]
    settings_panels = [*BasePage.settings_panels, *announcing_panels()]

    class Meta:
        abstract = True

    @property
    def changed_at(self) -> datetime | None:
        """When readers last got other words, and not before the date that they see."""
        return max(filter(None, [self.publication_date, self.last_published_at]), default=None)

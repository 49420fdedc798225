from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel


class Tag(TagBase):
    """A subject that updates are filed under."""

    free_tagging = True

    panels = [FieldPanel("name"), FieldPanel("slug")]

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]


class TaggedUpdate(ItemBase):
    """One tag on one update."""

    tag = models.ForeignKey(Tag, related_name="tagged_updates", on_delete=models.CASCADE)
    content_object = ParentalKey("blog.UpdatePage", related_name="tagged_items", on_delete=models.CASCADE)

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets.slug import SlugInput

from blog.panels import NameFieldPanel
from site_core.slugs import free_slug, slug_from

# As django-taggit has it.
SLUG_MAX_LENGTH = 100


class Tag(TagBase):
    """A subject that updates are filed under."""

    free_tagging = True

    panels = [
        NameFieldPanel("name"),
        FieldPanel(
            "slug",
            heading=_("Address"),
            widget=SlugInput(attrs={"data-w-slug-allow-unicode-value": False}),
            help_text=_("The last part of the address of its list; made from the name if left empty."),
        ),
    ]

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = self.free_slug()
        return super().save(*args, **kwargs)

    def free_slug(self) -> str:
        """An address made from the name, in plain letters, that no other tag has."""
        others = Tag.objects.exclude(pk=self.pk)
        return free_slug(
            slug_from(self.name, fallback="tag"),
            is_taken=lambda slug: others.filter(slug=slug).exists(),
            max_length=SLUG_MAX_LENGTH,
        )


class TaggedUpdate(ItemBase):
    """One tag on one update."""

    tag = models.ForeignKey(Tag, related_name="tagged_updates", on_delete=models.CASCADE)
    content_object = ParentalKey("blog.UpdatePage", related_name="tagged_items", on_delete=models.CASCADE)

import re
import unicodedata
from typing import Self

from django.core.validators import slug_re
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets.slug import SlugInput

from blog.models.former_slugs import FollowedMixin, FormerSlug
from blog.panels import NameFieldPanel
from site_core.slugs import free_slug, slug_from

# As django-taggit has it.
SLUG_MAX_LENGTH = NAME_MAX_LENGTH = 100
# Of Latin and Greek letters; in other scripts such signs make another letter.
ACCENTS = re.compile(r"(?<=[\0-\u02ff\u0370-\u03ff])[\u0300-\u036f]+")


class Tag(FollowedMixin, TagBase):
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
        former = Tag.objects.filter(pk=self.pk).first() if self.pk else None
        if not slug_re.match(self.slug):
            self.slug = self.free_slug()
        super().save(*args, **kwargs)
        # Whoever has an address now comes before whoever had it.
        FormerTagSlug.objects.filter(slug=self.slug).delete()
        if former and former.slug != self.slug:
            self.keep_address(former.slug, name=former.name)

    def free_slug(self) -> str:
        """An address made from the name, in plain letters, that no other tag has."""
        others = Tag.objects.exclude(pk=self.pk)
        return free_slug(
            slug_from(self.slug or self.name, fallback="tag"),
            is_taken=lambda slug: others.filter(slug=slug).exists(),
            max_length=SLUG_MAX_LENGTH,
        )

    @classmethod
    def called(cls, name: str) -> Self | None:
        """The tag that this name means: names that differ only in capitals or accents are one."""
        namesakes = [tag for tag in cls.objects.all() if plain(tag.name) == plain(name)]
        return min(namesakes, key=lambda tag: (tag.name != name, tag.pk), default=None)

    @classmethod
    def formerly_called(cls, name: str) -> Self | None:
        """The tag that has taken the place of one of this name, for forms that were opened before."""
        rows = FormerTagSlug.objects.exclude(name="").select_related("tag").order_by("pk")
        return next((row.tag for row in rows if plain(row.name) == plain(name)), None)


def plain(name: str) -> str:
    """A name as people compare it."""
    return ACCENTS.sub("", unicodedata.normalize("NFKD", " ".join(name.split()).casefold()))


class FormerTagSlug(FormerSlug):
    """An address that a tag had before a change of slug or a merge, and its name at that time."""

    name = models.CharField(max_length=NAME_MAX_LENGTH, blank=True)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="former_slugs")


class TaggedUpdate(ItemBase):
    """One tag on one update."""

    tag = models.ForeignKey(Tag, related_name="tagged_updates", on_delete=models.CASCADE)
    content_object = ParentalKey("blog.UpdatePage", related_name="tagged_items", on_delete=models.CASCADE)

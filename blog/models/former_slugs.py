from typing import Any, Self

from django.db import models


class FormerSlug(models.Model):
    """An address that something had before a change of slug or a merge; readers are sent on."""

    slug = models.SlugField(max_length=160, unique=True)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.slug


class FollowedMixin:
    """Readers find it by every address it had: each is a row of `former_slugs`."""

    objects: Any
    slug: Any
    former_slugs: Any

    def keep_address(self, slug: str, **about: str) -> None:
        """Send readers of this address here from now on."""
        rows = self.former_slugs.model.objects
        rows.filter(slug__in=[self.slug, slug]).delete()
        if slug != self.slug:
            self.former_slugs.create(slug=slug, **about)

    @classmethod
    def formerly_at(cls, slug: str) -> Self | None:
        """What this address led to before."""
        return cls.objects.filter(former_slugs__slug=slug).first()

from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.url_routing import RouteResult

from site_core.querysets import ListedPageManager, hidden_branches
from site_core.targets import look_up_targets


class BasePage(Page):
    """What every page of the site has: a date it shows, and the rule for who may see it."""

    publication_date = models.DateTimeField(
        _("publication date"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("The date readers see. Leave it empty to show the moment the page first becomes public."),
    )

    objects = ListedPageManager()

    exclude_fields_in_copy = ["publication_date"]

    class Meta:
        abstract = True

    @property
    def is_past_expiry(self) -> bool:
        return bool(self.expire_at and self.expire_at <= timezone.now())

    def route(self, request, path_components):
        self.refuse_when_not_public()
        if path_components:
            return self.find_child(path_components[0]).route(request, path_components[1:])
        return RouteResult(self)

    def find_child(self, slug: str) -> Page:
        """The child with this slug, read at once as what it is where only one kind of page can be below this one."""
        models = self.allowed_subpage_models()
        children = models[0].objects.child_of(self) if len(models) == 1 else self.get_children()
        child = children.filter(slug=slug).first()
        if child is None:
            raise Http404
        child._cached_parent_obj = self
        return child.specific

    def get_view_restrictions(self):
        """As Wagtail's, and an alias is as private as the section its source stands in; asked only where it matters."""
        if not self.path.startswith(hidden_branches().restricted):
            return PageViewRestriction.objects.none()
        return PageViewRestriction.objects.filter(page__alias_of=None, page__path__in=paths_deciding_for(self))

    def refuse_when_not_public(self) -> None:
        """Answer as for an address that does not exist, for this page and for all below it."""
        if not self.live or self.is_past_expiry:
            raise Http404

    def get_context(self, request, *args, **kwargs):
        streams = (field for field in self._meta.get_fields() if isinstance(field, StreamField))
        look_up_targets(getattr(self, field.name) for field in streams)
        return super().get_context(request, *args, **kwargs)

    def with_content_json(self, content):
        """A revision without a date of its own keeps the date the page was first public with."""
        page = super().with_content_json(content)
        if page.publication_date is None:
            page.publication_date = self.publication_date
        return page

    def save(self, *args, **kwargs):
        if self.live and self.publication_date is None:
            self.publication_date = self.planned_publication_date()
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "publication_date"}
        return super().save(*args, **kwargs)

    def planned_publication_date(self):
        """The moment this page was meant to become public first, even where the run that did it came late."""
        now = timezone.now()
        if self.go_live_at and self.go_live_at <= now:
            return self.go_live_at
        return self.first_published_at or now


def paths_deciding_for(page: Page) -> set[str]:
    """Paths of a page and its ancestors, of the sources of all aliases among them, and of their ancestors in turn."""
    paths: set[str] = set()
    new = branch_to(page.path)
    while new:
        paths |= new
        sources = Page.objects.filter(path__in=new, alias_of__isnull=False).values_list("alias_of__path", flat=True)
        new = {path for source in sources for path in branch_to(source)} - paths
    return paths


def branch_to(path: str) -> set[str]:
    return {path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)}

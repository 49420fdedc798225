from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.locks import ScheduledForPublishLock
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, Revision, WorkflowState
from wagtail.models.panels import CommentPanelPlaceholder, PanelPlaceholder
from wagtail.url_routing import RouteResult

from site_core.amending.locks import ScheduledVersionLock
from site_core.embeds import frame_sources_of
from site_core.languages import default_language, is_right_to_left, language_choices
from site_core.page_forms import SiteCopyForm, SitePageForm
from site_core.panels import settings_panels
from site_core.previews import SEARCH_RESULT, SHARED_LINK, Surface
from site_core.querysets import ListedPageManager, hidden_branches, is_served
from site_core.releasing import take_dates
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

    language = models.CharField(
        _("language"),
        max_length=20,
        choices=language_choices,
        default=default_language,
        help_text=_("What this page is written in: it decides how it is read aloud, hyphenated and laid out."),
    )
    is_pattern = models.BooleanField(
        _("pattern"),
        default=False,
        help_text=_("Offered under “New from pattern”: a skeleton that others begin a page of theirs with."),
    )

    objects = ListedPageManager()
    base_form_class = SitePageForm
    copy_form_class = SiteCopyForm

    # Where readers meet this page without being on it; each is a mode of the preview.
    surfaces: list[Surface] = [SEARCH_RESULT, SHARED_LINK]

    # A copy begins a life of its own: no date, no place in the schedule, and no pattern until somebody says so.
    exclude_fields_in_copy = [
        "publication_date",
        "first_published_at",
        "last_published_at",
        "go_live_at",
        "expire_at",
        "expired",
        "is_pattern",
    ]

    # One tab beside the content; Wagtail's panels of that name carry the schedule and the comments.
    promote_panels: list = []
    settings_panels = [
        *settings_panels(),
        PanelPlaceholder("site_core.schedule_panel.SchedulePanel", [], {}),
        CommentPanelPlaceholder(),
    ]

    class Meta:
        abstract = True

    @property
    def is_right_to_left(self) -> bool:
        return is_right_to_left(self.language)

    @property
    def is_past_expiry(self) -> bool:
        return bool(self.expire_at and self.expire_at <= timezone.now())

    @property
    def status_string(self):
        """As Wagtail's, and it tells what a reviewer sent back from a draft that nobody has read."""
        state = self.current_workflow_state
        is_sent_back = state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES
        if not is_sent_back or self.expired or self.approved_schedule:
            return super().status_string
        return _("live + changes requested") if self.live else _("changes requested")

    @staticmethod
    def refuse_reserved(slug: str) -> None:
        """Raises an error in words where the site needs this address for something else."""

    def is_reserved(self, slug: str) -> bool:
        try:
            self.refuse_reserved(slug)
        except ValidationError:
            return True
        return False

    def route(self, request, path_components):
        self.refuse_when_not_public()
        if path_components:
            return self.find_child(path_components[0]).route(request, path_components[1:])
        return RouteResult(self)

    def find_child(self, slug: str) -> Page:
        """The child with this slug, read at once as what it is where only one kind of page can be below this one.

        Code may have moved pages of another kind there, which the admin refuses to: they answer at the address that
        lists give them.
        """
        models = self.allowed_subpage_models()
        children = models[0].objects.child_of(self) if len(models) == 1 else self.get_children()
        child = children.filter(slug=slug).first() or self.get_children().filter(slug=slug).first()
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

    def serve_password_required_response(self, request, form, action_url):
        """As Wagtail's, whose view shows it for any page there is; of a page it has the form and not a word."""
        if not is_served(self):
            raise Http404
        response = super().serve_password_required_response(request, form, action_url)
        response.context_data = {"form": form, "action_url": action_url}
        return response

    def serve(self, request, *args, **kwargs):
        return self.with_frame_sources(super().serve(request, *args, **kwargs))

    def with_frame_sources(self, response):
        """The answer with leave for the browser to frame the hosts of the films on this page, and no other."""
        response.frame_sources = sorted({origin for stream in self.streams for origin in frame_sources_of(stream)})
        return response

    @property
    def streams(self) -> list[StreamValue]:
        return [getattr(self, field.name) for field in self._meta.get_fields() if isinstance(field, StreamField)]

    def get_context(self, request, *args, **kwargs):
        look_up_targets(self.streams)
        return super().get_context(request, *args, **kwargs)

    @property
    def preview_modes(self):
        return [("", _("The page")), *((surface.name, surface.label) for surface in self.surfaces)]

    def serve_preview(self, request, mode_name):
        surface = self.serve_surface(request, mode_name)
        return surface or self.with_frame_sources(super().serve_preview(request, mode_name))

    def serve_surface(self, request, mode_name) -> TemplateResponse | None:
        """The page as readers meet it elsewhere; nothing where a preview shows the page itself."""
        self.complete_for_preview()
        surface = next((surface for surface in self.surfaces if surface.name == mode_name), None)
        if surface is None:
            return None
        context = {"page": self, "surface": surface, **surface.context(self, request)}
        return TemplateResponse(request, surface.template, context)

    def complete_for_preview(self) -> None:
        """In memory, and never saved: what saving and publishing this page would fill in."""
        now = timezone.now()
        if self.publication_date is None:
            self.publication_date = self.first_published_at or max(self.go_live_at or now, now)
        if parent := self.get_parent():
            self.set_url_path(parent)

    def with_content_json(self, content):
        """A revision without a date of its own keeps the date the page was first public with."""
        page = super().with_content_json(content)
        if page.publication_date is None:
            page.publication_date = self.publication_date
        return page

    def get_lock(self):
        lock = super().get_lock()
        return ScheduledVersionLock(self) if isinstance(lock, ScheduledForPublishLock) else lock

    @transaction.atomic
    def save_revision(self, *args, overwrite_revision=None, **kwargs):
        """As Wagtail's, but what saves itself never writes over the version that is approved to go live."""
        if overwrite_revision:
            drafts = Revision.objects.select_for_update(of=("self",)).filter(approved_go_live_at=None)
            overwrite_revision = drafts.filter(pk=overwrite_revision.pk).first()
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)

    def save(self, *args, **kwargs):
        is_whole = kwargs.get("update_fields") is None
        if self.live:
            names = take_dates(self)
            if names and not is_whole:
                kwargs["update_fields"] = {*kwargs["update_fields"], *names}
        saved = super().save(*args, **kwargs)
        # Saved in part, a page may hold a draft: what that uses is not public.
        if self.live and is_whole:
            self.note_uses()
        return saved

    @transaction.atomic
    def note_uses(self) -> None:
        """In the transaction that publishes: Wagtail does it after that, and may be stopped before."""
        ReferenceIndex.create_or_update_for_object(self)


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

"""What somebody finds after signing in: what waits for them, what they are writing, what has come out and what will."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.forms import Media
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, Table, TitleColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, PageLogEntry, TaskState
from wagtail.permissions import policy_registry

from blog.models import ReportCredit, UpdateCredit
from site_core.link_checks.listing import broken_links_for, in_order, rows
from site_core.schedules import pages_with_plans

SHOWN_ROWS = 8
PUBLISHED_ROWS = 5
LINK_ROWS = 3
# Patterns are no drafts to finish; they are left out after reading a few rows more.
READ_ROWS = 40
# Names of addresses that begin a page; those that a site has not are left out.
BEGINNINGS = [
    (gettext_lazy("New update"), "update-pages:choose_parent"),
    (gettext_lazy("New report"), "report-pages:choose_parent"),
    (gettext_lazy("New from pattern"), "new_from_pattern"),
    (gettext_lazy("From a document"), "import_document"),
]


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def title_column(**kwargs) -> TitleColumn:
    kwargs = {"accessor": "get_admin_display_title", "get_url": edit_url, **kwargs}
    return TitleColumn("title", label=_("Title"), **kwargs)


def may_publish(user: AbstractBaseUser) -> bool:
    return policy_registry.get_by_type(Page).user_has_permission(user, "publish")


def visible_pages(user: AbstractBaseUser):
    return policy_registry.get_by_type(Page).explorable_instances(user).filter(depth__gt=1)


class DashboardPanel(Component):
    """A heading with a short table below it, or with a sentence where there is nothing."""

    template_name = "home/admin/dashboard_panel.html"
    media = Media(css={"all": ["css/admin/dashboard.css"]})
    name: str
    order: int
    heading: str | Promise
    nothing: str | Promise = ""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def is_shown(self) -> bool:
        return True

    @cached_property
    def rows(self) -> list:
        raise NotImplementedError

    @property
    def columns(self) -> list[Column]:
        raise NotImplementedError

    def buttons(self) -> Iterable[tuple[str, str]]:
        return ()

    def get_context_data(self, parent_context):
        return {
            "panel": self,
            "request": self.request,
            "buttons": list(self.buttons()),
            "table": Table(self.columns, self.rows, classname="listing listing--dashboard") if self.rows else None,
        }


class WaitingPanel(DashboardPanel):
    """What others have submitted and this person may approve or send back."""

    name = "waiting"
    order = 100
    heading = gettext_lazy("Waiting for you")
    nothing = gettext_lazy("Nobody has asked you for a review. New requests appear here and arrive by email.")

    @property
    def is_shown(self):
        return bool(self.rows) or may_publish(self.request.user)

    @cached_property
    def rows(self):
        states = TaskState.objects.reviewable_by(self.request.user)
        states = states.select_related("workflow_state__requested_by").prefetch_related("revision__content_object")
        states = [state for state in states.order_by("started_at")[:READ_ROWS] if state.revision.content_object]
        return states[:SHOWN_ROWS]

    @property
    def columns(self):
        return [
            title_column(
                accessor="revision.content_object.get_admin_display_title",
                get_url=lambda state: edit_url(state.revision.content_object),
            ),
            Column("asked_by", label=_("Submitted by"), accessor=submitter_name, width="25%"),
            DateColumn("started_at", label=_("Submitted"), width="20%"),
        ]


def submitter_name(state: TaskState) -> str:
    user = state.workflow_state.requested_by
    return get_user_display_name(user) if user else ""


class DraftsPanel(DashboardPanel):
    """What this person has begun or is named on, and has not published yet."""

    name = "drafts"
    order = 110
    heading = gettext_lazy("My drafts")
    nothing = gettext_lazy(
        "You have no drafts. Begin an update or a report: it stays a draft until somebody publishes it."
    )

    @cached_property
    def rows(self):
        user = self.request.user
        credits = [model.objects.filter(author__account=user).values("page") for model in (UpdateCredit, ReportCredit)]
        mine = Q(owner=user) | Q(pk__in=credits[0]) | Q(pk__in=credits[1])
        drafts = visible_pages(user).filter(mine, has_unpublished_changes=True).exclude(pk__in=pages_with_plans())
        drafts = drafts.order_by("-latest_revision_created_at")
        # Wagtail looks for the reviews of pages as what they are only once it knows what they are.
        drafts = drafts.specific().prefetch_workflow_states().annotate_approved_schedule().defer_streamfields()
        return [page for page in drafts[:READ_ROWS] if not getattr(page, "is_pattern", False)][:SHOWN_ROWS]

    @property
    def columns(self):
        return [
            title_column(),
            PageStatusColumn("status", label=_("Status"), width="25%"),
            DateColumn("latest_revision_created_at", label=_("Last saved"), width="20%"),
        ]

    def buttons(self):
        if policy_registry.get_by_type(Page).user_has_permission(self.request.user, "add"):
            for label, name in BEGINNINGS:
                try:
                    yield str(label), reverse(name)
                except NoReverseMatch:
                    continue


class BrokenLinksPanel(DashboardPanel):
    """Links that lead nowhere, on pages that this person may edit; nothing where there are none."""

    name = "broken-links"
    order = 125
    heading = gettext_lazy("Broken links")

    @property
    def is_shown(self):
        return bool(self.rows)

    @cached_property
    def rows(self):
        return rows(in_order(broken_links_for(self.request.user))[:LINK_ROWS], self.request.user)

    @property
    def columns(self):
        return [
            TitleColumn("title", label=_("Page"), get_url=lambda row: row.edit_url),
            Column("text", label=_("Link"), accessor=lambda row: row.text or row.address, width="25%"),
            Column("fault", label=_("What is wrong"), width="35%"),
        ]

    def buttons(self):
        yield _("All broken links"), reverse("broken_links")


class PublishedPanel(DashboardPanel):
    """What has come out last, and who published it."""

    name = "published"
    order = 130
    heading = gettext_lazy("Recently published")
    nothing = gettext_lazy("Nothing is published yet.")

    @cached_property
    def rows(self):
        pages = visible_pages(self.request.user).live().filter(last_published_at__isnull=False)
        pages = list(pages.order_by("-last_published_at", "-pk")[:PUBLISHED_ROWS])
        entries = PageLogEntry.objects.filter(page__in=pages, action="wagtail.publish").select_related("user")
        publishers = {entry.page_id: entry.user for entry in entries.order_by("timestamp")}
        for page in pages:
            publisher = publishers.get(page.pk)
            page.publisher_name = get_user_display_name(publisher) if publisher else ""
        return pages

    @property
    def columns(self):
        return [
            title_column(),
            Column("publisher_name", label=_("Published by"), width="25%"),
            DateColumn("last_published_at", label=_("Published"), width="20%"),
        ]

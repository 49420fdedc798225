"""The screens on which pages are written: with the panel, and asking before they publish or approve."""

import json

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet

from site_core.amending.editing import AmendingEditView
from site_core.amending.menu import AMEND_NAME
from site_core.amending.status import NamedTimesMixin
from site_core.amending.views import CancelUnderLockView
from site_core.amending.warnings import UnpublishKnowinglyView
from site_core.explorer import SiteExplorerView
from site_core.readiness.gate import NotReadyError, comment_key, confirmed, open_findings, with_next
from site_core.readiness.panel import ReadinessSidePanel

AFTER_STATUS = 1


def ask_before_publishing(request, page) -> HttpResponse | None:
    """Runs after Wagtail has saved a draft and before it publishes: whatever is answered, nothing is lost."""
    if confirmed.get() is None and open_findings(page):
        question = "readiness_amend" if request.POST.get(AMEND_NAME) else "readiness_publish"
        return redirect(with_next(request, reverse(question, args=[page.pk])))
    return None


def ask_before_approving(request, page, task_state_id: int, comment: str) -> str:
    """The address that asks; the reviewer's words wait in the session, for they may be long."""
    request.session[comment_key(task_state_id)] = comment
    return with_next(request, reverse("readiness_approve", args=[page.pk, task_state_id]))


class ReadinessPanelMixin:
    """An editor of a page with the panel "Ready to publish"."""

    def get_side_panels(self):
        panels = super().get_side_panels()
        if not self.page.alias_of_id:
            panels.insert(AFTER_STATUS, ReadinessSidePanel(self.page, self.request, self.form))
        return panels


class SitePageCreateView(NamedTimesMixin, ReadinessPanelMixin, CreateView):
    """The screen of a page that is not saved yet."""

    def publish_action(self):
        """As Wagtail's, but a new page is a draft until it is published: somebody may be asked in between."""
        self.page.live = False
        return super().publish_action()


class AskingMixin:
    """An editor of a page that asks before it approves, and loses nothing while it asks."""

    def run_hook(self, hook_name, *args, **kwargs):
        """A page that is asked about is saved, so its comments are told now as after any other save."""
        response = super().run_hook(hook_name, *args, **kwargs)
        is_asked = response and hook_name == "before_publish_page"
        if is_asked and self.has_content_changes and "comments" in self.form.formsets:
            changes = self.get_commenting_changes()
            self.log_commenting_changes(changes, self.page.latest_revision)
            self.send_commenting_notifications(changes)
        return response

    def perform_workflow_action(self):
        state = self.page.current_workflow_task_state
        try:
            return super().perform_workflow_action()
        except NotReadyError:
            comment = json.loads(self.request.POST.get("workflow-action-extra-data", "{}")).get("comment", "")
            return redirect(ask_before_approving(self.request, self.page, state.pk, comment))


class SitePageEditView(AmendingEditView, NamedTimesMixin, ReadinessPanelMixin, AskingMixin, EditView):
    """The screen of a page that is saved."""


class SitePageRevertView(AmendingEditView, NamedTimesMixin, ReadinessPanelMixin, AskingMixin, RevisionsRevertView):
    """The screen on which an earlier version is brought back; it publishes, too."""


class SiteWorkflowActionView(WorkflowActionView):
    """Approving from the dashboard asks as approving in the editor does."""

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except NotReadyError:
            comment = request.POST.get("comment", "")
            address = ask_before_approving(request, self.object, self.task_state.pk, comment)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(request, {"step": "success", "redirect": address})
        return redirect(address)


class SitePageViewSet(PageViewSet):
    """The admin's screens for pages of this site; those of one kind of page build on it."""

    index_view_class = SiteExplorerView
    add_view_class = SitePageCreateView
    edit_view_class = SitePageEditView
    unpublish_view_class = UnpublishKnowinglyView
    revisions_unschedule_view_class = CancelUnderLockView
    revisions_revert_view_class = SitePageRevertView
    workflow_action_view_class = SiteWorkflowActionView

"""The screen that asks before a page is published."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import HookResponseMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import get_breadcrumbs_items_for_page
from wagtail.models import Page, TaskState

from site_core.readiness.findings import Finding, hard, soft
from site_core.readiness.gate import comment_key, digest, log_override, open_findings, publishing_anyway, with_next


class PublishAnywayView(HookResponseMixin, WagtailAdminTemplateMixin, View):
    """Says what a page lacks; publishes its latest draft in spite of what is only advised, and notes that down."""

    template_name = "site_core/admin/publish_anyway.html"
    page_title = gettext_lazy("Publish")
    header_icon = "tasks"
    confirm_label = gettext_lazy("Publish anyway")
    confirm_ready_label = gettext_lazy("Publish")
    # Of a scheduled page only a draft without a time is published here: at once.
    asks_about_scheduled = False

    def dispatch(self, request, page_id, **kwargs):
        self.record = get_object_or_404(Page, pk=page_id, alias_of=None)
        self.page = self.record.get_latest_revision_as_object()
        self.revision = self.record.latest_revision
        self.check_permission()
        lock = self.page.get_lock()
        if lock and lock.for_user(request.user):
            messages.error(request, _("The page could not be published as it is locked."))
            return redirect(self.edit_url)
        if lock and self.page.go_live_at and not self.asks_about_scheduled:
            return redirect(with_next(request, reverse("readiness_amend", args=[page_id])))
        return super().dispatch(request)

    def check_permission(self) -> None:
        if not self.page.permissions_for_user(self.request.user).can_publish():
            raise PermissionDenied

    def get(self, request):
        return self.render_to_response(self.get_context_data())

    def post(self, request):
        with transaction.atomic():
            latest = Page.objects.select_for_update(of=("self",)).get(pk=self.record.pk)
            is_current = latest.latest_revision_id == self.record.latest_revision_id
            if hard(self.findings) or not is_current or request.POST.get("seen") != self.seen:
                messages.warning(request, _("The page has changed meanwhile. Look at this again, please."))
                return redirect(self.question_url)
            if self.revision is None:
                self.revision = self.record.specific.save_revision(user=request.user, clean=False)
            with publishing_anyway(self.findings):
                response = self.publish()
        return response or redirect(self.next_url)

    @cached_property
    def findings(self) -> list[Finding]:
        return open_findings(self.page)

    @property
    def seen(self) -> str:
        """What was on the screen: these findings on this draft, which a later save may overwrite."""
        draft = f"{self.revision.pk}-{self.revision.created_at.isoformat()}" if self.revision else "without drafts"
        return f"{draft}-{digest(self.findings)}"

    @property
    def not_done(self) -> str:
        return _("This page has not been published. Your changes are saved as a draft.")

    @property
    def question_url(self) -> str:
        return with_next(self.request, self.request.path)

    @property
    def edit_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    @property
    def next_url(self) -> str:
        parent = self.record.get_parent()
        return get_valid_next_url_from_request(self.request) or reverse("wagtailadmin_explore", args=[parent.pk])

    def publish(self) -> HttpResponse | None:
        """As the editor's button does, with the hooks of others."""
        response = self.run_hook("before_publish_page", self.request, self.page)
        if response:
            return response
        log_override(self.page, self.revision, self.request.user, self.findings)
        PublishPageRevisionAction(self.revision, user=self.request.user).execute(skip_permission_checks=True)
        published = self.record.specific_class.objects.get(pk=self.record.pk)
        self.tell(published, self.page.go_live_at)
        return self.run_hook("after_publish_page", self.request, published)

    def tell(self, page, go_live_at: datetime | None) -> None:
        names = {"page_title": page.get_admin_display_title()}
        edit = messages.button(self.edit_url, _("Edit"))
        if go_live_at and go_live_at > timezone.now():
            messages.success(
                self.request, _("Page '%(page_title)s' has been scheduled for publishing.") % names, buttons=[edit]
            )
            return
        view = [messages.button(page.url, _("View live"), new_window=False)] if page.url else []
        messages.success(self.request, _("Page '%(page_title)s' has been published.") % names, buttons=[*view, edit])

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self):
        items = get_breadcrumbs_items_for_page(self.record, self.request.user)
        return [*items, {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}]

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "hard": hard(self.findings),
            "soft": soft(self.findings),
            "seen": self.seen,
            "not_done": self.not_done,
            "next": get_valid_next_url_from_request(self.request),
            "edit_url": self.edit_url,
            "confirm_label": self.confirm_label if self.findings else self.confirm_ready_label,
        }


class ApproveAnywayView(PublishAnywayView):
    """The same for a reviewer whose approval is the last that a page needs."""

    page_title = gettext_lazy("Approve")
    confirm_label = gettext_lazy("Approve and publish anyway")
    confirm_ready_label = gettext_lazy("Approve and publish")
    asks_about_scheduled = True

    def check_permission(self) -> None:
        self.task_state = self.page.current_workflow_task_state
        if not self.task_state or self.task_state.pk != self.kwargs["task_state_id"]:
            raise Http404
        if self.task_state.status != TaskState.STATUS_IN_PROGRESS:
            raise Http404
        actions = self.task_state.task.specific.get_actions(self.page, self.request.user)
        if "approve" not in {name for name, _label, _modal in actions}:
            raise PermissionDenied

    def publish(self) -> HttpResponse | None:
        comment = self.request.session.pop(comment_key(self.task_state.pk), "")
        self.task_state.task.specific.on_action(self.task_state, self.request.user, "approve", comment=comment)
        self.tell(self.record.specific_class.objects.get(pk=self.record.pk), self.page.go_live_at)
        return None

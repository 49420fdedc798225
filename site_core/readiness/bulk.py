"""Publishing many pages at once: all of them, or none and the reasons. Wagtail 8.0 answers 500 to an unfinished one."""

from django import forms
from django.utils.functional import cached_property
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction

from site_core.amending.warnings import PUBLISHING, KnowinglyMixin
from site_core.readiness.findings import Finding, hard, soft
from site_core.readiness.gate import digest, log_override, open_findings


class ConfirmedForm(forms.Form):
    """Carries what was on the screen when somebody agreed; pages below those chosen are never meant too."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        return {**super().clean(), "include_descendants": False}


class PublishReadyPages(KnowinglyMixin, PublishBulkAction):
    """Wagtail's bulk action, which says of each page what it lacks before anything happens."""

    consequence = PUBLISHING
    takes_those_below = False
    form_class = ConfirmedForm
    template_name = "site_core/admin/confirm_bulk_publish.html"

    @cached_property
    def findings(self) -> dict[int, list[Finding]]:
        pages, _without_access = self.get_actionable_objects()
        return {page.pk: open_findings(page.get_latest_revision_as_object()) for page in pages}

    @property
    def seen(self) -> str:
        return digest(finding for found in self.findings.values() for finding in found)

    def is_confirmed(self, form: ConfirmedForm) -> bool:
        found = [finding for findings in self.findings.values() for finding in findings]
        return not found or (not hard(found) and form.cleaned_data["seen"] == self.seen)

    def prepare_action(self, objects, objects_without_access):
        if not self.is_confirmed(self.cleaned_form):
            return self.render_to_response(self.get_context_data(was_stopped=True))
        return None

    def get_execution_context(self):
        return {**super().get_execution_context(), "overridden": self.findings}

    @classmethod
    def execute_action(cls, objects, overridden=None, user=None, **kwargs):
        result = super().execute_action(objects, user=user, include_descendants=False)
        for page in objects:
            log_override(page.specific, page.get_latest_revision(), user, (overridden or {}).get(page.pk, []))
        return result

    def object_context(self, obj):
        found = self.findings[obj.pk]
        return {**super().object_context(obj), "hard": hard(found), "soft": soft(found)}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        found = [finding for findings in self.findings.values() for finding in findings]
        return {**context, "is_stopped": bool(hard(found)), "is_asked": bool(found), "seen": self.seen}

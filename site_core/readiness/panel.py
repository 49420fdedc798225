"""The panel "Ready to publish" beside the form of a page, and the count on the button that opens it."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel

from site_core.readiness.findings import Finding, findings_of, hard, soft
from site_core.readiness.required import refused_parts


class ReadinessSidePanel(BaseSidePanel):
    """What the page lacks, each with a link to its field. Wagtail draws it again after every save by itself."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle “Ready to publish”")
        icon_name = "tasks"

        def get_context_data(self, parent_context):
            return {**super().get_context_data(parent_context), "count": len(self.panel.findings)}

    name = "readiness"
    title = _("Ready to publish")
    template_name = "site_core/admin/readiness_panel.html"
    order = 150

    def __init__(self, page, request, form):
        super().__init__(page, request)
        self.form = form
        self.was_refused = form.is_bound and not form.is_valid()

    @cached_property
    def findings(self) -> list[Finding]:
        """After a refusal the page is half of what was sent: what the form refused counts, and the latest draft."""
        if not self.was_refused:
            return findings_of(self.object)
        draft = self.object.get_latest_revision_as_object() if self.object.pk else None
        return [*refused_parts(self.form), *(soft(findings_of(draft)) if draft else [])]

    def get_context_data(self, parent_context):
        return {
            **super().get_context_data(parent_context),
            "groups": [hard(self.findings), soft(self.findings)],
            "count": len(self.findings),
            "was_refused": self.was_refused,
        }

    class Media:
        js = ["js/admin/readiness.js"]

"""The panel "Status" beside a page, and what is said of its times: with their zone."""

from wagtail.admin import messages
from wagtail.admin.ui.side_panels import PageStatusSidePanel

from site_core.zones import named_time

TIMES = ("go_live_at", "expire_at")
KEPT = ("show_schedule_publishing_toggle", "live_object", "scheduled_object", "locale", "translations", "parent_page")


class NamedTimesStatusPanel(PageStatusSidePanel):
    """Wagtail's, which says in which zone its times are."""

    def get_scheduled_publishing_context(self, parent_context):
        context = super().get_scheduled_publishing_context(parent_context)
        return {name: named_time(value) if value and name.endswith(TIMES) else value for name, value in context.items()}


class NamedTimesMixin:
    """The form of a page: its times have a zone, and what is wrong with them is said where it is seen."""

    def get_side_panels(self):
        panels = super().get_side_panels()
        for place, panel in enumerate(panels):
            if type(panel) is PageStatusSidePanel:
                facts = {name: getattr(panel, name) for name in KEPT}
                panels[place] = NamedTimesStatusPanel(panel.object, panel.request, **facts)
        return panels

    def form_invalid(self, form):
        """The fields stand in a dialog that is closed."""
        response = super().form_invalid(form)
        if not self.expects_json_response:
            for name in TIMES:
                for error in form.errors.get(name, []):
                    messages.error(self.request, f"{form[name].label}: {error}")
        return response

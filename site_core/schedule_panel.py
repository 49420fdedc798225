"""The dialog in which somebody says when a page goes live and when it expires."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PublishingPanel

from site_core.date_fields import MomentInput
from site_core.zones import zone_words


def moment_input() -> MomentInput:
    """As Wagtail makes its own in this dialog."""
    return MomentInput(
        js_overlay_parent_selector="#schedule-publishing-dialog",
        attrs={
            "data-controller": "w-action",
            "data-action": "w-dialog:hidden->w-action#reset",
            "data-w-dialog-target": "notify",
        },
    )


GO_LIVE_HELP = _(
    "At this time readers see the page, or the changes to it, and not before. Empty: as soon as somebody publishes it."
)
EXPIRY_HELP = _(
    "At this time the page is taken down, and its address answers “not found”. It stays here, and can be published "
    "again. Empty: it stays public."
)


class SchedulePanel(PublishingPanel):
    """Wagtail's dialog in plain words, with the time zone."""

    def __init__(self, **kwargs):
        children = [
            FieldPanel("go_live_at", heading=_("Goes live"), help_text=GO_LIVE_HELP, widget=moment_input()),
            FieldPanel("expire_at", heading=_("Expires"), help_text=EXPIRY_HELP, widget=moment_input()),
        ]
        super().__init__(**{"children": children, **kwargs})

    class BoundPanel(PublishingPanel.BoundPanel):
        template_name = "site_core/admin/schedule_dialog.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            is_scheduled = bool(self.instance.pk and self.instance.scheduled_revision)
            return {**context, "is_scheduled": is_scheduled, "zone": zone_words()}

"""Whether subscribers shall hear of a page: asked beside its schedule, where the site has a mailing list."""

from django.apps import apps
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, Panel

# A function that takes a page and tells, in words, what happens to its announcement, or happened.
HOOK = "describe_announcing"


class AnnouncingPanel(FieldPanel):
    """The question, and under it what the mailing list has to say to it."""

    class BoundPanel(FieldPanel.BoundPanel):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.help_text = " ".join(describe(self.instance) for describe in hooks.get_hooks(HOOK))


def announcing_panels() -> list[Panel]:
    return [AnnouncingPanel("announce_to_subscribers")] if apps.is_installed("subscriptions") else []

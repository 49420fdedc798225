"""The words by which the history tells what people did with announcements and subscribers."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.log_actions import LogFormatter

ACTS = {
    "announce": (_("Announce"), _("Announced by hand")),
    "stop": (_("Stop"), _("Stopped")),
    "pause": (_("Pause"), _("Paused")),
    "resume": (_("Resume"), _("Resumed")),
    "decide": (_("Decide"), _("Decided that subscribers shall hear of it")),
    "send_now": (_("Send now"), _("Sent without waiting for the end of the hold")),
    "send_again": (_("Send again"), _("Sent again to all subscribers it is for")),
    "test": (_("Send a test"), _("Sent a test to themselves")),
    "unsubscribe": (_("Unsubscribe"), _("Unsubscribed by staff")),
    "suppress": (_("Never mail again"), _("Entered among those who are never mailed")),
    "allow": (_("May sign up again"), _("Taken from among those who are never mailed")),
    "erase": (_("Erase"), _("Erased by staff")),
}


class ImportFormatter(LogFormatter):
    """How many came in, and on whose word."""

    label = _("Import subscribers")

    def format_message(self, log_entry):
        added = log_entry.data["added"]
        words = ngettext("Imported %(added)s subscriber", "Imported %(added)s subscribers", added) % {"added": added}
        source = log_entry.data.get("source")
        return _("%(words)s; consent: %(source)s") % {"words": words, "source": source or _("asked by mail")}


class ExportFormatter(LogFormatter):
    """How many went out."""

    label = _("Export subscribers")

    def format_message(self, log_entry):
        count = log_entry.data["count"]
        return ngettext("Exported %(count)s subscriber", "Exported %(count)s subscribers", count) % {"count": count}


def register_acts(actions) -> None:
    for act, (label, message) in ACTS.items():
        actions.register_action(f"subscriptions.{act}", label, message)
    actions.register_action("subscriptions.import")(ImportFormatter)
    actions.register_action("subscriptions.export")(ExportFormatter)

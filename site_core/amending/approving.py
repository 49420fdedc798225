"""Putting a new version in the place of the one that is approved."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from site_core.amending.slots import AMEND, RESCHEDULE, Slot, slot_of, version_number
from site_core.signals import version_replaced
from site_core.zones import named_time


class OutdatedError(Exception):
    """Says in words why a version can no longer take the place of the one that its writer saw."""


def take_slot(page_id: int, key: str) -> Slot:
    """The approved version that somebody saw, under a lock that the release engine takes before it publishes, too."""
    page = Page.objects.select_for_update(of=("self",)).get(pk=page_id)
    slot = slot_of(page)
    if slot is None:
        raise OutdatedError(what_became_of(page, key))
    if slot.key != key:
        raise OutdatedError(_("Its schedule was changed meanwhile. %(words)s") % {"words": slot.words})
    return slot


def what_became_of(page: Page, key: str) -> str:
    if page.live and page.last_published_at and str(page.live_revision_id) == key.partition("-")[0]:
        moment = timezone.localtime(page.last_published_at)
        zone = timezone.get_current_timezone_name()
        return _("It went live meanwhile, at %(time)s %(zone)s.") % {"time": f"{moment:%H:%M:%S}", "zone": zone}
    return _("Its schedule was cancelled meanwhile.")


def replace_version(slot: Slot, revision: Revision, at: datetime, user, has_changed: bool = True) -> None:
    """Approves a version in place of another one; called under the lock of the page, by somebody who may publish it.

    Not with Wagtail's action: that looks at the clock, and publishes at once what is overdue.
    """
    page = revision.as_object()
    page.go_live_at = at
    revision.content["go_live_at"] = page.serializable_data()["go_live_at"]
    revision.approved_go_live_at = at
    revision.save(update_fields=["content", "approved_go_live_at"])
    page.revisions.exclude(pk=revision.pk).update(approved_go_live_at=None)
    if not page.live:
        page.expired = False
        page.save()
    if page.current_workflow_state:
        page.current_workflow_state.cancel(user=user)
    log_replacement(page, slot, revision, at, user, has_changed)
    version_replaced.send(sender=type(page), page=page)


def log_replacement(page: Page, slot: Slot, revision: Revision, at: datetime, user, has_changed: bool) -> None:
    if at != slot.at:
        moved = {"old": slot.at.isoformat(), "new": at.isoformat()}
        log(instance=page, action=RESCHEDULE, user=user, revision=revision, data=moved)
    data = {
        "old": {"id": slot.revision.pk, "number": slot.number, "approved_by": approver_name(slot), "at": slot.at},
        "new": {"id": revision.pk, "number": version_number(revision), "at": at},
    }
    log(instance=page, action=AMEND, user=user, revision=revision, data=data, content_changed=has_changed)


def approver_name(slot: Slot) -> str:
    return get_user_display_name(slot.approval.user) if slot.approval else ""


def message_of(data: dict) -> str:
    """A line of the history: which version took the place of which, and for when."""
    old, new = data["old"], data["new"]
    before, after = (datetime.fromisoformat(version["at"]) for version in (old, new))
    facts = {
        "new": new["number"],
        "old": old["number"],
        "name": old["approved_by"],
        "time": named_time(after),
    }
    first = _("Version %(new)d takes the place of version %(old)d") % facts
    approval = _(", approved by %(name)s") % facts if facts["name"] else ""
    if before == after:
        return first + approval + _("; it goes live as planned, %(time)s.") % facts
    return first + approval + _("; it now goes live %(time)s.") % facts

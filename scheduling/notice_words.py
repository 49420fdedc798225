"""What a notice says: what happened, when in the zones that matter, who approved it, why, and what to do."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.users.models import UserProfile

from scheduling.models import Notice, Setback
from site_core.zones import named_time

# Later than this is late.
PUNCTUAL = timedelta(minutes=1)


@dataclass(frozen=True)
class NoticeWords:
    """A notice in words for the one to whom it is told."""

    notice: Notice

    @property
    def headline(self) -> str:
        words = {
            Notice.Kind.WENT_LIVE: _("“%(title)s” went live"),
            Notice.Kind.FAILED: _("“%(title)s” could not go live"),
            Notice.Kind.WAITING: _("“%(title)s” waits for the page above it"),
            Notice.Kind.NOT_APPROVED: _("“%(title)s” is due soon, and nobody has approved it"),
        }[Notice.Kind(self.notice.kind)]
        if self.is_expiry:
            words = _("“%(title)s” could not be taken down")
        return words % {"title": self.notice.title}

    @property
    def is_expiry(self) -> bool:
        return self.notice.action == Setback.Action.EXPIRE

    @property
    def facts(self) -> list[str]:
        return [words for words in (self.time, self.notice.reason, self.approval) if words]

    @property
    def time(self) -> str:
        planned = self.told(self.notice.planned_at)
        if self.notice.kind == Notice.Kind.NOT_APPROVED:
            return _("Its date is %(time)s.") % {"time": planned}
        if self.notice.kind != Notice.Kind.WENT_LIVE:
            return _("It was planned for %(time)s.") % {"time": planned}
        if self.notice.happened_at - self.notice.planned_at < PUNCTUAL:
            return _("As planned: %(time)s.") % {"time": planned}
        happened = self.told(self.notice.happened_at)
        return _("It was planned for %(time)s, and went live %(late)s.") % {"time": planned, "late": happened}

    @property
    def approval(self) -> str:
        user = self.notice.approved_by
        return _("Approved by %(name)s.") % {"name": get_user_display_name(user)} if user else ""

    @property
    def advice(self) -> str:
        if self.is_expiry:
            return _("It is tried again by itself. If this notice stays true, tell whoever runs the site.")
        return {
            Notice.Kind.WENT_LIVE: "",
            Notice.Kind.FAILED: _(
                "It is tried again by itself. Open the page, mend what the reason names and press “Update scheduled"
                " version”; or cancel its schedule."
            ),
            Notice.Kind.WAITING: _(
                "Publish the page above it, and this one follows by itself; or choose another time for it."
            ),
            Notice.Kind.NOT_APPROVED: _(
                "A date in a draft publishes nothing. Somebody who may publish has to approve or schedule the page"
                " before that time."
            ),
        }[Notice.Kind(self.notice.kind)]

    @property
    def edit_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.notice.page_id])

    @property
    def whole_edit_url(self) -> str:
        return f"{settings.SITE_URL}{self.edit_url}"

    @property
    def public_url(self) -> str:
        return self.notice.page.full_url or "" if self.notice.kind == Notice.Kind.WENT_LIVE else ""

    @property
    def told_at(self) -> str:
        return self.told(self.notice.made_at)

    def told(self, moment: datetime) -> str:
        with timezone.override(zone_of(self.notice.user)):
            return named_time(moment)


def zone_of(user) -> str:
    profile: UserProfile | None = getattr(user, "wagtail_userprofile", None)
    return profile.get_current_time_zone() if profile else settings.TIME_ZONE

"""All announcements, and how far they have come."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.forms import CheckboxSelectMultiple, Media
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django_filters import MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.permission_policies import ModelPermissionPolicy

from site_core.zones import named_time
from subscriptions.models import Announcement
from subscriptions.staff.access import needs_permission
from subscriptions.tallies import tallies

PER_PAGE = 30
BAR = ("done", "recipients")
MAILS = ("recipients", "sent", "failed", "skipped")
ACTIVE = [Announcement.State.ASKING, Announcement.State.UPCOMING, Announcement.State.SENDING]
MEDIA = Media(js=["js/admin/sending.js"], css={"all": ["css/admin/mailing.css"]})


class AnnouncementFilterSet(WagtailFilterSet):
    state = MultipleChoiceFilter(
        label=gettext_lazy("State"), choices=Announcement.State.choices, widget=CheckboxSelectMultiple
    )
    kind = MultipleChoiceFilter(
        label=gettext_lazy("Kind"), choices=Announcement.Kind.choices, widget=CheckboxSelectMultiple
    )

    class Meta:
        model = Announcement
        fields: list[str] = []


class StateColumn(StatusTagColumn):
    """The state in a word, and while mails leave how many have left."""

    cell_template_name = "subscriptions/admin/state_cell.html"


class MailsColumn(NumberColumn):
    """How many mails, by the name of their state in the tally."""

    cell_template_name = "subscriptions/admin/number_cell.html"

    def __init__(self, name: str, label) -> None:
        super().__init__(name, label=label, accessor=f"tally.{name}")


COLUMNS = [
    TitleColumn("title", label=gettext_lazy("Title"), url_name="announcement", width="30%"),
    Column("kind", label=gettext_lazy("Kind"), accessor="get_kind_display"),
    StateColumn(
        "state",
        label=gettext_lazy("State"),
        accessor="get_state_display",
        primary=lambda announcement: announcement.state in ACTIVE,
        width="16%",
    ),
    Column(
        "send_at",
        label=gettext_lazy("When"),
        accessor=lambda announcement: named_time(announcement.send_at),
        sort_key="send_at",
        width="18%",
    ),
    MailsColumn("recipients", gettext_lazy("Recipients")),
    MailsColumn("sent", gettext_lazy("Sent")),
    MailsColumn("failed", gettext_lazy("Failed")),
    MailsColumn("skipped", gettext_lazy("Skipped")),
]


class AnnouncementsView(IndexView):
    """What was, is and will be sent to subscribers; the last first."""

    model = Announcement
    permission_policy = ModelPermissionPolicy(Announcement)
    any_permission_required = ["view", "change"]
    page_title = gettext_lazy("Announcements")
    header_icon = "mail"
    template_name = "subscriptions/admin/announcements.html"
    index_url_name = "announcements"
    index_results_url_name = "announcements_results"
    filterset_class = AnnouncementFilterSet
    default_ordering = "-send_at"
    is_searchable = False
    paginate_by = PER_PAGE
    columns = COLUMNS
    add_url = None

    def get_edit_url(self, instance):
        return reverse("announcement", args=[instance.pk])

    @cached_property
    def no_results_message(self):
        if self.is_filtering:
            return _("No announcements match your query.")
        return _("There are no announcements yet. The first update or report that goes live makes one.")

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        with_tallies(context["object_list"])
        return context | {"media": context["media"] + MEDIA}


def with_tallies(announcements) -> list[Announcement]:
    counted = tallies(announcements)
    for announcement in announcements:
        announcement.tally = counted[announcement.pk]
    return list(announcements)


@require_safe
@needs_permission("subscriptions.view_announcement")
def sending_now(request: HttpRequest) -> JsonResponse:
    """What a script asks for, to keep the numbers on the screen true."""
    keys = [int(key) for key in request.GET.getlist("id")[:PER_PAGE] if key.isdecimal()]
    found = with_tallies(Announcement.objects.filter(pk__in=keys))
    return JsonResponse({str(each.pk): progress_of(each) for each in found})


def progress_of(announcement) -> dict:
    tally = announcement.tally
    return {
        "done": tally.done,
        "recipients": tally.recipients,
        "state": announcement.state,
        "numbers": {
            "words": _("%(done)s of %(recipients)s") % {name: intcomma(getattr(tally, name)) for name in BAR},
            **{name: intcomma(getattr(tally, name)) for name in MAILS},
        },
    }

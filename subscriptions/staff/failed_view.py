"""Who did not get an announcement, and what their mail server said."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.permission_policies import ModelPermissionPolicy

from subscriptions.models import Announcement, Delivery, Subscriber

PER_PAGE = 50


def subscriber_url(delivery: Delivery) -> str | None:
    return reverse("subscriber", args=[delivery.subscriber_id]) if delivery.subscriber_id else None


class FailedDeliveriesView(IndexView):
    """With addresses: for those alone who may see subscribers."""

    model = Delivery
    permission_policy = ModelPermissionPolicy(Subscriber)
    any_permission_required = ["view"]
    page_title = gettext_lazy("Failed deliveries")
    header_icon = "mail"
    default_ordering = "pk"
    is_searchable = False
    paginate_by = PER_PAGE
    add_url = None
    columns = [
        TitleColumn(
            "subscriber",
            label=gettext_lazy("Email address"),
            accessor=lambda delivery: delivery.subscriber or _("erased"),
            get_url=subscriber_url,
        ),
        DateColumn("finished_at", label=gettext_lazy("Given up")),
        Column("attempts", label=gettext_lazy("Attempts")),
        Column("last_error", label=gettext_lazy("What the mail server said"), classname="wrap-anywhere"),
    ]

    @cached_property
    def announcement(self) -> Announcement:
        return get_object_or_404(Announcement, pk=self.kwargs["pk"])

    def get_base_queryset(self):
        failed = Delivery.objects.filter(announcement=self.announcement, state=Delivery.State.FAILED)
        return failed.select_related("subscriber")

    def get_index_url(self):
        return reverse("announcement_failures", args=[self.announcement.pk])

    def get_index_results_url(self):
        return reverse("announcement_failures_results", args=[self.announcement.pk])

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("announcements"), "label": _("Announcements")},
            {"url": reverse("announcement", args=[self.announcement.pk]), "label": self.announcement.title},
            {"url": "", "label": self.page_title},
        ]

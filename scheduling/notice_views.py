"""The notices of one member of staff: a list, and marking what has been read."""

from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, Media, RadioSelect
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django_filters import ChoiceFilter, MultipleChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import BaseListingView

from scheduling.models import Notice
from scheduling.notice_words import NoticeWords
from scheduling.recipients import visible_pages

NOTICES_PER_PAGE = 30


def notices_of(user) -> QuerySet[Notice]:
    """What was told to somebody of pages that they still may see."""
    return Notice.objects.filter(user=user, page__in=visible_pages(user))


def unread_notices_of(user) -> QuerySet[Notice]:
    return notices_of(user).filter(read_at=None)


class ReadFilter(ChoiceFilter):
    def filter(self, qs, value):
        return qs.filter(read_at__isnull=value == "unread") if value else qs


class NoticeFilterSet(WagtailFilterSet):
    read = ReadFilter(
        label=gettext_lazy("Read"),
        choices=[("unread", gettext_lazy("Unread")), ("read", gettext_lazy("Read"))],
        empty_label=gettext_lazy("All"),
        widget=RadioSelect,
    )
    kind = MultipleChoiceFilter(label=gettext_lazy("Kind"), choices=Notice.Kind.choices, widget=CheckboxSelectMultiple)

    class Meta:
        model = Notice
        fields: list[str] = []


def list_url(request: HttpRequest) -> str:
    """The list as it is filtered now, for the way back."""
    query = request.GET.copy()
    query.pop("_w_filter_fragment", None)
    return f"{reverse('schedule_notices')}?{query.urlencode()}" if query else reverse("schedule_notices")


class NoticesView(BaseListingView):
    """All that somebody was told about schedules, the newest first."""

    page_title = gettext_lazy("Notices")
    header_icon = "bell"
    template_name = "scheduling/admin/notices.html"
    results_template_name = "scheduling/admin/notices_results.html"
    index_url_name = "schedule_notices"
    index_results_url_name = "schedule_notices_results"
    filterset_class = NoticeFilterSet
    paginate_by = NOTICES_PER_PAGE

    def get_base_queryset(self):
        notices = notices_of(self.request.user).order_by("-made_at", "-pk")
        return notices.select_related("page", "user__wagtail_userprofile", "approved_by__wagtail_userprofile")

    @cached_property
    def no_results_message(self):
        if self.is_filtering:
            return _("No notices match your query.")
        return _(
            "You have no notices. They appear here when a page of yours, or one that you approved or follow, went live,"
            " could not be published, waits for another page, or is due within a day and not approved."
        )

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        newest = unread_notices_of(self.request.user).order_by("-pk").first()
        for notice in context["object_list"]:
            notice.words = NoticeWords(notice)
        media = Media(css={"all": ["css/admin/notices.css"]})
        return context | {"newest_unread": newest, "next": list_url(self.request), "media": media}


@require_POST
def mark_as_read(request: HttpRequest, notice_id: int) -> HttpResponse:
    notice = get_object_or_404(notices_of(request.user), pk=notice_id)
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    return redirect(get_valid_next_url_from_request(request) or "schedule_notices")


@require_POST
def mark_all_as_read(request: HttpRequest) -> HttpResponse:
    """Up to the newest that was on the screen: what came meanwhile has not been read."""
    newest = request.POST.get("newest", "")
    if not newest.isdecimal():
        raise SuspiciousOperation("No notice is named up to which all are read")
    count = unread_notices_of(request.user).filter(pk__lte=int(newest)).update(read_at=timezone.now())
    words = ngettext("%(count)s notice is marked as read.", "%(count)s notices are marked as read.", count)
    messages.success(request, words % {"count": count})
    return redirect(get_valid_next_url_from_request(request) or "schedule_notices")

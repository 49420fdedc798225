"""Following a page: whoever asks for it is told what becomes of its schedule."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import get_breadcrumbs_items_for_page
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from scheduling.models import Follow
from scheduling.recipients import visible_pages


def is_following(user, page: Page) -> bool:
    return Follow.objects.filter(user=user, page=page.pk).exists()


def begin(user, page: Page) -> None:
    Follow.objects.get_or_create(user=user, page_id=page.pk)


def stop(user, page: Page) -> None:
    Follow.objects.filter(user=user, page=page.pk).delete()


class FollowView(WagtailAdminTemplateMixin, View):
    """Posted to, begins to follow a page, or ends it where the form says `stop`; asks first where it is only opened."""

    template_name = "scheduling/admin/follow.html"
    page_title = gettext_lazy("Follow")
    header_icon = "bell"

    def dispatch(self, request, page_id):
        self.page = get_object_or_404(visible_pages(request.user).filter(depth__gt=1), pk=page_id)
        return super().dispatch(request)

    @property
    def title(self) -> str:
        return self.page.get_admin_display_title()

    def get_page_subtitle(self):
        return self.title

    def get_breadcrumbs_items(self):
        items = get_breadcrumbs_items_for_page(self.page, self.request.user)
        return [*items, {"url": "", "label": self.get_page_title(), "sublabel": self.title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "title": self.title,
            "is_following": is_following(self.request.user, self.page),
            "next": self.next_url,
        }

    @property
    def next_url(self) -> str:
        edit_url = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return get_valid_next_url_from_request(self.request) or edit_url

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("stop") or request.GET.get("stop"):
            stop(request.user, self.page)
            words = _("You no longer follow “%(title)s”.")
        else:
            begin(request.user, self.page)
            words = _("You follow “%(title)s”: you will be told what becomes of its schedule.")
        messages.success(request, words % {"title": self.title})
        return redirect(self.next_url)


def follow_button(page: Page, user) -> Button:
    """Posts at once where there is JavaScript; elsewhere the address asks."""
    url = reverse("schedule_follow", args=[page.pk])
    stops = is_following(user, page)
    return Button(
        _("Stop following") if stops else _("Follow"),
        url=url,
        icon_name="bell",
        attrs={
            "data-controller": "w-action",
            "data-action": "w-action#post",
            "data-w-action-url-value": f"{url}?stop=yes" if stops else url,
        },
        priority=70,
    )

"""Screens in the place of Wagtail's, at addresses that it puts before those of its hooks; guarded as its own are."""

from django.http import Http404
from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.urls import display_custom_404
from wagtail.utils.urlpatterns import decorate_urlpatterns

from site_core.hidden_things import ChoosablePagesView, ChosenPagesView, SeenPageTypesView
from site_core.readiness.disabling import DisableTaskView
from site_core.sign_in.account import TellingAccountView


def no_such_door(request, **kwargs):
    """Wagtail's admin API can publish, move and delete; nothing uses that, and no hook of ours is asked there."""
    raise Http404


urlpatterns = [
    path("account/", TellingAccountView.as_view(), name="wagtailadmin_account"),
    path("api/main/pages/<int:pk>/action/<str:action_name>/", no_such_door),
    path("choose-page/<int:parent_page_id>/", ChoosablePagesView.as_view()),
    path("choose-page/chosen-multiple/", ChosenPagesView.as_view()),
    path("reports/page-types-usage/", SeenPageTypesView.as_view()),
    path("reports/page-types-usage/results/", SeenPageTypesView.as_view(results_only=True)),
    path("workflows/tasks/disable/<int:pk>/", DisableTaskView.as_view()),
]
for guard in (require_admin_access, display_custom_404, never_cache):
    urlpatterns = decorate_urlpatterns(urlpatterns, guard)

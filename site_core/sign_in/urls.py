"""The doors: all addresses at which somebody proves who they are, in the place of Wagtail's own."""

from django.urls import path
from django.views.decorators.http import require_POST

from site_core.sign_in.resets import NewPasswordView, ResetRequestView
from site_core.sign_in.shared_passwords import open_private_document, open_private_page
from site_core.sign_in.views import CodeView, ReaderSignInView, SetUpView, SignInView, SignOutView

urlpatterns = [
    path("admin/login/", SignInView.as_view(), name="wagtailadmin_login"),
    path("admin/login/code/", CodeView.as_view(), name="sign_in_code"),
    path("admin/login/set-up/", SetUpView.as_view(), name="sign_in_set_up"),
    # Wagtail's own takes the cookie away from whoever follows a link to it.
    path("admin/logout/", require_POST(SignOutView.as_view()), name="wagtailadmin_logout"),
    path("admin/password_reset/", ResetRequestView.as_view(), name="wagtailadmin_password_reset"),
    path(
        "admin/password_reset/confirm/<uidb64>/<token>/",
        NewPasswordView.as_view(),
        name="wagtailadmin_password_reset_confirm",
    ),
    path("_util/login/", ReaderSignInView.as_view(), name="wagtailcore_login"),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        open_private_page,
        name="wagtailcore_authenticate_with_password",
    ),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        open_private_document,
        name="wagtaildocs_authenticate_with_password",
    ),
]

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(AppConfig):
    default = True
    name = "users"
    verbose_name = _("People who sign in")


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's screens for accounts, with one rule more: nobody makes or changes an administrator but another."""

    user_viewset = "users.viewsets.AccountViewSet"

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Front page")

    def ready(self):
        from home.groups import seed_groups_of_new_site

        post_migrate.connect(seed_groups_of_new_site, sender=self, dispatch_uid="seed_groups_of_new_site")

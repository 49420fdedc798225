from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = _("Updates and reports")

    def ready(self):
        from blog import signal_handlers  # noqa: F401 - importing connects them
        from blog.models import Person
        from site_core.link_checks.collecting import register_linking_model

        register_linking_model(Person)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = _("Updates and reports")

    def ready(self):
        from blog import signal_handlers  # noqa: F401 - importing connects them
        from blog.models import Person
        from blog.search_filters import AUTHORS, TAGS, YEARS
        from site_core.link_checks.collecting import register_linking_model
        from site_core.pictures.making import register_portraits
        from site_core.search_filters import register_filter

        register_linking_model(Person)
        register_portraits(lambda: Person.objects.values_list("photo", flat=True))
        for added in (AUTHORS, TAGS, YEARS):
            register_filter(added)

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchedulingConfig(AppConfig):
    name = "scheduling"
    verbose_name = _("Scheduling")

    def ready(self):
        from scheduling.state import overdue_in_words, scheduler_in_words, setbacks_in_words
        from site_core.health import register_check

        import_module("scheduling.signal_handlers")  # connects them
        register_check("overdue", overdue_in_words)
        register_check("scheduler", scheduler_in_words)
        register_check("set back", setbacks_in_words)

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchedulingConfig(AppConfig):
    name = "scheduling"
    verbose_name = _("Scheduling")

    def ready(self):
        from scheduling.state import look_at_overdue, look_at_scheduler, look_at_setbacks
        from site_core.health import register_check

        import_module("scheduling.signal_handlers")  # connects them
        register_check(
            "overdue",
            look_at_overdue,
            _("Overdue pages"),
            _("Due for a minute and not done: see that a scheduler runs; the calendar says what is known of each."),
        )
        register_check(
            "scheduler",
            look_at_scheduler,
            _("Scheduler"),
            _("Start it again (manage.py run_scheduler), or confirm the clock on the dashboard."),
        )
        register_check(
            "set back",
            look_at_setbacks,
            _("Pages set back"),
            _("Pages that could not be published: their editors have been told, and the calendar names them."),
        )

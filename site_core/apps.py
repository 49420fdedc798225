from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Each connects and registers what it has to when it is imported.
PARTS = (
    "background_work",
    "cdn",
    "csp_reports.keeping",
    "disk",
    "outbox",
    "sign_in.erasing",
    "sign_in.letters",
    "sign_in.pacing",
    "sign_in.second_question",
    "sign_in.sessions",
    "signal_handlers",
    "stored_text",
    "usages",
    "zero_results",
)


class SiteCoreConfig(AppConfig):
    name = "site_core"
    verbose_name = _("Site")

    def ready(self):
        for part in PARTS:
            import_module(f"site_core.{part}")

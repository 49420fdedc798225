from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class SubscriptionsConfig(AppConfig):
    name = "subscriptions"
    verbose_name = _("Subscriptions")

    def ready(self):
        from site_core.health import register_check
        from site_core.outbox import register_eraser, register_job, register_pace, register_source
        from subscriptions.services.announcing import open_due
        from subscriptions.services.delivering import Deliveries, close_finished
        from subscriptions.services.digests import make_digests
        from subscriptions.services.pacing import wait_for_turn
        from subscriptions.services.retention import erase_outdated
        from subscriptions.services.signing_up import handle_sign_ups
        from subscriptions.state import look_at_sign_ups

        import_module("subscriptions.signal_handlers")  # connects them
        if apps.is_installed("anymail"):
            import_module("subscriptions.webhooks")
        for job in (handle_sign_ups, make_digests, open_due, close_finished):
            register_job(job)
        register_source(Deliveries())
        register_pace(wait_for_turn)
        register_eraser(erase_outdated)
        register_check(
            "sign-ups",
            look_at_sign_ups,
            _("Sign-ups to the mailing list"),
            _("See that a mailer runs. So many that they wait may be somebody misusing the form."),
        )

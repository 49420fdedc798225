from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteCoreConfig(AppConfig):
    name = "site_core"
    verbose_name = _("Site")

    def ready(self):
        from django.conf import settings
        from django.contrib.auth.signals import user_logged_in, user_login_failed
        from wagtail.models import ReferenceIndex

        from site_core import cdn, signal_handlers  # noqa: F401 - importing connects them
        from site_core.background_work import look_at_background_work
        from site_core.disk import look_at_disk
        from site_core.health import register_check
        from site_core.models import SiteSettings
        from site_core.outbox import look_at_outbox, register_eraser
        from site_core.sign_in import pacing, second_question, sessions
        from site_core.stored_text import check_all_texts
        from site_core.usages import show_usages_by_the_screen
        from site_core.zero_results import erase_old_searches

        # Otherwise the logo and the links of every page would count as used nowhere.
        ReferenceIndex.register_model(SiteSettings)
        check_all_texts()
        show_usages_by_the_screen()
        register_check(
            "background work",
            look_at_background_work,
            _("Publishing and sending by itself"),
            _("This is a copy. When it may publish and send, say so on the dashboard, or with manage.py resume."),
        )
        register_check("disk", look_at_disk, _("Room on the disk"), _("Make room, or uploads and mail will fail."))
        register_check(
            "mail",
            look_at_outbox,
            _("Mail"),
            _("See that a mailer runs (manage.py run_mailer), and what manage.py check_mail says of the mail server."),
        )
        if settings.CDN_URL:
            register_check("cdn", cdn.look_at_cdn, _("CDN"), _("See that a mailer runs, and what its log says."))
        register_eraser(erase_old_searches)
        user_login_failed.connect(pacing.note_failure)
        user_logged_in.connect(sessions.note_sign_in)
        user_logged_in.connect(second_question.note_sign_in)

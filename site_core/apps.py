from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteCoreConfig(AppConfig):
    name = "site_core"
    verbose_name = _("Site")

    def ready(self):
        from django.conf import settings
        from wagtail.models import ReferenceIndex

        from site_core import cdn, signal_handlers  # noqa: F401 - importing connects them
        from site_core.health import register_check
        from site_core.models import SiteSettings
        from site_core.outbox import register_eraser, state_in_words
        from site_core.zero_results import erase_old_searches

        # Otherwise the logo and the links of every page would count as used nowhere.
        ReferenceIndex.register_model(SiteSettings)
        register_check("mail", state_in_words)
        if settings.CDN_URL:
            register_check("cdn", cdn.state_in_words)
        register_eraser(erase_old_searches)

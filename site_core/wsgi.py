import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings")

application = get_wsgi_application()

from site_core.page_cache import with_ready_pages  # noqa: E402 - Django must be set up first

application = with_ready_pages(application)

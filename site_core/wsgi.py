import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings")

django_application = get_wsgi_application()
# Not at the top: it needs models, and these need what the line before has set up.
application = import_module("site_core.page_cache").with_ready_pages(django_application)

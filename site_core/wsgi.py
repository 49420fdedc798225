import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings")

# What is made while the code is loaded stays: to look through it for garbage again and again took a sixth of the time.
gc.disable()
django_application = get_wsgi_application()
# Not at the top: it needs models, and these need what the line before has set up.
application = import_module("site_core.page_cache").with_ready_pages(django_application)
# Views and what they need are loaded now, not with the first page of each process.
import_module("site_core.urls")
# Nor is it looked through later, so that processes made by a fork of this one go on sharing it.
gc.freeze()
gc.enable()

"""`python -m tests.faults [fault ...]`: each fault at full size; ends with an error if one is not survived."""

import os
from importlib import import_module

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()
import_module("tests.faults.full_size").main()

"""The settings of the tests for a site without a mailing list."""

from tests.settings import *  # noqa: F403 - all of them are meant
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [name for name in INSTALLED_APPS if name != "subscriptions"]

import logging
import warnings

from django.core.cache import cache
from django.test import TestCase

from tests.authorisation.world import make_world


class WalkTestCase(TestCase):
    """One site for all walks over its addresses."""

    @classmethod
    def setUpTestData(cls):
        cls.world = make_world()

    def setUp(self):
        # What one has tried too often is no refusal of another.
        cache.clear()
        # Every refusal is a line of the log, and what mail services changed is none of this.
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)
        self.enterContext(warnings.catch_warnings())
        warnings.filterwarnings("ignore", module="anymail")

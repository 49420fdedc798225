import logging
from contextlib import suppress

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache

logger = logging.getLogger(__name__)


class ForgivingFileCache(FileBasedCache):
    """Django's cache in files, for which a damaged file is no file, and a full disk no reason to answer nobody."""

    def get(self, key, default=None, version=None):
        try:
            return super().get(key, default, version)
        except Exception as error:  # a damaged file makes its readers fail in any way there is
            self.give_up(key, version, error)
            return default

    def has_key(self, key, version=None):
        try:
            return super().has_key(key, version)
        except Exception as error:  # the same
            self.give_up(key, version, error)
            return False

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        try:
            super().set(key, value, timeout, version)
        except OSError as error:
            self.give_up(key, version, error)

    def _createdir(self):
        with suppress(OSError):  # what cannot be written then is told by `set`
            super()._createdir()

    def give_up(self, key, version, error: Exception) -> None:
        """Leave nothing behind that is damaged or, where it could not be replaced, out of date."""
        logger.warning("The cache cannot keep %s: %s", key, error)
        try:
            self.delete(key, version)
        except OSError:
            logger.warning("Its file cannot be removed either")

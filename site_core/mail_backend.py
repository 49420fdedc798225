"""The last door of all mail, also of what Wagtail and Django send by themselves: shut while background work is off."""

import logging

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from site_core.background_work import is_held

logger = logging.getLogger(__name__)


class EmailBackend(BaseEmailBackend):
    """Hands mail to the backend that EMAIL_URL names."""

    def __init__(self, fail_silently: bool = False, **kwargs) -> None:
        super().__init__(fail_silently=fail_silently)
        self.backend = get_connection(settings.DELIVERING_BACKEND, fail_silently=fail_silently, **kwargs)

    def open(self):
        return self.backend.open()

    def close(self):
        return self.backend.close()

    def send_messages(self, email_messages):
        if is_held():
            logger.warning("%d mails were not sent: this site was restored from a backup", len(email_messages))
            return 0
        return self.backend.send_messages(email_messages)

"""The Message-ID of a delivery: the same at each attempt, so that who gets a mail twice sees it once."""

import hmac
import re

from django.conf import settings

from subscriptions.addresses import keyed_hash
from subscriptions.models import Delivery

FORM = re.compile(r"\s*<(\d{1,18})\.(\d{1,18})\.([0-9a-f]{20})@", re.ASCII)


def message_id(delivery: Delivery) -> str:
    name = f"{delivery.announcement_id}.{delivery.pk}"
    return f"<{name}.{seal_of(name)}@{settings.SITE_HOST}>"


def delivery_of(text: str) -> Delivery | None:
    """Whose Message-ID this is; nobody's when it was not made here, so that nobody can forge a report on another."""
    found = FORM.match(text)
    if found is None or not hmac.compare_digest(found[3], seal_of(f"{found[1]}.{found[2]}")):
        return None
    deliveries = Delivery.objects.select_related("subscriber")
    return deliveries.filter(pk=int(found[2]), announcement=int(found[1])).first()


def seal_of(name: str) -> str:
    return keyed_hash("message-id", name)[:20]

"""What stands in the headers of mail to subscribers: RFC 5322, 2369, 2919, 3834 and 8058."""

import unicodedata
from email.header import Header
from email.utils import formataddr, parseaddr, quote

from django.conf import settings

from subscriptions.addresses import domain_in_ascii
from subscriptions.links import leave_url
from subscriptions.message_ids import message_id
from subscriptions.models import Delivery, MailingSettings, Subscriber


def one_line(text: str) -> str:
    """A text that ends no header and begins none."""
    seen = (" " if unicodedata.category(character) == "Cc" else character for character in text)
    return " ".join("".join(seen).split())


def sender_of(mailing: MailingSettings, site_name: str) -> str:
    address = mailing.sender_address or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return formataddr((one_line(mailing.sender_name or site_name), in_ascii(address)))


def reply_to_of(mailing: MailingSettings) -> list[str]:
    return [in_ascii(mailing.reply_to)] if mailing.reply_to else []


def in_ascii(address: str) -> str:
    """As headers carry it; not every mail server takes another spelling."""
    local, _at, domain = one_line(address).rpartition("@")
    return f"{local}@{domain_in_ascii(domain)}"


def list_headers(delivery: Delivery, subscriber: Subscriber, site_name: str, language: str) -> dict[str, str]:
    """The list, the way out of it that mail programs offer as a button, and what kind of mail this is."""
    return {
        "Message-ID": message_id(delivery),
        "List-Id": f"{phrase(site_name)} <updates.{settings.SITE_HOST}>",
        "List-Unsubscribe": f"<{leave_url(subscriber)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Content-Language": language,
        # No absence notes in answer.
        "Precedence": "bulk",
    }


def phrase(text: str) -> str:
    """A name as headers carry it; Django would encode the whole header with it."""
    text = one_line(text)
    if text.isascii():
        return f'"{quote(text)}"'
    return Header(text, "utf-8", header_name="List-Id").encode(linesep="")

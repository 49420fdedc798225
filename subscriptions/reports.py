"""What mail servers report of a mail after they took it: it came back (RFC 3464), or was called spam (RFC 5965)."""

import logging
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

logger = logging.getLogger(__name__)

# Reports carry the headers of the mail, or all of it, and ours are below a tenth of this.
MOST_BYTES = 1_000_000
HEADERS_ONLY = "text/rfc822-headers"


@dataclass(frozen=True)
class Report:
    """What became of the mail with this Message-ID."""

    message_id: str
    # RFC 3463, such as 5.1.1; empty of a complaint.
    status: str = ""
    words: str = ""
    is_complaint: bool = False
    is_failure: bool = False


def read_report(content: bytes) -> Report | None:
    """Nothing where it is no report, or broken: anybody can write to a mailbox."""
    try:
        return report_in(message_from_bytes(content[:MOST_BYTES]))
    except Exception as error:  # nested a thousand times, in no encoding, and whatever else
        logger.warning("A report was passed over, because it cannot be read: %s", type(error).__name__)
        return None


def report_in(mail: Message) -> Report | None:
    if mail.get_content_type() != "multipart/report":
        return None
    parts = {part.get_content_type(): part for part in parts_of(mail)}
    name = message_id_in(parts.get("message/rfc822") or parts.get(HEADERS_ONLY))
    if not name:
        return None
    if "message/delivery-status" in parts:
        return bounce_in(parts["message/delivery-status"], name)
    if "message/feedback-report" in parts:
        return complaint_in(parts["message/feedback-report"], name)
    return None


def message_id_in(part: Message | None) -> str:
    if part is None:
        return ""
    if part.get_content_type() == HEADERS_ONLY:
        content = part.get_payload(decode=True)
        return field(message_from_bytes(content), "Message-ID") if isinstance(content, bytes) else ""
    return next((field(original, "Message-ID") for original in parts_of(part)), "")


def bounce_in(part: Message, name: str) -> Report | None:
    """Our mails have one recipient each, so that the first one named with a status is the one."""
    for recipient in parts_of(part):
        if status := field(recipient, "Status").partition(" ")[0]:
            is_failure = field(recipient, "Action").lower() == "failed" and status.startswith("5.")
            return Report(name, status, field(recipient, "Diagnostic-Code"), is_failure=is_failure)
    return None


def complaint_in(part: Message, name: str) -> Report | None:
    is_complaint = any(field(fields, "Feedback-Type").lower() == "abuse" for fields in parts_of(part))
    return Report(name, is_complaint=True) if is_complaint else None


def parts_of(mail: Message) -> list[Message]:
    payload = mail.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def field(fields: Message, name: str) -> str:
    return " ".join(str(fields.get(name, "")).split())

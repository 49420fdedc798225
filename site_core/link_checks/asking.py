"""One request to a server elsewhere, and what came of it."""

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse

from django.conf import settings
from django.utils import timezone

from site_core.link_checks.addresses import parse
from site_core.link_checks.guarding import ForbiddenPlaceError, connection_to
from site_core.models import Fault

TIMEOUT_SECONDS = 10
LONGEST_WAIT = timedelta(days=7)


@dataclass(frozen=True)
class Answer:
    """What a server said, or what kept it from saying anything."""

    status: int | None = None
    location: str = ""
    wait_until: datetime | None = None
    fault: str = ""


def ask(url: str, *, is_get: bool) -> Answer:
    """The head of the answer is enough, also of a GET: the connection is closed before its body is read."""
    address = parse(url)
    if address is None:
        return Answer(fault=Fault.MALFORMED)
    try:
        with connection_to(address, TIMEOUT_SECONDS) as connection:
            connection.request("GET" if is_get else "HEAD", address.path, headers=headers())
            return answer_of(connection.getresponse())
    except Exception as error:
        return Answer(fault=fault_of(error))


def headers() -> dict[str, str]:
    name = settings.WAGTAIL_SITE_NAME.encode("ascii", "ignore").decode().replace("(", "").replace(")", "")
    agent = f"Mozilla/5.0 (compatible; {name} link checker; +{settings.SITE_URL})"
    return {"User-Agent": agent, "Accept": "*/*", "Connection": "close"}


def fault_of(error: Exception) -> str:
    """The other side decides what is raised: what no name is known for, is an answer that makes no sense."""
    for kind, fault in FAULTS.items():
        if isinstance(error, kind):
            return fault
    return Fault.PROTOCOL


# The first that fits: each of the later ones may be of an earlier kind too.
FAULTS: dict[type[Exception], str] = {
    ForbiddenPlaceError: Fault.INTERNAL,
    ssl.SSLCertVerificationError: Fault.CERTIFICATE,
    TimeoutError: Fault.TIMEOUT,
    socket.gaierror: Fault.NAME,
    UnicodeError: Fault.MALFORMED,
    ssl.SSLError: Fault.PROTOCOL,
    HTTPException: Fault.PROTOCOL,
    OSError: Fault.REFUSED,
}


def answer_of(response: HTTPResponse) -> Answer:
    return Answer(
        status=response.status,
        location=(response.getheader("Location") or "").strip(),
        wait_until=moment_in(response.getheader("Retry-After")),
    )


def moment_in(words: str | None) -> datetime | None:
    """A server may name seconds or a date; nobody makes us wait for ever."""
    words, now = (words or "").strip(), timezone.now()
    if words.isascii() and words.isdecimal() and len(words) <= len(str(LONGEST_WAIT.days * 86400)):
        return min(now + timedelta(seconds=int(words)), now + LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(words)
    except (ValueError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(moment, now + LONGEST_WAIT) if moment > now else None

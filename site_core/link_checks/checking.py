"""Asks for addresses elsewhere, one request at a time, and notes what became of them.

As with mail, each request takes three steps, each committed by itself: claim, ask, note. What a process that is killed
had claimed is due again when the claim has run out.
"""

from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.db import transaction
from django.utils import timezone

from site_core.link_checks.addresses import is_web, parse
from site_core.link_checks.asking import TIMEOUT_SECONDS, Answer, ask
from site_core.link_checks.network import (
    is_any_other_answering,
    note_answer,
    note_failure,
    seems_away,
    take_turn,
    whose_turn_it_is,
)
from site_core.models import Fault, LinkAddress, LinkState

CLAIM = timedelta(seconds=6 * TIMEOUT_SECONDS)
GOOD_FOR = timedelta(days=7)
# So that what was found on one day is not asked for on one day for ever.
SPREAD_HOURS = 24
TRIED_AGAIN_AFTER = timedelta(days=1)
WITHOUT_NETWORK_AFTER = timedelta(hours=1)
BROKEN_AFTER_FAILURES = 3
BROKEN_AFTER = timedelta(days=2)
MOST_REDIRECTS = 3
REDIRECTS, PERMANENT = {301, 302, 303, 307, 308}, {301, 308}
GONE = {404, 410}
TOO_MANY = {429, 999}
NOTED = [field.name for field in LinkAddress._meta.concrete_fields if field.name not in ("id", "key", "url")]
# The network of this site may be the reason as well.
NETWORK_FAULTS = {Fault.NAME, Fault.REFUSED, Fault.TIMEOUT, Fault.CERTIFICATE, Fault.PROTOCOL}


def check_next() -> bool:
    """One request for one address that is due; says whether there was any."""
    address = claim(timezone.now())
    if address is None:
        return False
    answer = ask(address.hop_url or address.url, is_get=address.hop_is_get)
    note(address, answer, timezone.now())
    return True


def claim(now: datetime) -> LinkAddress | None:
    due = whose_turn_it_is(LinkAddress.objects.filter(next_check_at__lte=now), now).order_by("next_check_at", "pk")
    if not due.exists() or seems_away(now):  # without a transaction, which on SQLite would keep others from writing
        return None
    with transaction.atomic():
        address = due.select_for_update(skip_locked=True, of=("self",)).first()
        if address is None or not take_turn(address.host, now):
            return None
        address.next_check_at = now + CLAIM
        address.save(update_fields=["next_check_at"])
    return address


def note(address: LinkAddress, answer: Answer, now: datetime) -> None:
    if answer.status is None:
        note_failure(address.host, now, is_network=answer.fault in NETWORK_FAULTS)
    else:
        note_answer(address.host, now, answer.wait_until)
    conclude(address, answer, now)
    # Not `save`, which would bring back what has been deleted meanwhile.
    LinkAddress.objects.filter(pk=address.pk).update(**{name: getattr(address, name) for name in NOTED})


def conclude(address: LinkAddress, answer: Answer, now: datetime) -> None:
    if answer.status is None:
        note_fault(address, answer, now)
    elif answer.status in REDIRECTS and answer.location:
        follow(address, answer, now)
    elif answer.status < 400:
        note_success(address, now)
    elif answer.status in TOO_MANY or (answer.status == 503 and answer.wait_until):
        note_unknown(address, Fault.TOO_MANY, now, answer)
    elif not address.hop_is_get:
        # Some servers do not know a question for the head alone.
        address.hop_is_get, address.next_check_at = True, now
    elif answer.status in GONE:
        note_broken(address, Fault.NOT_FOUND, now, answer.status)
    elif answer.status >= 500:
        note_failing(address, Fault.SERVER, now, answer.status)
    else:
        note_unknown(address, Fault.DECLINED, now, answer)


def follow(address: LinkAddress, answer: Answer, now: datetime) -> None:
    """The next request is one of its own, in the turn of its host."""
    try:
        target = urljoin(address.hop_url or address.url, answer.location)
    except ValueError:
        target = ""
    known = parse(target) if is_web(target) else None
    if known is None:
        note_unknown(address, Fault.PROTOCOL, now, answer)
    elif address.hop_count >= MOST_REDIRECTS:
        note_failing(address, Fault.REDIRECTS, now, answer.status)
    else:
        if not address.hop_count:
            address.moved_to = ""
        address.hop_count += 1
        address.hop_is_permanent = address.hop_is_permanent and answer.status in PERMANENT
        address.hop_url, address.host, address.next_check_at = known.url, known.host[:255], now
        if address.hop_is_permanent:
            address.moved_to = known.url


def note_success(address: LinkAddress, now: datetime) -> None:
    has_moved = bool(address.moved_to) and address.hop_count > 0
    begin_anew(address, now)
    state = LinkState.MOVED if has_moved else LinkState.GOOD
    if not has_moved:
        address.moved_to = ""
    since = address.since if address.state == state else now
    address.state, address.fault, address.status, address.failures = state, "", None, 0
    address.since = since if has_moved else None
    address.next_check_at = now + GOOD_FOR + spread(address)


def note_fault(address: LinkAddress, answer: Answer, now: datetime) -> None:
    if answer.fault == Fault.MALFORMED:
        note_broken(address, Fault.MALFORMED, now, None)
    elif answer.fault not in NETWORK_FAULTS:
        note_unknown(address, answer.fault, now, answer)
    elif is_any_other_answering(address.host, now):
        note_failing(address, answer.fault, now, None)
    else:
        # What was known of it stays: it may well be this site that has lost its network.
        begin_anew(address, now)
        address.next_check_at = now + WITHOUT_NETWORK_AFTER
        if address.state in (LinkState.WAITING, LinkState.GOOD, LinkState.MOVED):
            address.state, address.fault, address.since = LinkState.UNKNOWN, Fault.NETWORK, now


def note_failing(address: LinkAddress, fault: str, now: datetime, status: int | None) -> None:
    """What may pass is believed after some days."""
    if not address.failures and address.state != LinkState.BROKEN:
        address.since = now
    failures, since = address.failures + 1, address.since or now
    is_sure = failures >= BROKEN_AFTER_FAILURES and now - since >= BROKEN_AFTER
    if is_sure or address.state == LinkState.BROKEN:
        note_broken(address, fault, now, status)
    else:
        begin_anew(address, now)
        address.state, address.fault, address.status = LinkState.FAILING, fault, status
        address.next_check_at = now + TRIED_AGAIN_AFTER
    address.failures, address.since = failures, since


def note_broken(address: LinkAddress, fault: str, now: datetime, status: int | None) -> None:
    begin_anew(address, now)
    if address.state != LinkState.BROKEN and not address.failures:
        address.since = now
    address.state, address.fault, address.status = LinkState.BROKEN, fault, status
    address.next_check_at = now + TRIED_AGAIN_AFTER


def note_unknown(address: LinkAddress, fault: str, now: datetime, answer: Answer) -> None:
    begin_anew(address, now)
    if address.state != LinkState.UNKNOWN:
        address.since = now
    address.state, address.fault, address.status, address.failures = LinkState.UNKNOWN, fault, answer.status, 0
    is_asked_to_wait = fault == Fault.TOO_MANY
    later = now + (TRIED_AGAIN_AFTER if is_asked_to_wait else GOOD_FOR + spread(address))
    address.next_check_at = max(later, answer.wait_until or later)


def begin_anew(address: LinkAddress, now: datetime) -> None:
    """The next check starts at the address itself."""
    known = parse(address.url)
    address.host = known.host[:255] if known else ""
    address.hop_url, address.hop_count, address.hop_is_get, address.hop_is_permanent = "", 0, False, True
    address.checked_at = now


def spread(address: LinkAddress) -> timedelta:
    return timedelta(hours=int(address.key[:8], 16) % SPREAD_HOURS)

"""What is known of servers elsewhere: whose turn it is, and whether it is they or we who cannot be reached."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from site_core.link_checks.asking import TIMEOUT_SECONDS
from site_core.models import LinkAddress, LinkHost, LinkState

BETWEEN_REQUESTS = timedelta(seconds=5)
# A request that never came back: its process was killed.
LONGEST_REQUEST = timedelta(seconds=TIMEOUT_SECONDS)
# If another server answered within that time, the network is there.
EVIDENCE = timedelta(hours=2)
# Then nobody is asked for a while.
AWAY = timedelta(minutes=15)
AWAY_AFTER_HOSTS = 3


def whose_turn_it_is(addresses: QuerySet[LinkAddress], now: datetime) -> QuerySet[LinkAddress]:
    return addresses.exclude(host__in=LinkHost.objects.filter(next_request_at__gt=now).values("name"))


def take_turn(host: str, now: datetime) -> bool:
    """For one process only: the row of a host lets one request pass at a time, and the next one seconds after it."""
    LinkHost.objects.bulk_create([LinkHost(name=host, next_request_at=now)], ignore_conflicts=True)
    free = LinkHost.objects.filter(name=host, next_request_at__lte=now)
    return bool(free.update(next_request_at=now + LONGEST_REQUEST + BETWEEN_REQUESTS))


def note_answer(host: str, now: datetime, wait_until: datetime | None) -> None:
    next_at = max(now + BETWEEN_REQUESTS, wait_until or now)
    LinkHost.objects.filter(name=host).update(answered_at=now, next_request_at=next_at)


def note_failure(host: str, now: datetime, *, is_network: bool) -> None:
    failed = {"failed_at": now} if is_network else {}
    LinkHost.objects.filter(name=host).update(next_request_at=now + BETWEEN_REQUESTS, **failed)


def is_any_other_answering(host: str, now: datetime) -> bool:
    """Where none has answered lately, one that did so before is asked again at once, for comparison."""
    others = LinkHost.objects.exclude(name=host).filter(answered_at__isnull=False)
    if others.filter(answered_at__gt=now - EVIDENCE).exists():
        return True
    other = others.order_by("-answered_at").first()
    if other:
        works = LinkAddress.objects.filter(host=other.name, state__in=[LinkState.GOOD, LinkState.MOVED])
        witness = works.filter(next_check_at__gt=now).order_by("next_check_at").values("pk")[:1]
        LinkAddress.objects.filter(pk__in=list(witness.values_list("pk", flat=True))).update(next_check_at=now)
    return False


def seems_away(now: datetime) -> bool:
    """Whether several servers could not be reached just now, and none could."""
    lately = now - AWAY
    failed = LinkHost.objects.filter(failed_at__gt=lately).count()
    return failed >= AWAY_AFTER_HOSTS and not LinkHost.objects.filter(answered_at__gt=lately).exists()


def is_anybody_s_turn_before(moment: datetime) -> bool:
    """Whether one of the addresses that are due now will have its turn by then."""
    now = timezone.now()
    due = LinkAddress.objects.filter(next_check_at__lte=now)
    return not seems_away(now) and whose_turn_it_is(due, moment).exists()

"""Ready pages in front of Django: whoever asks for a page that was asked for since the last change gets its bytes.

A page is kept with the name of the site's state (`site_core/generation.py`) from before it was made, and is given out
while the site is in that state. What is kept is what a stranger gets who says nothing about himself: of his request
only the address is passed on. See docs/features/page-cache.md.
"""

import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signals import got_request_exception
from django.dispatch import receiver
from django.http.response import HttpResponse, HttpResponseBase
from wagtail.models import Site

from site_core.cdn import let_cdn_keep
from site_core.expiries import next_expiry
from site_core.generation import board, remember
from site_core.page_addresses import Address, address_of, stranger
from site_core.page_answers import ReadyAnswer, ready_answer
from site_core.page_refreshing import Refresher
from site_core.views import FAILURES_OF_DATABASE

# Nothing is kept longer, for what nobody tells: a new year, a row changed by another program, a process killed.
LIFE_SECONDS = 60
# What is not there may be there soon, and anybody can ask for any number of such addresses.
LIFE_OF_MISSING_SECONDS = 10
MOST_MISSING = 500
# With the database down, the last good copy answers for so long, and the database is tried again now and then: finding
# out may take ten seconds.
GRACE_SECONDS = 600
DOWN_SECONDS = 30
WAIT_SECONDS = 20
LARGEST = 2_000_000

KEPT = {200, 301}
MISSING = {404, 410}

Application = Callable[[dict, Callable], Iterable[bytes]]
DjangoApplication = Callable[[dict, Callable], HttpResponseBase]


class Making:
    """A page that somebody makes now, and what others who want it too will get."""

    def __init__(self) -> None:
        self.is_over = threading.Event()
        self.answer: ReadyAnswer | None = None


class PageCache:
    """A WSGI application that keeps the answers of another."""

    def __init__(self, application: DjangoApplication, megabytes: int):
        self.application = application
        self.limit = megabytes * 1_000_000
        self.size = 0
        self.answers: OrderedDict[Address, ReadyAnswer] = OrderedDict()
        self.missing: OrderedDict[Address, ReadyAnswer] = OrderedDict()
        self.personal: OrderedDict[Address, str] = OrderedDict()
        # Pages that somebody makes now; who wants them too waits.
        self.makings: dict[Address, Making] = {}
        self.lock = threading.Lock()
        self.down_until = 0.0
        self.refresher = Refresher(self)

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        address = address_of(environ)
        if address is None or (answer := self.ready(address) or self.fresh(address)) is None:
            return self.application(environ, start_response)
        answer.uses += 1
        with suppress(KeyError):  # somebody may have taken its place just now
            self.answers.move_to_end(address)
        self.refresher.begin()
        return answer.send(environ, start_response, time.time())

    def ready(self, address: Address) -> ReadyAnswer | None:
        """What was made since the last change."""
        answer = self.answers.get(address) or self.missing.get(address)
        if answer and answer.generation == board().read() and time.time() < answer.good_until:
            return answer
        return None

    def fresh(self, address: Address) -> ReadyAnswer | None:
        """An answer made now: here, or by the one who is at it already. None where each must get his own."""
        deadline, has_waited = time.monotonic() + WAIT_SECONDS, False
        while time.monotonic() < deadline:
            generation = board().read()
            if time.time() < self.down_until:
                return self.last_good_copy(address, generation)
            if not generation or self.personal.get(address) == generation:
                return None
            with self.lock:
                others = self.makings.get(address)
                if others is None:
                    ours = self.makings[address] = Making()
            if others is None:
                try:
                    ours.answer = self.make(address, generation)
                    return ours.answer
                finally:
                    del self.makings[address]
                    ours.is_over.set()
            others.is_over.wait(deadline - time.monotonic())
            # The first was begun before this one asked, and is too old for him if there was a change in between. The
            # next was begun after that: it is good for him, though the site may have changed again meanwhile.
            if answer := others.answer if has_waited else self.ready(address):
                return answer
            has_waited = True
        return None

    def make(self, address: Address, generation: str) -> ReadyAnswer | None:
        try:
            if not is_known_host(address.host):
                self.note_personal(address, generation)
                return None
            ends_at = next_expiry()
            response, body = ask(self.application, address)
        except FAILURES_OF_DATABASE:
            self.down_until = time.time() + DOWN_SECONDS
            return self.last_good_copy(address, generation)
        if is_personal(response) or len(body) > LARGEST:
            self.note_personal(address, generation)
            return None
        # A page that was old before it was done must not come to a CDN that has been told of the change already.
        if settings.CDN_URL and response.status_code in KEPT and board().read() == generation:
            let_cdn_keep(response, ends_at, time.time())
        answer = ready_answer(response, body, generation=generation, ends_at=ends_at)
        if response.status_code in KEPT | MISSING:
            self.keep(address, answer, response.status_code)
        else:  # nobody has to wait for such an answer
            self.note_personal(address, generation)
        return answer

    def keep(self, address: Address, answer: ReadyAnswer, status: int) -> None:
        with self.lock:
            self.forget(address)
            if status in MISSING:
                answer.good_until = min(answer.ends_at, time.time() + LIFE_OF_MISSING_SECONDS)
                self.missing[address] = answer
                shorten(self.missing)
            else:
                answer.good_until = min(answer.ends_at, time.time() + LIFE_SECONDS)
                self.answers[address] = answer
                self.size += answer.size
                while self.size > self.limit:
                    self.size -= self.answers.popitem(last=False)[1].size

    def note_personal(self, address: Address, generation: str) -> None:
        with self.lock:
            self.forget(address)
            self.personal[address] = generation
            shorten(self.personal)

    def forget(self, address: Address) -> None:
        self.missing.pop(address, None)
        if former := self.answers.pop(address, None):
            self.size -= former.size

    def last_good_copy(self, address: Address, generation: str) -> ReadyAnswer | None:
        """What was there, if nothing has changed since."""
        former = self.answers.get(address)
        if not former or former.generation != generation:
            return None
        if time.time() > min(former.good_until + GRACE_SECONDS, former.ends_at):
            return None
        return former.as_last_good_copy()


def shorten(kept: OrderedDict) -> None:
    while len(kept) > MOST_MISSING:
        kept.popitem(last=False)


failures = threading.local()


@receiver(got_request_exception, dispatch_uid="note_failure_of_database")
def note_failure(sender, **kwargs):
    failures.error = sys.exception()


def ask(application: DjangoApplication, address: Address) -> tuple[HttpResponseBase, bytes]:
    """What a stranger gets at an address. Raises what the database raised, if it does not answer."""
    failures.error = None
    response = application(stranger(address), lambda status, headers, error=None: None)
    try:
        if isinstance(failures.error, FAILURES_OF_DATABASE):
            raise failures.error
        return response, response.content if isinstance(response, HttpResponse) else b""
    finally:
        response.close()


def is_personal(response: HttpResponseBase) -> bool:
    """Whether each asker must get an answer of his own. Errors are told to all alike, though nobody else keeps them."""
    if response.cookies or response.streaming:
        return True
    caching = response.headers.get("Cache-Control", "")
    return response.status_code == 200 and ("no-store" in caching or "private" in caching)


def is_known_host(host: str) -> bool:
    """Whether a site stands there: any port and any spelling would do to reach it, and fill the memory."""
    return host in remember("hosts", find_hosts)


def find_hosts() -> set[str]:
    hosts = {urlsplit(settings.SITE_URL).netloc}
    for name, port in Site.objects.values_list("hostname", "port"):
        hosts |= {name, f"{name}:{port}"}
    return hosts


def with_ready_pages(application: DjangoApplication) -> Application:
    """The same application, with as much memory for ready pages as the settings give to each process."""
    megabytes = settings.PAGE_CACHE_MEGABYTES
    return PageCache(application, megabytes) if megabytes > 0 else application

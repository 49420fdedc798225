"""Ready pages in front of Django: whoever asks for a page that was asked for since the last change gets its bytes.

A page is kept with the name of the site's state (`site_core/generation.py`) from before it was made, and is given out
while the site is in that state. What is kept is what a stranger gets who says nothing about himself: of his request
only the address is passed on. See docs/features/page-cache.md.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import Error, connection
from django.db.models import Min
from django.http.response import HttpResponse, HttpResponseBase
from django.utils import timezone
from wagtail.models import Page

from site_core.generation import board, remember
from site_core.page_addresses import Address, address_of, stranger
from site_core.page_answers import ReadyAnswer, ready_answer
from site_core.page_refreshing import Refresher

# Nothing is kept longer, for what nobody tells: a new year, a row changed by another program, a process killed.
LIFE_SECONDS = 60
# What is not there may be there soon, and anybody can ask for any number of such addresses.
LIFE_OF_MISSING_SECONDS = 10
MOST_MISSING = 500
# With the database down, the last good copy answers for so long, and the database is tried again now and then.
GRACE_SECONDS = 600
DOWN_SECONDS = 2
WAIT_SECONDS = 20
LARGEST = 2_000_000
NEVER = float("inf")

KEPT = {200, 301}
MISSING = {404, 410}

Application = Callable[[dict, Callable], Iterable[bytes]]
DjangoApplication = Callable[[dict, Callable], HttpResponseBase]


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
        self.makings: dict[Address, threading.Event] = {}
        self.lock = threading.Lock()
        self.down_until = 0.0
        self.refresher = Refresher(self)

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        address = address_of(environ)
        answer = self.ready(address) or self.fresh(address) if address else None
        if answer is None:
            return self.application(environ, start_response)
        answer.uses += 1
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
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            generation = board().read()
            if not generation or self.personal.get(address) == generation:
                return None
            with self.lock:
                others = self.makings.get(address)
                if others is None:
                    ours = self.makings[address] = threading.Event()
            if others is None:
                try:
                    return self.make(address, generation)
                finally:
                    del self.makings[address]
                    ours.set()
            others.wait(deadline - time.monotonic())
            # It was begun before this one asked, and is too old for him if there was a change in between.
            if answer := self.ready(address):
                return answer
        return None

    def make(self, address: Address, generation: str) -> ReadyAnswer | None:
        former = self.answers.get(address)
        if former and time.time() < self.down_until:
            return self.last_good_copy(former, generation)
        try:
            ends_at = next_expiry()
            response, body = ask(self.application, address)
        except Error:
            return self.last_good_copy(former, generation)
        if response.status_code >= 500 and (copy := self.last_good_copy(former, generation)):
            return copy
        if is_personal(response):
            self.note_personal(address, generation)
            return None
        answer = ready_answer(response, body, former, generation=generation, ends_at=ends_at)
        self.keep(address, answer, response.status_code)
        return answer

    def keep(self, address: Address, answer: ReadyAnswer, status: int) -> None:
        with self.lock:
            self.forget(address)
            if status in MISSING:
                answer.good_until = min(answer.ends_at, time.time() + LIFE_OF_MISSING_SECONDS)
                self.missing[address] = answer
                shorten(self.missing)
            elif status in KEPT and answer.size <= LARGEST:
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

    def last_good_copy(self, former: ReadyAnswer | None, generation: str) -> ReadyAnswer | None:
        """What was there, if nothing has changed since, and if it is the database that fails."""
        now = time.time()
        if not former or former.generation != generation:
            return None
        if now > min(former.good_until + GRACE_SECONDS, former.ends_at):
            return None
        if now >= self.down_until:
            if database_answers():
                return None
            self.down_until = now + DOWN_SECONDS
        return former.as_last_good_copy()


def shorten(kept: OrderedDict) -> None:
    while len(kept) > MOST_MISSING:
        kept.popitem(last=False)


def ask(application: DjangoApplication, address: Address) -> tuple[HttpResponseBase, bytes]:
    """What a stranger gets at an address."""
    response = application(stranger(address), lambda status, headers, error=None: None)
    try:
        return response, response.content if isinstance(response, HttpResponse) else b""
    finally:
        response.close()


def is_personal(response: HttpResponseBase) -> bool:
    """Whether each asker must get an answer of his own. Errors are told to all alike, though nobody else keeps them."""
    if response.status_code != 200:
        return bool(response.cookies)
    caching = response.headers.get("Cache-Control", "")
    return bool(response.cookies) or response.streaming or "no-store" in caching or "private" in caching


def next_expiry() -> float:
    """When the next page ends by itself: to that second lists with it are good, whatever the scheduler does."""
    return remember("next-expiry", find_next_expiry)


def find_next_expiry() -> float:
    ends = Page.objects.filter(live=True, expire_at__gt=timezone.now()).aggregate(end=Min("expire_at"))["end"]
    return ends.timestamp() if ends else NEVER


def database_answers() -> bool:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    finally:
        connection.close()
    return True


def with_ready_pages(application: DjangoApplication) -> Application:
    """The same application, with as much memory for ready pages as the settings give to each process."""
    megabytes = settings.PAGE_CACHE_MEGABYTES
    return PageCache(application, megabytes) if megabytes > 0 else application

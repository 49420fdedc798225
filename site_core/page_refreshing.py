"""After a change, makes the pages anew that readers ask for most, so that few of them ever wait for one."""

import logging
import os
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from django.db import close_old_connections
from django.utils import timezone
from wagtail.models import Page

from site_core.generation import board
from site_core.page_addresses import Address
from site_core.querysets import only_public

if TYPE_CHECKING:
    from site_core.page_cache import PageCache

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 0.25
# One act of an editor is several commits; during an import they do not end.
QUIET_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 5
MOST_PAGES = 30
USES_WORTH_PRESSING = 5
NEW_FOR = timedelta(minutes=2)


class Refresher:
    """A thread of a web process, begun by its first reader: no thread lives through the making of a process."""

    def __init__(self, pages: "PageCache"):
        self.pages = pages
        self.process = 0
        self.lock = threading.Lock()

    def begin(self) -> None:
        if self.process != os.getpid():
            with self.lock:
                if self.process != os.getpid():
                    threading.Thread(target=self.run, name="page refresher", daemon=True).start()
                    self.process = os.getpid()

    def run(self) -> None:
        shown = board().read()
        while True:
            time.sleep(LOOK_EVERY_SECONDS)
            if board().read() != shown:
                shown = wait_for_quiet()
                self.refresh(shown)
            else:
                self.press_one()

    def press_one(self) -> None:
        """While nothing else is to be done, makes a page smaller that is asked for often; one each time."""
        with self.pages.lock:
            kept = list(self.pages.answers.items())
        often = [item for item in kept if item[1].uses >= USES_WORTH_PRESSING and not item[1].is_pressed]
        if often:
            address, answer = max(often, key=lambda item: item[1].uses)
            variants = answer.pressed_variants()
            with self.pages.lock:
                before, answer.variants, answer.is_pressed = answer.size, variants, True
                if self.pages.answers.get(address) is answer:
                    self.pages.size += answer.size - before

    def refresh(self, generation: str) -> None:
        """Stops at the next change: what is made then would be old at once."""
        try:
            for address in self.wanted():
                if board().read() != generation:
                    break
                if not self.pages.ready(address):
                    self.pages.fresh(address)
        except Exception:
            logger.exception("Pages were not made anew; readers make them")
        finally:
            close_old_connections()

    def wanted(self) -> list[Address]:
        """What was asked for most since the last time, and pages that have just been published."""
        with self.pages.lock:
            asked = {address: answer.uses for address, answer in self.pages.answers.items() if answer.uses}
            for answer in self.pages.answers.values():
                answer.uses = 0
        most_asked = sorted(asked, key=lambda address: -asked[address])[:MOST_PAGES]
        return most_asked + new_pages(most_asked[0]) if most_asked else []


def wait_for_quiet() -> str:
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    generation = board().read()
    while time.monotonic() < deadline:
        time.sleep(QUIET_SECONDS)
        if generation == (generation := board().read()):
            break
    return generation


def new_pages(beside: Address) -> list[Address]:
    """Addresses of what was published last, at the host at which readers ask."""
    published = only_public(Page.objects.filter(last_published_at__gt=timezone.now() - NEW_FOR))
    parts = (page.get_url_parts() for page in published.order_by("-last_published_at")[:MOST_PAGES])
    return [beside._replace(path=as_in_wsgi(path), query="") for _site, _root, path in filter(None, parts) if path]


def as_in_wsgi(path: str) -> str:
    """Servers hand paths on as bytes, one sign for each."""
    return unquote_to_bytes(path).decode("latin-1")

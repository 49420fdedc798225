"""Answers for load balancers, monitors and staff: is this process alive, can it serve readers, is all well?"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

logger = logging.getLogger(__name__)

# Short enough that every fault is told within a second, long enough that nobody can load the site by asking.
SECONDS_AN_ANSWER_HOLDS = 0.5
# A database that has not answered by then counts as away; one that does may be asked by all checks. A process that is
# asked for the first time reads its migrations.
DATABASE_ANSWERS_WITHIN_SECONDS = 0.4
ALL_IS_FOUND_WITHIN_SECONDS = 0.7
MIGRATIONS_ARE_READ_WITHIN_SECONDS = 10

LIVE, READY, ALL_WELL = "/health/live", "/health/ready", "/health/all"


@dataclass(frozen=True)
class Finding:
    """What a check found: in words without titles, names or addresses, and whether a person should look."""

    words: str
    is_well: bool = True


@dataclass(frozen=True)
class Check:
    """Something that monitors and staff are told of."""

    name: str
    look: Callable[[], Finding]
    label: str | Promise
    # For staff, where it is not well.
    advice: str | Promise

    def find(self) -> Finding:
        try:
            return self.look()
        except Exception:
            logger.exception("The check of the %s failed", self.name)
            return Finding("unknown", is_well=False)


CHECKS: dict[str, Check] = {}


def register_check(
    name: str, look: Callable[[], Finding], label: str | Promise = "", advice: str | Promise = ""
) -> None:
    """Adds a line to the answers for monitors and to the screen of staff.

    It tells and does not decide whether the process is ready: a load balancer must not take readers from a web process
    because a scheduler stands still.
    """
    CHECKS[name] = Check(name, look, label or name, advice)


def findings() -> list[tuple[Check, Finding]]:
    return [(check, check.find()) for _name, check in sorted(CHECKS.items())]


class HealthMiddleware:
    """Answers below `/health/` before sessions, pages and host names are looked at.

    Load balancers ask by the machine's number and over plain HTTP: neither the check of host names nor the redirect to
    https (see SECURE_REDIRECT_EXEMPT) may come between. The first line is all that strangers are told.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.readiness = Readiness()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == LIVE:
            return answer(request, "ok", 200)
        if request.path_info not in (READY, ALL_WELL):
            return self.get_response(request)
        state = self.readiness.state()
        if not state.is_ready:
            return answer(request, "unavailable", 503)
        if request.path_info == ALL_WELL and not state.is_well:
            return answer(request, "needs attention", 503, state.lines)
        return answer(request, "ok", 200, state.lines)


def answer(request: HttpRequest, words: str, status: int, lines: tuple[str, ...] = ()) -> HttpResponse:
    told = (words, *lines) if is_asked_from_here(request) else (words,)
    return HttpResponse(
        "".join(f"{line}\n" for line in told),
        status=status,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


def is_asked_from_here(request: HttpRequest) -> bool:
    """Whether somebody in the site's own network asks, and no proxy for somebody else."""
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_private
    except ValueError:  # a socket has no address
        return True


@dataclass(frozen=True)
class State:
    """How the site is at one moment."""

    is_ready: bool
    is_well: bool = False
    lines: tuple[str, ...] = ()


class Look:
    """What a thread of its own finds, and with a connection of its own."""

    def __init__(self, look: Callable[[], State]) -> None:
        self.look = look
        self.found = State(is_ready=False)
        self.is_over = threading.Event()
        threading.Thread(target=self.run, name="health", daemon=True).start()

    def run(self) -> None:
        try:
            self.found = self.look()
        finally:
            connection.close()
            self.is_over.set()


class Readiness:
    """Whether the database answers and has all migrations, and what the checks found; looked up now and then."""

    def __init__(self):
        self.known = State(is_ready=False)
        self.asked_at = float("-inf")
        self.is_migrated = False
        self.reads_migrations = False
        self.look_of_others: Look | None = None

    def state(self) -> State:
        if time.monotonic() - self.asked_at > SECONDS_AN_ANSWER_HOLDS:
            # A file answers or fails. Within a transaction nobody else would find what this one finds.
            is_sure_to_end = connection.vendor == "sqlite" or connection.in_atomic_block
            self.known = self.look() if is_sure_to_end else self.look_in_time()
            self.asked_at = time.monotonic()
        return self.known

    def look_in_time(self) -> State:
        """A server that hangs, or a network that swallows all, does not even fail: then another thread waits for it."""
        look = self.look_of_others
        if look is None or look.is_over.is_set():
            look = self.look_of_others = Look(self.look)
        is_over = look.is_over.wait(ALL_IS_FOUND_WITHIN_SECONDS)
        if is_over or (self.reads_migrations and look.is_over.wait(MIGRATIONS_ARE_READ_WITHIN_SECONDS)):
            return look.found
        logger.error("Not ready: the database does not answer in time")
        return State(is_ready=False)

    def look(self) -> State:
        if not self.is_ready():
            return State(is_ready=False)
        found = findings()
        lines = tuple(f"{check.name}: {finding.words}" for check, finding in found)
        return State(is_ready=True, is_well=all(finding.is_well for _check, finding in found), lines=lines)

    def is_ready(self) -> bool:
        try:
            ask_database()
            # Once all have been applied it stays so: the code of a running process does not change.
            self.reads_migrations = not self.is_migrated
            self.is_migrated = self.is_migrated or not unapplied_migrations()
        except Error as error:
            logger.error("Not ready: the database does not answer: %s", error)
            return False
        finally:
            self.reads_migrations = False
        if not self.is_migrated:
            logger.error("Not ready: run `manage.py migrate`.")
        return self.is_migrated


def ask_database() -> None:
    """Raises an error of Django's where the database is away; a pool would wait longer for it than monitors do."""
    pool = getattr(connection, "pool", None)
    if pool and connection.connection is None:
        pool.open()  # by whoever is the first of this process to ask
        with connection.wrap_database_errors, pool.connection(timeout=DATABASE_ANSWERS_WITHIN_SECONDS):
            pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def unapplied_migrations() -> list:
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())

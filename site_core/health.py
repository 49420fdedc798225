"""Answers for load balancers and process managers: is this process alive, and can it serve readers?"""

import logging
import time
from collections.abc import Callable, Sequence

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

SECONDS_AN_ANSWER_HOLDS = 3

LIVE, READY = "/health/live", "/health/ready"

CHECKS: dict[str, Callable[[], str]] = {}


def register_check(name: str, words: Callable[[], str]) -> None:
    """Adds a line to `/health/ready`, for whoever watches the site.

    It tells and does not decide: a load balancer must not take readers from a web process because a scheduler stands
    still. The answer is public: numbers and times, no titles, names or addresses.
    """
    CHECKS[name] = words


class HealthMiddleware:
    """Answers `/health/live` and `/health/ready` before sessions, pages and host names are looked at.

    Load balancers ask by the machine's number and over plain HTTP: neither the check of host names nor the redirect to
    https (see SECURE_REDIRECT_EXEMPT) may come between. The first line says "ok" or "unavailable", as the status does.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.readiness = Readiness()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == LIVE:
            return answer(True)
        if request.path_info == READY:
            return answer(self.readiness.is_ready(), self.readiness.lines)
        return self.get_response(request)


def answer(is_well: bool, lines: Sequence[str] = ()) -> HttpResponse:
    words, status = ("ok", 200) if is_well else ("unavailable", 503)
    content = "".join(f"{line}\n" for line in (words, *lines))
    return HttpResponse(
        content, status=status, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )


class Readiness:
    """Whether the database answers and has all migrations; the answer holds a few seconds, so that nobody can load the
    site by asking."""

    def __init__(self):
        self.answer = False
        self.lines: list[str] = []
        self.asked_at = float("-inf")
        self.is_migrated = False

    def is_ready(self) -> bool:
        if time.monotonic() - self.asked_at > SECONDS_AN_ANSWER_HOLDS:
            self.answer, self.asked_at = self.look(), time.monotonic()
            self.lines = [f"{name}: {told(name)}" for name in sorted(CHECKS)] if self.answer else []
        return self.answer

    def look(self) -> bool:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            # Once all have been applied it stays so: the code of a running process does not change.
            self.is_migrated = self.is_migrated or not unapplied_migrations()
        except Error as error:
            logger.error("Not ready: the database does not answer: %s", error)
            return False
        if not self.is_migrated:
            logger.error("Not ready: run `manage.py migrate`.")
        return self.is_migrated


def told(name: str) -> str:
    try:
        return CHECKS[name]()
    except Exception:
        logger.exception("The check of the %s failed", name)
        return "unknown"


def unapplied_migrations() -> list:
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())

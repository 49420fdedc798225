"""Answers for load balancers and process managers: is this process alive, and can it serve readers?"""

import logging
import time

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

SECONDS_AN_ANSWER_HOLDS = 3


class HealthMiddleware:
    """Answers `/health/live` and `/health/ready` before sessions, pages and host names are looked at.

    Load balancers ask by the machine's number and over plain HTTP: neither the check of host names nor the redirect to
    https (see SECURE_REDIRECT_EXEMPT) may come between. The answers say "ok" or "unavailable" and nothing else, so that
    there is nothing to protect.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.readiness = Readiness()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/health/live":
            return answer(True)
        if request.path_info == "/health/ready":
            return answer(self.readiness.is_ready())
        return self.get_response(request)


def answer(is_well: bool) -> HttpResponse:
    words, status = ("ok", 200) if is_well else ("unavailable", 503)
    return HttpResponse(
        f"{words}\n", status=status, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )


class Readiness:
    """Whether the database answers and has all migrations; the answer holds a few seconds, so that nobody can load the
    site by asking."""

    def __init__(self):
        self.answer = False
        self.asked_at = float("-inf")
        self.is_migrated = False

    def is_ready(self) -> bool:
        if time.monotonic() - self.asked_at > SECONDS_AN_ANSWER_HOLDS:
            self.answer, self.asked_at = self.look(), time.monotonic()
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


def unapplied_migrations() -> list:
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())

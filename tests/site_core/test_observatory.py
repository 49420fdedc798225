"""Every address of the site, asked by a stranger over https, as Mozilla's HTTP Observatory grades it."""

import logging
import warnings

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.test import Client, TestCase, override_settings

from site_core.csp_reports import receiving
from tests.authorisation.addresses import all_addresses
from tests.authorisation.world import make_world
from tests.factories import UserFactory
from tests.observatory import Answer, grade, lacks, points, score

HTTPS = {
    "IS_HTTPS": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 63_072_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SESSION_COOKIE_NAME": "__Host-sessionid",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
}
HOST = "testserver"


def answer_of(response) -> Answer:
    cookies = [("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()]
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = [*response.headers.items(), *cookies]
    return Answer(HOST, response.status_code, headers, content.decode(errors="replace"))


def ask(method: str, address: str, client: Client | None = None, **more) -> Answer:
    client = client or Client(raise_request_exception=False)
    return answer_of(getattr(client, method)(address, secure=True, **more))


@override_settings(**HTTPS)
class WalkTests(TestCase):
    """The addresses of the authorisation test, which knows them all."""

    @classmethod
    def setUpTestData(cls):
        cls.world = make_world()

    def setUp(self):
        cache.clear()
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)
        self.enterContext(warnings.catch_warnings())
        warnings.filterwarnings("ignore", module="anymail")

    def test_every_answer_to_a_stranger_reaches_the_top(self):
        complaints, statuses = [], set()
        for address in all_addresses(self.world):
            for method in ("get", "head", "post", "put"):
                with transaction.atomic():
                    answer = ask(method, address.path)
                    transaction.set_rollback(True)
                statuses.add(answer.status)
                complaints += [f"{method.upper()} {address.path} ({answer.status}): {lack}" for lack in lacks(answer)]

        if complaints:
            pytest.fail("\n".join(complaints), pytrace=False)
        assert statuses >= {200, 301, 302, 400, 403, 404, 405}

    def test_http_leads_to_https_at_the_same_host_from_everywhere(self):
        for address in all_addresses(self.world):
            answer = Client().get(address.path)

            assert answer.status_code == 301, address
            assert answer.headers["Location"] == f"https://{HOST}{address.path}"

"""Two processes that check links at once, and are killed without warning."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from site_core.link_checks.collecting import address_of
from site_core.models import LinkAddress, LinkHost, LinkRound, LinkState
from tests.database import ROOT
from tests.site_core.link_checks.servers import Servers
from tests.smtp import database_url

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ADDRESSES = 60
ENDS_WITHIN_SECONDS = 60
# Settings that no operator has: a server on this machine may be asked, without rest.
CHECKER = """
import datetime, threading, django
django.setup()
from django.conf import settings
from site_core.link_checks import network
from site_core.link_checks.background import LinkChecker
import site_core.link_checks.background as background
settings.CHECK_LINKS, settings.LINK_CHECKS_ALSO_AT = True, ["127.0.0.1:{port}"]
network.BETWEEN_REQUESTS = datetime.timedelta(0)
background.STARTS_AFTER_SECONDS = background.IDLE_SECONDS = background.TROUBLE_SECONDS = 0.05
LinkChecker(threading.Event()).run()
"""


@pytest.fixture
def servers(settings, monkeypatch):
    with Servers(settings, monkeypatch) as running:
        monkeypatch.undo()
        yield running


@pytest.fixture
def start(servers):
    started = []

    def start_one() -> subprocess.Popen:
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "site_core.settings", "DATABASE_URL": database_url()}
        command = [sys.executable, "-c", CHECKER.format(port=servers.port)]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        process.wait()


def wait_until(condition) -> None:
    deadline = time.monotonic() + ENDS_WITHIN_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def let_claims_run_out() -> None:
    now = timezone.now()
    LinkHost.objects.filter(next_request_at__gt=now).update(next_request_at=now)
    LinkAddress.objects.filter(checked_at=None).update(next_check_at=now)


@pytest.mark.parametrize("kills", [0, 3])
def test_two_checkers_ask_once_for_each_address_and_one_at_a_time_at_a_host(servers, start, kills):
    under_way, most, lock = Counter(), Counter(), threading.Lock()

    def answer(handler):
        host = handler.headers["Host"].partition(":")[0]
        with lock:
            under_way[host] += 1
            most[host] = max(most[host], under_way[host])
        time.sleep(0.02)
        with lock:
            under_way[host] -= 1
        handler.send_response(200)
        handler.end_headers()

    urls = [servers.url(f"/{number}", host=("localhost", "127.0.0.1")[number % 2]) for number in range(ADDRESSES)]
    servers.server.answers |= {f"/{number}": (answer, {}) for number in range(ADDRESSES)}
    now = timezone.now()
    LinkRound.objects.create(pk=1, next_at=now + timedelta(days=1))
    LinkAddress.objects.bulk_create([address_of(url, now) for url in urls])
    checkers = [start(), start()]

    for kill in range(kills):
        wait_until(lambda kill=kill: len(servers.asked) >= (kill + 1) * 10)
        checkers[kill % 2].kill()
        checkers[kill % 2].wait()
        checkers[kill % 2] = start()
        time.sleep(0.1)
        let_claims_run_out()
    wait_until(lambda: not LinkAddress.objects.filter(next_check_at__lte=timezone.now()).exists())
    if kills:
        time.sleep(0.3)
        let_claims_run_out()
    wait_until(lambda: not LinkAddress.objects.exclude(state=LinkState.GOOD).exists())

    asked = Counter(path for _method, _host, path in servers.asked)
    assert len(asked) == ADDRESSES
    assert asked.total() - ADDRESSES <= 2 * kills
    # What a killed checker had begun is not known to have ended.
    assert kills or max(most.values()) == 1

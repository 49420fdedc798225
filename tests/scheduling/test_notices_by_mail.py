"""From a scheduled page to a letter-box: real schedulers, a real mailer and a real mail server, some of them killed."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision

from scheduling.models import Notice
from site_core.models import OutgoingMail
from tests.factories import member_of
from tests.scheduling.planning import schedule
from tests.scheduling.processes import start_scheduler
from tests.smtp import MailSink, start_mailer

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PAGES = 12


@pytest.fixture
def server():
    with MailSink() as sink:
        yield sink


@pytest.fixture
def started():
    """Processes that are ended after the test."""
    processes = []
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


def wait_until(is_so, seconds: float = 200) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not is_so():
        time.sleep(0.05)
    return is_so()


def test_each_page_is_told_once_to_each_person_though_schedulers_and_a_mailer_die(site_tree, server, started, tmp_path):
    owner, approver = member_of("Writers"), member_of("Editors")
    for number in range(PAGES):
        at = timezone.now() + timedelta(hours=1)
        schedule(site_tree.updates, f"Planned {number}", at, user=approver, owner=owner)
    Revision.page_revisions.update(approved_go_live_at=timezone.now() + timedelta(seconds=2))
    started += [start_scheduler(tmp_path), start_scheduler(tmp_path), start_mailer(server)]

    assert wait_until(lambda: Notice.objects.count() >= PAGES // 2)
    started[0].kill()
    started[2].kill()
    started.append(start_mailer(server))

    assert wait_until(lambda: Notice.objects.count() == 2 * PAGES)
    assert wait_until(lambda: OutgoingMail.objects.filter(next_attempt_at__lte=timezone.now()).count() == 0)
    OutgoingMail.objects.filter(sent_at=None).update(next_attempt_at=timezone.now())
    assert wait_until(lambda: not OutgoingMail.objects.filter(sent_at=None).exists())
    told = {(mail["To"], mail["Subject"].strip()) for mail in server.mails}
    assert told == {
        (user.email, f"“Planned {number}” went live") for user in (owner, approver) for number in range(PAGES)
    }
    # The one mail that was under way when the mailer died may come twice, and with the same Message-ID.
    assert 2 * PAGES <= len(server.mails) <= 2 * PAGES + 1
    assert len(server.received) == 2 * PAGES

"""A restored site does nothing by itself until somebody says so."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.mail import send_mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from scheduling.process import SchedulerProcess
from scheduling.state import look_at_scheduler
from site_core.background_work import hold, is_held
from site_core.link_checks import background
from site_core.models import BackgroundWork, OutgoingMail
from site_core.outbox import deliver, queue_mail
from tests.factories import UpdatePageFactory, member_of
from tests.scheduling.planning import is_live, schedule

pytestmark = pytest.mark.django_db


@pytest.fixture
def restored(site_tree):
    return hold(timezone.now() - timedelta(days=1))


def due(site_tree, time_machine):
    page = schedule(site_tree.updates, "Planned", timezone.now() + timedelta(minutes=1))
    time_machine.shift(timedelta(minutes=2))
    return page


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    return time_machine


def test_new_site_works_and_a_database_without_the_word_does_not(db):
    allowed = not is_held()
    BackgroundWork.objects.all().delete()

    assert allowed
    assert is_held()


def test_nothing_goes_live_by_itself_and_all_that_is_due_does_afterwards(site_tree, clock, restored, caplog):
    page = due(site_tree, clock)
    process = SchedulerProcess()

    process.round()
    held = not is_live(page)
    with pytest.raises(CommandError, match="restored from a backup"):
        call_command("run_scheduler", "--once")
    call_command("resume", "--yes")
    process.round()

    assert held
    assert is_live(page)
    assert "The scheduler does nothing. This site was restored from a backup" in caplog.text
    assert "The scheduler goes on" in caplog.text


def test_scheduler_that_holds_still_gives_signs_of_life(site_tree, clock, restored):
    SchedulerProcess().round()

    assert look_at_scheduler().words == "last seen 0 s ago"


def test_editor_publishes_by_hand(site_tree, restored):
    page = UpdatePageFactory(parent=site_tree.updates, live=False)

    page.save_revision().publish()

    assert is_live(page)


def test_no_mail_leaves_and_none_is_lost(restored):
    queue_mail("test", to="ada@fund.example", subject="Word", text="Hello")

    deliver()
    waiting = list(mail.outbox)
    with pytest.raises(CommandError, match="restored from a backup"):
        call_command("run_mailer", "--once")
    call_command("resume", "--yes")
    deliver()

    assert waiting == []
    assert [message.subject for message in mail.outbox] == ["Word"]
    assert OutgoingMail.objects.get().sent_at


def test_mail_that_others_send_by_themselves_is_stopped_at_the_door(restored, settings, caplog):
    settings.EMAIL_BACKEND = "site_core.mail_backend.EmailBackend"
    settings.DELIVERING_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    sent = send_mail("Word", "Hello", None, ["ada@fund.example"])
    stopped = list(mail.outbox)
    call_command("resume", "--yes")
    send_mail("Word", "Hello", None, ["ada@fund.example"])

    assert (sent, stopped) == (0, [])
    assert len(mail.outbox) == 1
    assert "1 mails were not sent" in caplog.text
    assert "ada@" not in caplog.text


def test_no_other_site_is_asked(restored, settings, monkeypatch):
    settings.CHECK_LINKS = True
    asked = []
    monkeypatch.setattr(background, "check_next", lambda: asked.append(1))

    while background.step():
        pass
    held = list(asked)
    call_command("resume", "--yes")
    background.step()

    assert (held, asked) == ([], [1])


def test_mailbox_of_the_live_site_is_left_alone(restored, tmp_path):
    with pytest.raises(CommandError, match="restored from a backup"):
        call_command("read_bounces", str(tmp_path))


def shown(client, user) -> BeautifulSoup:
    client.force_login(user)
    return BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser").select_one("main")


def test_everybody_is_told_and_a_site_manager_is_asked_before_it_is_on(client, restored):
    manager = member_of("Site managers")
    to_writer, to_manager = shown(client, member_of("Writers")), shown(client, manager)
    address = reverse("resume_background_work")

    asked = client.get(address).content.decode()
    was_held = is_held()
    response = client.post(address, follow=True)

    assert "restored from a backup" in to_writer.get_text()
    assert "A site manager can switch it on" in to_writer.get_text()
    assert not to_writer.select(f"a[href='{address}']")
    assert to_manager.select(f"a[href='{address}']")
    assert was_held
    assert "a mail could reach its readers twice" in asked
    assert reverse("calendar") in asked
    assert reverse("announcements") in asked
    assert "It is on" in response.content.decode()
    assert not is_held()
    assert ModelLogEntry.objects.get(action="site_core.resume").user == manager
    assert "restored from a backup" not in shown(client, manager).get_text()


def test_what_is_on_already_is_not_asked_about(client, site_tree):
    client.force_login(member_of("Site managers"))

    response = client.get(reverse("resume_background_work"), follow=True)

    assert "It was on already" in response.content.decode()


@pytest.mark.parametrize("group", ["Writers", "Editors"])
def test_others_switch_nothing_on(client, restored, group):
    client.force_login(member_of(group))

    client.post(reverse("resume_background_work"))

    assert is_held()


def test_half_restored_site_is_not_switched_on(client, restored, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "restoring").write_text("archive")
    client.force_login(member_of("Site managers"))

    response = client.post(reverse("resume_background_work"))
    with pytest.raises(CommandError, match="not finished"):
        call_command("resume", "--yes")

    assert is_held()
    assert "The restore is not finished" in response.content.decode()

"""What an operator is told about mail."""

import shutil
import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from site_core.mail_trouble import mail_server_trouble, note_trouble
from tests.ports import free_port
from tests.smtp import MailSink

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_dns(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)


@pytest.fixture
def server(settings):
    with MailSink() as sink:
        settings.MAIL_IS_SET_UP = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 2
        settings.DEFAULT_FROM_EMAIL = "website@fund.example"
        yield sink


def check(*arguments: str, fails: bool = False) -> str:
    output = StringIO()
    if fails:
        with pytest.raises(CommandError, match="No mail can be sent"):
            call_command("check_mail", *arguments, stdout=output)
    else:
        call_command("check_mail", *arguments, stdout=output)
    return output.getvalue()


def test_mail_that_works_is_said_to_work_and_a_test_arrives(server):
    words = check("--to", "ada@reader.example")

    assert f"127.0.0.1:{server.port} can be used" in words
    assert "The test mail was taken" in words
    assert [mail["To"] for mail in server.mails] == ["ada@reader.example"]


def test_mailers_that_wait_for_the_server_go_on_when_it_took_a_test(server):
    note_trouble("It was away")

    check()
    before = mail_server_trouble()
    check("--to", "ada@reader.example")

    assert before is not None
    assert mail_server_trouble() is None


def test_site_without_mail_is_told_what_to_set(settings):
    settings.MAIL_IS_SET_UP = False

    assert "EMAIL_URL is not set" in check(fails=True)


def test_server_that_does_not_answer_is_named(server, settings):
    settings.EMAIL_PORT = free_port()

    assert f"127.0.0.1:{settings.EMAIL_PORT} cannot be used" in check(fails=True)


def test_sender_that_is_no_address_is_named(server, settings):
    settings.DEFAULT_FROM_EMAIL = "The Fund"

    assert "DEFAULT_FROM_EMAIL is no email address: The Fund" in check(fails=True)


def test_log_in_that_the_server_does_not_offer_is_said_without_the_password(server, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "website", "hunter2"

    words = check(fails=True)

    assert "offers no encryption or no log-in" in words
    assert "The password travels unencrypted" in words
    assert "hunter2" not in words


def test_test_mail_that_is_refused_is_an_error(server):
    server.refusals["gone@reader.example"] = "550 5.1.1 nobody"

    assert "The test mail was not taken" in check("--to", "gone@reader.example", fails=True)


def test_records_of_the_sender_are_looked_up(server, monkeypatch, tmp_path):
    dig = tmp_path / "dig"
    dig.write_text('#!/bin/sh\ncase "$5" in _dmarc*) ;; *) echo "\\"v=spf1 mx -all\\"" ;; esac\n')
    dig.chmod(dig.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(shutil, "which", lambda name: str(dig))

    words = check()

    assert "SPF: fund.example has a record" in words
    assert "DMARC: _dmarc.fund.example has no record" in words

"""The mails to those who sign up, as a mail program reads them."""

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.utils import timezone

from site_core import outbox
from site_core.models import SiteSettings
from subscriptions.models import MailingSettings, Subscriber
from subscriptions.services.leaving import erase
from subscriptions.services.signing_up import handle_sign_ups
from tests.subscriptions.people import ADA, sign_up, sign_up_and_mail, subscriber

pytestmark = pytest.mark.django_db

HOSTILE_NAME = "Fund <b>\r\nBcc: eve@evil.example"


@pytest.fixture(autouse=True)
def tree(site_tree, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return site_tree


def mailed(client):
    sign_up(client)
    outbox.deliver()
    (letter,) = mail.outbox
    return letter


def html_of(letter) -> str:
    ((html, kind),) = letter.alternatives
    assert kind == "text/html"
    return html


@pytest.mark.parametrize("is_subscribed", [False, True])
def test_words_and_html_say_the_same_and_hold_one_link_of_the_readers_own(client, is_subscribed):
    if is_subscribed:
        subscriber()

    letter = mailed(client)

    page = BeautifulSoup(html_of(letter), "html.parser")
    (own,) = (link["href"] for link in page.select("a") if "/subscribe/" in link["href"])
    assert own in letter.body
    assert not page.select("img, script, link, form")
    first_words = " ".join(letter.body.split())[:60]
    assert first_words in " ".join(page.text.split())


def test_mail_says_that_no_person_wrote_it_and_goes_to_one_person(client):
    letter = mailed(client)

    message = letter.message()
    assert letter.recipients() == [ADA]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"]
    assert message["From"].endswith("<website@localhost>")


def test_mail_comes_from_whom_the_settings_name(client):
    MailingSettings.objects.create(
        sender_name="Der Fonds, Köln", sender_address="fonds@fund.example", postal_address="1 Well Road, Dhaka"
    )

    letter = mailed(client)

    assert str(letter.message()["From"]).endswith("<fonds@fund.example>")
    assert "1 Well Road, Dhaka" in letter.body and "1 Well Road, Dhaka" in html_of(letter)


def test_name_of_the_site_brings_neither_header_nor_markup(client, site_tree):
    SiteSettings.objects.create(site=site_tree.site, brand=HOSTILE_NAME)

    letter = mailed(client)

    message = letter.message()
    assert message["Bcc"] is None and "\n" not in message["Subject"].replace("\n ", "")
    assert "<b>" not in html_of(letter)


def test_mail_that_waits_is_not_sent_to_somebody_who_is_erased_meanwhile(client):
    sign_up_and_mail(client)
    handle_sign_ups(timezone.now())

    erase(Subscriber.objects.get())
    outbox.deliver()

    assert mail.outbox == []

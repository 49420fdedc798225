"""Addresses from a file: what is read, what is refused, and what becomes of the people."""

import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from site_core.models import OutgoingMail
from subscriptions.addresses import address_hash
from subscriptions.import_files import AddressTable, FileRefusedError
from subscriptions.models import ImportFile, SignUp, Subscriber, Suppression
from subscriptions.services.signing_up import handle_sign_ups, sign_up
from tests.factories import member_of
from tests.subscriptions.mailing import subscriber

pytestmark = pytest.mark.django_db

TABLE = "Name;E-mail;Frequency;Updates\nÁda;ada@reader.example;weekly;no\nBo;bo@reader.example;;\n"


@pytest.fixture
def manager(client, site_tree):
    manager = member_of("Site managers")
    client.force_login(manager)
    return manager


def upload(client, content: str | bytes, name="people.csv"):
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(reverse("subscribers_import"), {"file": SimpleUploadedFile(name, data)}, follow=True)


def decide(client, **answers):
    address = reverse("subscribers_import_review", args=[ImportFile.objects.get().pk])
    return client.post(address, {"way": "ask", "source": "", **answers}, follow=True).content.decode()


def findings(response) -> dict[str, int]:
    found = response.context["findings"]
    return {name: getattr(found, name) for name in ("new", "known", "barred", "repeated", "invalid")}


def test_first_look_counts_and_adds_nobody(client, manager):
    subscriber("known"), subscriber("left", state="unsubscribed")
    for name in ("erased", "gone"):
        Suppression.objects.create(address_hash=address_hash(f"{name}@reader.example"), reason="erased")
    subscriber("gone", state="suppressed")
    names = ["new", "known", "KNOWN", "left", "erased", "gone", "New", "new"]

    response = upload(client, "email\n" + "\n".join(f"{name}@reader.example" for name in names) + "\nnobody\n")

    assert findings(response) == {"new": 1, "known": 2, "barred": 2, "repeated": 3, "invalid": 1}
    assert "Line 10: Please enter a whole email address" in response.content.decode()
    assert not Subscriber.objects.filter(address="new@reader.example").exists()
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_of_any_program_are_read(client, manager, encoding, delimiter):
    response = upload(client, TABLE.replace(";", delimiter).encode(encoding))

    assert findings(response)["new"] == 2
    assert set(response.context["findings"].columns) == {"address", "frequency", "wants_updates"}


def test_list_of_bare_addresses_needs_no_heads(client, manager):
    assert findings(upload(client, "ada@reader.example\nbo@reader.example"))["new"] == 2


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ada@reader.example,maybe,,", "“maybe” is neither yes nor no."),
        ("ada@reader.example,,hourly,", "“hourly” is not at_once, weekly or monthly."),
        ("ada@reader.example,,,xx", "“xx” is not the code of a language of this site."),
        ("ada\u202e@reader.example,,,", "a character that cannot be seen"),
        ('"ada@reader.example\nBcc: eve@reader.example",,,', "a character that cannot be seen"),
        ("ada@[127.0.0.1],,,", "the name of a domain"),
        ("=cmd|' /C calc'!A0,,,", "Please enter a whole email address"),
        (",yes,,", "Please enter a whole email address"),
    ],
)
def test_line_that_cannot_be_read_is_told_in_words(client, manager, line, words):
    response = upload(client, f"email,updates,frequency,language\n{line}\n")

    assert findings(response) == {"new": 0, "known": 0, "barred": 0, "repeated": 0, "invalid": 1}
    assert words in response.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n \n,,\n", "This file is empty."),
        (b"name,town\nAda,Dhaka\n", "No column of this file is called “email”."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00\x01\x02", "The letters of this file cannot be told."),
        (b'email\n"' + b"a" * 200_000 + b'"\n', "is no line of a table"),
        (b"email\n" + b"a@b.example\n" * 100_001, "more than 100,000 lines"),
        (b"email\n" + b" " * (10 * 1024 * 1024), "larger than 10 MB"),
    ],
)
def test_file_that_is_no_table_of_addresses_is_refused_in_words(client, manager, content, words):
    response = upload(client, content)

    assert words in response.content.decode()
    assert not ImportFile.objects.exists()


def test_markup_in_a_file_stays_text(client, manager):
    response = upload(client, "email,updates\nada@reader.example,<script>alert(1)</script>\n", "<b>.csv")

    assert "<script>alert(1)" not in response.content.decode()
    assert "&lt;script&gt;alert(1)" in response.content.decode()


def test_imported_people_are_asked_by_mail_before_anything_is_sent_to_them(client, manager):
    upload(client, TABLE)

    words = decide(client)

    ada = Subscriber.objects.get(address="ada@reader.example")
    assert "2 people are added." in words
    assert (ada.state, ada.frequency, ada.wants_updates, ada.wants_reports) == ("pending", "weekly", False, True)
    assert set(SignUp.objects.values_list("address", flat=True)) == {"ada@reader.example", "bo@reader.example"}


def test_mailer_asks_them_and_keeps_what_the_file_says_of_them(client, manager, settings):
    settings.MAIL_IS_SET_UP = True
    upload(client, TABLE)
    decide(client)

    handle_sign_ups(timezone.now())

    ada = Subscriber.objects.get(address="ada@reader.example")
    assert (ada.state, ada.frequency, ada.wants_updates) == ("pending", "weekly", False)
    assert ada.confirmation_hash
    assert set(OutgoingMail.objects.values_list("to", flat=True)) == {"ada@reader.example", "bo@reader.example"}


def test_people_who_agreed_elsewhere_are_subscribed_and_their_consent_is_kept(client, manager):
    upload(client, TABLE)

    decide(client, way="given", source="Sign-up sheet of the assembly, May 2026")

    ada = Subscriber.objects.get(address="ada@reader.example")
    assert (ada.state, ada.consent_source) == ("confirmed", "Sign-up sheet of the assembly, May 2026")
    assert ada.confirmed_at
    assert not SignUp.objects.exists()


def test_consent_without_a_source_is_none(client, manager):
    upload(client, TABLE)

    words = decide(client, way="given", source=" ")

    assert "Please say where consent was given" in words
    assert not Subscriber.objects.exists()


def test_who_left_or_was_erased_is_not_brought_back(client, manager):
    left = subscriber("left", state="unsubscribed")
    Suppression.objects.create(address_hash=address_hash("erased@reader.example"), reason="erased")
    upload(client, "email\nleft@reader.example\nerased@reader.example\nnew@reader.example\n")

    decide(client, way="given", source="An old list")

    left.refresh_from_db()
    assert left.state == "unsubscribed"
    assert set(Subscriber.objects.values_list("address", flat=True)) == {"left@reader.example", "new@reader.example"}


def test_history_tells_who_brought_how_many_and_on_whose_word(client, manager):
    upload(client, TABLE)

    decide(client, way="given", source="An old list")

    entry = ModelLogEntry.objects.get(action="subscriptions.import")
    assert entry.user == manager
    assert entry.message == "Imported 2 subscribers; consent: An old list"
    assert "ada@" not in f"{entry.label}{entry.data}"


def test_file_is_erased_when_it_is_imported_or_given_up(client, manager):
    upload(client, TABLE)
    decide(client)
    after_import = ImportFile.objects.count()
    upload(client, TABLE)
    decide(client, give_up="yes")

    assert (after_import, ImportFile.objects.count()) == (0, 0)


def test_more_people_than_can_be_asked_soon_are_refused(client, manager, monkeypatch):
    monkeypatch.setattr("subscriptions.services.importing.MOST_TO_ASK", 1)
    upload(client, TABLE)

    words = decide(client)

    assert "Please split the file." in words
    assert not Subscriber.objects.exists()


def test_readers_who_wait_count_among_those_who_can_be_asked(client, manager, monkeypatch):
    monkeypatch.setattr("subscriptions.services.importing.MOST_TO_ASK", 3)
    for name in ("one", "two"):
        sign_up(f"{name}@reader.example", "<p>Our terms apply.</p>")
    upload(client, TABLE)

    words = decide(client)

    assert "At most 3 people can wait to be asked, and 2 do already. Please split the file." in words
    assert not Subscriber.objects.exists() and ImportFile.objects.exists()


def test_file_of_far_too_many_lines_is_refused_without_reading_them_all():
    content = b"email\n" + b"a\n" * 5_000_000

    tracemalloc.start()
    with pytest.raises(FileRefusedError, match="more than 100,000 lines"):
        AddressTable(content)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 100 * 1024 * 1024

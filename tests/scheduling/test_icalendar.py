"""The calendar as programs of staff read it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import GroupPagePermission

from scheduling.acts import move, slot_of
from scheduling.icalendar import escaped, folded
from scheduling.models import CalendarSubscription, FirstPublication
from tests.answers import same_for_all
from tests.factories import UpdatePageFactory, UserFactory, member_of
from tests.scheduling.planning import schedule, schedule_change, wish

pytestmark = pytest.mark.django_db

TENTH = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    return time_machine


@pytest.fixture
def tree(site_tree):
    FirstPublication.objects.all().delete()
    return site_tree


@pytest.fixture
def editor(client):
    editor = member_of("Editors")
    client.force_login(editor)
    return editor


def make_address(client):
    response = client.post("/admin/calendar/subscription/", {"make": ""})
    return BeautifulSoup(response.content, "html.parser").select_one("#calendar-address")["value"]


def path(address):
    return address.removeprefix("http://localhost")


def events(response):
    """The events of a calendar file as properties by name, read as a program reads them."""
    text = response.content.decode().replace("\r\n ", "")
    found = []
    for line in text.split("\r\n"):
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line != "END:VEVENT":
            found[-1][name] = value
    return found


def test_program_reads_what_its_owner_sees(client, tree, editor):
    page = schedule(tree.updates, "Spring; a call, for all", TENTH, user=editor)
    wish(tree.updates, "Wish", TENTH + timedelta(days=1))
    address = make_address(client)
    client.logout()

    response = client.get(path(address))
    spring, wished = events(response)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert (spring["DTSTART"], spring["STATUS"]) == ("20260310T090000Z", "CONFIRMED")
    assert spring["SUMMARY"] == r"Goes live: Spring\; a call\, for all"
    assert spring["DESCRIPTION"] == r"New page goes live. Update.\nApproved by editors"
    assert spring["UID"] == f"{page.pk}-live@localhost"
    assert spring["URL"] == f"http://localhost/admin/pages/{page.pk}/edit/"
    assert (wished["STATUS"], wished["SUMMARY"]) == ("TENTATIVE", "Wished\\, not binding: Wish")


def test_file_is_written_as_the_standard_asks(client, tree, editor):
    schedule(tree.updates, "Ein sehr langer Titel über Öffentlichkeit – " + "ü" * 100, TENTH)

    raw = client.get(path(make_address(client))).content

    lines = raw.split(b"\r\n")
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode() for line in lines[:-1])
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert raw.count(b"BEGIN:VEVENT") == raw.count(b"END:VEVENT") == 1
    for name in (b"VERSION:2.0", b"PRODID:", b"UID:", b"DTSTAMP:20260302T090000Z", b"DTSTART:"):
        assert any(line.startswith(name) for line in lines), name


def test_event_keeps_its_name_when_it_moves(client, tree, editor):
    page = schedule(tree.updates, "Spring", TENTH)
    address = path(make_address(client))
    (before,) = events(client.get(address))

    move(page.pk, slot_of(page), TENTH + timedelta(hours=1), editor)
    (after,) = events(client.get(address))

    assert (before["UID"], after["UID"]) == (before["UID"], before["UID"])
    assert (before["DTSTART"], after["DTSTART"]) == ("20260310T090000Z", "20260310T100000Z")


def test_no_two_events_bear_one_name(client, tree, editor):
    page = UpdatePageFactory(parent=tree.updates, title="Live", expire_at=TENTH - timedelta(days=1))
    schedule_change(page, TENTH, expire_at=TENTH + timedelta(days=9))

    names = [event["UID"] for event in events(client.get(path(make_address(client))))]

    assert len(names) == len(set(names)) == 4


@given(st.text())
def test_texts_survive_folding_and_escaping(text):
    line = f"SUMMARY:{escaped(text)}"

    wire = folded(line)

    assert all(len(part.encode()) <= 75 for part in wire.split("\r\n"))
    assert wire.replace("\r\n ", "") == line
    read = re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], escaped(text))
    expected = text.replace("\r\n", "\n").replace("\r", "\n")
    assert read == "".join(
        letter for letter in expected if letter in "\t\n" or (ord(letter) > 31 and ord(letter) != 127)
    )


def test_address_is_shown_once_and_kept_as_a_hash_alone(client, tree, editor):
    address = make_address(client)
    token = address.rpartition("/")[2].removesuffix(".ics")

    later = client.get("/admin/calendar/subscription/").content.decode()

    assert len(token) >= 43
    assert token not in later
    assert "Nobody has read it yet." in later
    stored = CalendarSubscription.objects.get(user=editor)
    assert token not in "".join(str(value) for value in vars(stored).values())


def test_another_address_makes_the_one_before_void(client, tree, editor):
    old, new = make_address(client), make_address(client)

    assert (client.get(path(old)).status_code, client.get(path(new)).status_code) == (404, 200)


def test_revoked_address_is_void(client, tree, editor):
    address = make_address(client)

    response = client.post("/admin/calendar/subscription/", {"revoke": ""}, follow=True)

    assert "The address is void." in response.content.decode()
    assert client.get(path(address)).status_code == 404


def lose_account(user):
    user.is_active = False
    user.save()


def lose_groups(user):
    user.groups.clear()


@pytest.mark.parametrize("loss", [lose_account, lose_groups])
def test_address_of_somebody_who_has_left_is_one_that_does_not_exist(client, tree, editor, loss):
    schedule(tree.updates, "Secret", TENTH)
    address = path(make_address(client))
    client.logout()
    loss(editor)

    left, missing = client.get(address), client.get("/calendar/nothing-here/")
    unknown = client.get(f"/calendar/{'x' * 43}.ics")

    assert left.status_code == unknown.status_code == missing.status_code == 404
    assert same_for_all(left) == same_for_all(unknown) == same_for_all(missing)
    assert left.headers.items() == unknown.headers.items()


def test_permission_is_asked_whenever_the_file_is_read(client, tree, editor):
    schedule(tree.updates, "Spring", TENTH)
    address = path(make_address(client))
    before = len(events(client.get(address)))

    group = Group.objects.get(name="Editors")
    GroupPagePermission.objects.filter(group=group).update(page=tree.reports)

    assert (before, len(events(client.get(address)))) == (1, 0)


def test_nobody_keeps_indexes_or_passes_on_the_file(client, tree, editor):
    address = make_address(client)
    client.logout()

    response = client.get(path(address))

    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert client.post(path(address)).status_code == 405


def test_screen_tells_when_it_was_read(client, tree, editor, clock):
    client.get(path(make_address(client)))
    noted = CalendarSubscription.objects.get().read_at
    clock.shift(timedelta(minutes=30))
    client.get(f"/calendar/{'x' * 43}.ics")

    assert "A program has read it" in client.get("/admin/calendar/subscription/").content.decode()
    assert noted == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_each_person_has_an_address_of_their_own(client, tree, editor):
    address = make_address(client)
    client.force_login(UserFactory(is_superuser=True))
    make_address(client)

    assert client.get(path(address)).status_code == 200
    assert CalendarSubscription.objects.count() == 2

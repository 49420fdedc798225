"""Who of staff reaches what of the mailing list."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from subscriptions.models import ImportFile
from tests.factories import UpdatePageFactory, member_of
from tests.subscriptions.mailing import announced, delivery, subscriber

pytestmark = pytest.mark.django_db

EDITORS, MANAGERS = {"Editors", "Site managers"}, {"Site managers"}
SCREENS = {
    "announcements": EDITORS,
    "announcements_results": EDITORS,
    "announcements_progress": EDITORS,
    "announcement": EDITORS,
    "announcement_mail": EDITORS,
    "announcement_again": MANAGERS,
    "announcement_failures": MANAGERS,
    "announcement_failures_results": MANAGERS,
    "announce_page": MANAGERS,
    "subscribers": MANAGERS,
    "subscribers_results": MANAGERS,
    "subscribers_import": MANAGERS,
    "subscribers_import_review": MANAGERS,
    "subscriber": MANAGERS,
    "unsubscribe": MANAGERS,
    "suppress": MANAGERS,
    "erase": MANAGERS,
}
POSTED = {
    "announcement_test": EDITORS,
    "stop": EDITORS,
    "pause": EDITORS,
    "announcement_again": MANAGERS,
    "announce_page": MANAGERS,
    "subscribers_import": MANAGERS,
    "unsubscribe": MANAGERS,
    "erase": MANAGERS,
}


@pytest.fixture
def addresses(site_tree):
    """Where each screen stands, by its name."""
    announcement, reader = announced(site_tree.updates), subscriber()
    never_announced = UpdatePageFactory(parent=site_tree.updates)
    file = ImportFile.objects.create(name="a.csv", content=b"email\na@b.example", made_by=member_of("Site managers"))
    args = {
        "announce_page": [never_announced.pk],
        "subscribers_import_review": [file.pk],
        "subscriber": [reader.pk],
    }

    def address(name):
        if name in {"stop", "pause"}:
            return reverse("announcement_act", args=[announcement.pk, name])
        if name in {"unsubscribe", "suppress", "erase"}:
            return reverse("subscriber_act", args=[reader.pk, name])
        one = [announcement.pk] if name.startswith("announcement_") or name == "announcement" else []
        return reverse(name, args=args.get(name, one))

    return address


@pytest.mark.parametrize("group", ["Writers", "Editors", "Site managers"])
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_opens_for_those_who_may(client, addresses, group, name):
    client.force_login(member_of(group))

    response = client.get(addresses(name))

    assert (response.status_code == 200) is (group in SCREENS[name])
    assert response.status_code in {200, 302}


@pytest.mark.parametrize("name", SCREENS)
def test_strangers_are_asked_to_sign_in(client, addresses, name):
    response = client.get(addresses(name))

    assert response.status_code == 302
    assert response.url.startswith("/admin/login/")


@pytest.mark.parametrize("group", ["Writers", "Editors", "Site managers"])
@pytest.mark.parametrize("name", POSTED)
def test_only_those_who_may_get_past_a_button(client, addresses, group, name):
    client.force_login(member_of(group))

    response = client.post(addresses(name), follow=True)

    assert ("do not have permission" in response.content.decode()) is (group not in POSTED[name])


def test_editor_sees_how_many_failed_and_no_address(client, site_tree):
    announcement = announced(site_tree.updates, state="sent", frozen_at=timezone.now())
    delivery(announcement, subscriber("secret"), state="failed", last_error="no such user")
    client.force_login(member_of("Editors"))

    words = client.get(reverse("announcement", args=[announcement.pk])).content.decode()

    number = BeautifulSoup(words, "html.parser").select_one(f"[data-sending-number='{announcement.pk} failed']")
    assert number.text == "1"
    assert "secret@" not in words
    assert reverse("announcement_failures", args=[announcement.pk]) not in words


def test_site_manager_reads_what_the_mail_server_said(client, site_tree):
    announcement = announced(site_tree.updates, state="sent", frozen_at=timezone.now())
    delivery(announcement, subscriber("gone"), state="failed", last_error="no such user")
    client.force_login(member_of("Site managers"))

    words = client.get(reverse("announcement_failures", args=[announcement.pk])).content.decode()

    assert "gone@reader.example" in words
    assert "no such user" in words


def test_what_one_person_uploaded_is_there_for_nobody_else(client, site_tree):
    file = ImportFile.objects.create(name="a.csv", content=b"email\na@b.example", made_by=member_of("Editors"))
    client.force_login(member_of("Site managers"))

    assert client.get(reverse("subscribers_import_review", args=[file.pk])).status_code == 404

"""What staff see of announcements, and what their buttons do."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from site_core.models import OutgoingMail
from subscriptions.models import Announcement, Delivery
from tests.factories import UpdatePageFactory, member_of
from tests.subscriptions.mailing import announced, delivery, subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    editor = member_of("Editors")
    client.force_login(editor)
    return editor


@pytest.fixture
def manager(client):
    manager = member_of("Site managers")
    client.force_login(manager)
    return manager


def press(client, announcement, act, **data):
    return client.post(reverse("announcement_act", args=[announcement.pk, act]), data, follow=True).content.decode()


def open_screen(client, announcement):
    return client.get(reverse("announcement", args=[announcement.pk])).content.decode()


@pytest.mark.parametrize(
    ("before", "act", "after"),
    [
        ("asking", "decide", "upcoming"),
        ("asking", "refuse", "stopped"),
        ("upcoming", "stop", "stopped"),
        ("upcoming", "pause", "paused"),
        ("sending", "pause", "paused"),
        ("sending", "stop", "stopped"),
        ("paused", "resume", "upcoming"),
        ("paused", "stop", "stopped"),
    ],
)
def test_button_does_what_it_says_and_history_tells_who_pressed_it(client, site_tree, editor, before, act, after):
    announcement = announced(site_tree.updates, state=before)
    assert reverse("announcement_act", args=[announcement.pk, act]) in open_screen(client, announcement)

    press(client, announcement, act)

    announcement.refresh_from_db()
    assert announcement.state == after
    assert ModelLogEntry.objects.get(object_id=announcement.pk, action__startswith="subscriptions.").user == editor


@pytest.mark.parametrize("act", ["stop", "pause", "send_now", "refuse", "decide", "resume"])
def test_what_is_over_already_is_refused_in_words(client, site_tree, editor, act):
    announcement = announced(site_tree.updates, state="sent")

    words = press(client, announcement, act)

    announcement.refresh_from_db()
    assert announcement.state == "sent"
    assert "This cannot be done any more. The announcement’s state is “Sent” now." in words


def test_refusing_does_not_stop_what_somebody_has_decided_to_announce(client, site_tree, editor):
    announcement = announced(site_tree.updates, state="upcoming")

    press(client, announcement, "refuse")

    announcement.refresh_from_db()
    assert announcement.state == "upcoming"


def test_screens_are_not_acted_on_by_a_link(client, site_tree, editor):
    announcement = announced(site_tree.updates)

    response = client.get(reverse("announcement_act", args=[announcement.pk, "stop"]))

    assert response.status_code == 405


def test_mail_is_shown_in_a_frame_that_runs_nothing(client, site_tree, editor):
    announcement = announced(site_tree.updates, page_fields={"title": "A bridge is built"})

    screen = open_screen(client, announcement)
    mail = client.get(reverse("announcement_mail", args=[announcement.pk]))

    assert "sandbox" in screen
    assert "A bridge is built" in mail.content.decode()
    policy = mail.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "frame-ancestors 'self'" in policy


def test_screen_counts_who_would_get_it_and_names_nobody(client, site_tree, manager):
    announcement = announced(site_tree.updates)
    subscriber("one"), subscriber("two", language="pt"), subscriber("three", wants_updates=False)

    words = " ".join(open_screen(client, announcement).split())

    assert "1 of 3 subscribers" in words
    assert "@reader.example" not in words


def test_test_goes_to_whoever_asks_and_to_nobody_else(client, site_tree, editor, settings):
    settings.MAIL_IS_SET_UP = True
    announcement = announced(site_tree.updates)
    subscriber()

    client.post(reverse("announcement_test", args=[announcement.pk]))

    mail = OutgoingMail.objects.get()
    assert mail.to == editor.email
    assert mail.subject.startswith("[Test] ")
    assert announcement.title in mail.text


def test_test_says_when_the_site_cannot_send_mail(client, site_tree, editor, settings):
    settings.MAIL_IS_SET_UP = False
    announcement = announced(site_tree.updates)

    words = client.post(reverse("announcement_test", args=[announcement.pk]), follow=True).content.decode()

    assert "This site cannot send mail" in words


def test_who_has_no_address_is_offered_a_test_and_told_what_is_missing(client, site_tree, editor):
    editor.email = ""
    editor.save()
    announcement = announced(site_tree.updates)
    test = reverse("announcement_test", args=[announcement.pk])

    offer = open_screen(client, announcement)

    assert test in offer
    assert "Your account has no email address. Enter it under" in client.post(test, follow=True).content.decode()


def test_sending_again_needs_the_number_of_recipients(client, site_tree, manager):
    announcement = announced(site_tree.updates, state="sent", frozen_at=timezone.now())
    subscriber()
    address = reverse("announcement_again", args=[announcement.pk])

    refused = client.post(address, {"seen": "1", "typed": "2"}).content.decode()
    announcement.refresh_from_db()
    state_after_refusal = announcement.state
    client.post(address, {"seen": "1", "typed": "1"})

    announcement.refresh_from_db()
    assert "That is not the number of recipients." in refused
    assert state_after_refusal == "sent"
    assert (announcement.state, announcement.round) == ("upcoming", 1)


def test_public_page_that_was_never_announced_offers_it(client, site_tree, manager):
    page = UpdatePageFactory(parent=site_tree.updates)
    address = reverse("announce_page", args=[page.pk])
    offered = address in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    client.post(address, {"seen": "0", "typed": "0"})

    assert offered
    assert Announcement.objects.get().page_id == page.pk
    assert address not in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


def test_draft_is_not_offered_to_subscribers(client, site_tree, manager):
    page = UpdatePageFactory(parent=site_tree.updates, live=False)

    words = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert reverse("announce_page", args=[page.pk]) not in words


def test_list_is_filtered_by_state(client, site_tree, editor):
    announced(site_tree.updates, state="sent", title="Long gone")
    announced(site_tree.updates, state="asking", title="What about this")

    words = client.get(reverse("announcements_results") + "?state=asking").content.decode()

    assert "What about this" in words
    assert "Long gone" not in words


def test_bar_says_how_many_mails_have_left(client, site_tree, editor):
    announcement = announced(site_tree.updates, state="sending", frozen_at=timezone.now(), recipients=3)
    delivery(announcement, subscriber("one"), state="sent")
    delivery(announcement, subscriber("two"), state="failed")
    delivery(announcement, subscriber("three"))

    progress = client.get(reverse("announcements_progress"), {"id": announcement.pk}).json()[str(announcement.pk)]
    screen = " ".join(open_screen(client, announcement).split())

    assert (progress["done"], progress["recipients"], progress["state"]) == (2, 3, "sending")
    numbers = {"words": "2 of 3", "recipients": "3", "sent": "1", "failed": "1", "skipped": "0"}
    assert progress["numbers"] == numbers
    assert "2 of 3" in screen


@pytest.mark.parametrize("number", [10, 25])
def test_list_asks_as_often_for_many_announcements_as_for_few(
    client, site_tree, editor, number, django_assert_max_num_queries
):
    rows = [
        Announcement(kind="update", title=f"Word {place}", state="sending", send_at=timezone.now())
        for place in range(number)
    ]
    Announcement.objects.bulk_create(rows)
    client.get(reverse("announcements"))

    with django_assert_max_num_queries(14):
        client.get(reverse("announcements_results"))


def test_dashboard_shows_what_leaves_soon_with_a_way_to_stop_it(client, site_tree, editor):
    announcement = announced(site_tree.updates, title="Soon in your mailbox")

    dashboard = client.get("/admin/").content.decode()
    press(client, announcement, "stop", next="/admin/")

    assert "Soon in your mailbox" in dashboard
    assert reverse("announcement_act", args=[announcement.pk, "stop"]) in dashboard
    announcement.refresh_from_db()
    assert announcement.state == "stopped"


def test_dashboard_is_silent_where_nothing_is_sent(client, site_tree, editor):
    assert "dashboard-mailing" not in client.get("/admin/").content.decode()


def test_dashboard_tells_writers_nothing_of_the_mailing_list(client, site_tree):
    announced(site_tree.updates, state="asking")
    client.force_login(member_of("Writers"))

    assert "dashboard-mailing" not in client.get("/admin/").content.decode()


def test_dashboard_counts_mails_that_failed_of_late(client, site_tree, editor):
    announcement = announced(site_tree.updates, state="sent")
    delivery(announcement, subscriber(), state=Delivery.State.FAILED, finished_at=timezone.now())

    assert "1 mail failed in the last day." in client.get("/admin/").content.decode()

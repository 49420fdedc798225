"""What site managers see of subscribers, and the few things they may do for them."""

import csv
import io

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from subscriptions.addresses import address_hash
from subscriptions.models import Subscriber, Suppression
from subscriptions.services.leaving import suppress
from tests.factories import member_of
from tests.subscriptions.mailing import announced, delivery, subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client, site_tree):
    manager = member_of("Site managers")
    client.force_login(manager)
    return manager


def listed(client, **query):
    return client.get(reverse("subscribers_results"), query).content.decode()


def exported(client) -> str:
    return b"".join(client.get(reverse("subscribers"), {"export": "csv"}).streaming_content).decode()


def test_list_finds_an_address_by_a_part_and_however_it_is_written(client, manager):
    subscriber("marcia"), subscriber("li")

    assert "marcia@reader.example" in listed(client, q="rcia")
    assert "li@reader.example" not in listed(client, q="rcia")
    assert "marcia@reader.example" in listed(client, q="MARCIA@Reader.Example")


def test_list_is_filtered_by_state_and_frequency(client, manager):
    subscriber("weekly", frequency="weekly"), subscriber("gone", state="unsubscribed")

    assert "gone@" not in listed(client, state="confirmed")
    assert "weekly@" in listed(client, frequency="weekly")
    assert "gone@" not in listed(client, frequency="weekly")


def test_nobody_is_added_or_renamed_by_hand(client, manager):
    reader = subscriber()

    addresses = [reverse("subscribers"), reverse("subscriber", args=[reader.pk])]
    screens = [client.get(address).content.decode() for address in addresses]

    assert [word for screen in screens for word in ("subscribers/add", "/edit/") if word in screen] == []


@pytest.mark.parametrize("number", [10, 45])
def test_list_asks_as_often_for_many_subscribers_as_for_few(client, manager, number, django_assert_max_num_queries):
    for place in range(number):
        subscriber(f"reader{place}")
    client.get(reverse("subscribers_results"))

    with django_assert_max_num_queries(12):
        client.get(reverse("subscribers_results"))


def test_screen_tells_where_consent_came_from_and_what_was_sent(client, site_tree, manager):
    reader = subscriber(consent_source="Paper list of the 2025 assembly")
    delivery(announced(site_tree.updates, title="A word"), reader, state="sent")

    words = client.get(reverse("subscriber", args=[reader.pk])).content.decode()

    assert "Paper list of the 2025 assembly" in words
    assert "A word" in words


@pytest.mark.parametrize(("act", "state"), [("unsubscribe", "unsubscribed"), ("suppress", "suppressed")])
def test_address_stops_getting_mail(client, manager, act, state):
    reader = subscriber()

    client.post(reverse("subscriber_act", args=[reader.pk, act]))

    reader.refresh_from_db()
    assert reader.state == state
    assert Suppression.objects.exists() is (act == "suppress")


def test_address_that_could_not_be_reached_may_sign_up_again_and_is_not_mailed_before(client, manager):
    reader = subscriber(refusals=2)
    suppress(reader, Suppression.Reason.REFUSED)
    act = reverse("subscriber_act", args=[reader.pk, "allow"])
    offer = client.get(reverse("subscriber", args=[reader.pk])).content.decode()

    client.post(act)

    reader.refresh_from_db()
    assert act in offer
    assert (reader.state, reader.refusals) == ("unsubscribed", 0)
    assert not Suppression.objects.exists()


def test_screen_asks_before_it_erases(client, manager):
    reader = subscriber()

    words = client.get(reverse("subscriber_act", args=[reader.pk, "erase"])).content.decode()

    assert "This cannot be undone." in words
    assert Subscriber.objects.exists()


def test_of_an_erased_subscriber_history_keeps_a_number_and_no_address(client, manager):
    reader = subscriber("forgotten")

    client.post(reverse("subscriber_act", args=[reader.pk, "unsubscribe"]))
    client.post(reverse("subscriber_act", args=[reader.pk, "erase"]))

    entries = ModelLogEntry.objects.filter(action__startswith="subscriptions.")
    assert {entry.label for entry in entries} == {f"Subscriber {reader.pk}"}
    assert "forgotten" not in "".join(f"{entry.label}{entry.data}" for entry in ModelLogEntry.objects.all())
    assert not Subscriber.objects.exists()
    assert Suppression.objects.get().address_hash == address_hash("forgotten@reader.example")


def test_act_that_came_too_late_is_refused_in_words(client, manager):
    reader = subscriber(state="unsubscribed")

    words = client.post(reverse("subscriber_act", args=[reader.pk, "unsubscribe"]), follow=True).content.decode()

    assert "This cannot be done any more. The state is “Unsubscribed” now." in words


def test_table_holds_everybody_and_history_tells_who_took_it(client, manager):
    subscriber("one", frequency="weekly"), subscriber("two", state="pending")

    text = exported(client)

    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff")
    assert {row["Email address"] for row in rows} == {"one@reader.example", "two@reader.example"}
    entry = ModelLogEntry.objects.get(action="subscriptions.export")
    assert (entry.user, entry.data["count"]) == (manager, 2)


def test_table_holds_no_formula(client, manager):
    address = "=cmd+1@reader.example"
    Subscriber.objects.create(address=address, address_hash=address_hash(address), consent_source='=HYPERLINK("x")')

    text = exported(client)

    assert f"'{address}" in text
    assert "'=HYPERLINK" in text


def test_excel_file_is_not_offered_since_it_would_be_written_whole_in_memory(client, manager):
    response = client.get(reverse("subscribers"), {"export": "xlsx"})

    assert response.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("group", ["Writers", "Editors"])
def test_table_is_for_site_managers_alone(client, site_tree, group):
    client.force_login(member_of(group))

    response = client.get(reverse("subscribers"), {"export": "csv"})

    assert response.status_code == 302
    assert not ModelLogEntry.objects.filter(action="subscriptions.export").exists()

"""What mail services post of mails that they took, in the shapes of two of them."""

import base64

import pytest
from anymail.urls import urlpatterns as anymail_routes

from subscriptions.message_ids import message_id
from subscriptions.models import Delivery, Subscriber, Suppression
from tests.subscriptions.mailing import announced, delivery

pytestmark = pytest.mark.django_db

POSTMARK, BREVO = "/anymail/postmark/tracking/", "/anymail/brevo/tracking/"
BOUNCE = {
    "RecordType": "Bounce",
    "Type": "HardBounce",
    "ID": 4323372036854775807,
    "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
    "Description": "The server was unable to deliver your message",
    "Details": "smtp;550 5.1.1 <Ada@reader.example> no such user",
    "Email": "Ada@reader.example",
    "BouncedAt": "2026-11-05T16:33:54.9070259Z",
}

NONSENSE = ["", "{}", "[]", "null", "nonsense", '{"x":', '[{"event": 1}]', '{"event": null}']


def post(client, address: str, content, secret="service:secret"):
    key = base64.b64encode(secret.encode()).decode()
    return client.post(address, content, "application/json", headers={"Authorization": f"Basic {key}"})


def stands(ada: Subscriber) -> str:
    ada.refresh_from_db()
    return ada.state


def test_service_with_names_of_its_own_tells_by_the_address_which_mailbox_does_not_exist(client, ada, sent):
    response = post(client, POSTMARK, BOUNCE)

    sent.refresh_from_db()
    assert response.status_code == 200
    assert (stands(ada), sent.state) == (Subscriber.State.SUPPRESSED, Delivery.State.FAILED)
    assert Suppression.objects.get().reason == Suppression.Reason.UNKNOWN
    assert "reader.example" not in sent.last_error and "5.1.1" in sent.last_error


def test_service_that_keeps_our_message_id_tells_which_mail_it_was(client, ada, sent, site_tree):
    later = delivery(announced(site_tree.updates), ada, state=Delivery.State.SENT)
    event = {"event": "soft_bounce", "reason": "552 5.2.2 Over quota", "message-id": message_id(sent)}

    post(client, BREVO, {**event, "email": "ada@reader.example", "ts_epoch": 1792000000000})

    sent.refresh_from_db()
    later.refresh_from_db()
    assert (sent.state, later.state) == (Delivery.State.FAILED, Delivery.State.SENT)
    assert stands(ada) == Subscriber.State.CONFIRMED


def test_what_is_told_three_times_of_one_mail_counts_once(client, ada, sent, site_tree):
    for _number in range(2):
        delivery(announced(site_tree.updates), ada, state=Delivery.State.SENT)

    for _number in range(3):
        post(client, POSTMARK, {**BOUNCE, "Details": "smtp;552 5.2.2 mailbox is full"})

    assert stands(ada) == Subscriber.State.CONFIRMED
    assert Delivery.objects.filter(state=Delivery.State.FAILED).count() == 1


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"Type": "SpamComplaint", "RecordType": "SpamComplaint"}, "suppressed"),
        ({"RecordType": "SubscriptionChange", "SuppressionReason": "ManualSuppression"}, "unsubscribed"),
        ({"Type": "SoftBounce", "Details": "smtp;451 4.3.0 try again later"}, "confirmed"),
        ({"Type": "BadEmailAddress", "Details": ""}, "confirmed"),
        ({"Type": "Transient", "Details": "smtp;421 busy"}, "confirmed"),
        ({"RecordType": "Open", "Recipient": "ada@reader.example"}, "confirmed"),
        ({"Email": "nobody@reader.example"}, "confirmed"),
        ({"Email": "no address at all"}, "confirmed"),
    ],
)
def test_each_kind_of_event_does_what_it_says_of_its_reader(client, ada, sent, changes, state):
    response = post(client, POSTMARK, {**BOUNCE, **changes})

    assert response.status_code == 200
    assert stands(ada) == state


@pytest.mark.parametrize("secret", ["service:wrong", "", ":"])
def test_whoever_does_not_know_the_secret_takes_nobody_off_the_list(client, ada, sent, secret):
    response = post(client, POSTMARK, BOUNCE, secret)

    assert response.status_code == 400
    assert stands(ada) == Subscriber.State.CONFIRMED


@pytest.mark.parametrize("content", [{}, {"RecordType": "Bounce"}, {"RecordType": "Bounce", "Email": None}])
def test_post_that_says_nothing_changes_nothing(client, ada, sent, content):
    post(client, POSTMARK, content)

    assert stands(ada) == Subscriber.State.CONFIRMED


@pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailNotSupportedWarning")
@pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailDeprecationWarning")
@pytest.mark.parametrize("secret", ["service:secret", "service:wrong"])
@pytest.mark.parametrize("route", [route for route in anymail_routes if "inbound" not in route.name], ids=str)
def test_no_service_fails_at_nonsense_whether_it_is_set_up_or_not(client, site_tree, route, secret):
    address = f"/anymail/{route.pattern}"

    answers = {post(client, address, content, secret).status_code for content in NONSENSE}

    assert answers <= ({200, 400, 404} if secret == "service:secret" else {400, 404})
    assert client.head(address).status_code in {200, 404}


def test_fault_of_ours_is_no_fault_of_the_post(client, ada, sent, monkeypatch):
    def fail(*args):
        raise KeyError("ours")

    monkeypatch.setattr("subscriptions.webhooks.note_report_on", fail)

    with pytest.raises(KeyError, match="ours"):
        post(client, POSTMARK, BOUNCE)


def test_log_says_that_a_post_cannot_be_read_and_nothing_of_what_was_in_it(client, site_tree, caplog, monkeypatch):
    def fail(*args):
        raise ValueError("ada@reader.example")

    monkeypatch.setattr("anymail.webhooks.postmark.PostmarkTrackingWebhookView.parse_events", fail)

    assert post(client, POSTMARK, BOUNCE).status_code == 400
    assert "cannot be read" in caplog.text
    assert "reader.example" not in caplog.text


def test_site_takes_no_mail_by_the_web(client, site_tree):
    assert client.post("/anymail/postmark/inbound/").status_code == 404

"""What subscribers do by their own links: choose, leave, come back, see what is stored, be erased."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from site_core.models import OutgoingMail
from subscriptions.links import choices_url, leave_url, token_of
from subscriptions.models import Announcement, ConsentText, Delivery, SignUp, Subscriber, Suppression
from subscriptions.services.leaving import leave
from tests.factories import ReportPageFactory, UpdatePageFactory
from tests.subscriptions.people import ADA, sign_up, sign_up_and_mail, subscriber

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)
AS_BEFORE = {"wants_updates": "on", "wants_reports": "on", "frequency": "at_once"}


@pytest.fixture(autouse=True)
def tree(site_tree):
    return site_tree


@pytest.fixture
def ada() -> Subscriber:
    consent = ConsentText.objects.create(digest="0" * 64, text="<p>Our terms apply.</p>")
    return subscriber(ADA, consent=consent, confirmed_at=LONG_AGO, listening_since=LONG_AGO)


@pytest.fixture
def reader() -> Client:
    """A browser without cookies, on a site that insists on its tokens."""
    return Client(enforce_csrf_checks=True)


def page_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def all_pages(person: Subscriber) -> list[str]:
    choices, leave = choices_url(person), leave_url(person)
    return [choices, f"{choices}data/", f"{choices}erase/", leave, f"{leave}again/"]


def test_page_shows_what_was_chosen(reader, ada):
    Subscriber.objects.update(wants_reports=False, frequency="weekly")

    page = page_of(reader.get(choices_url(ada)))

    assert [field["name"] for field in page.select("main input:checked")] == ["wants_updates", "frequency"]
    assert page.select_one("input[name=frequency]:checked")["value"] == "weekly"
    assert ADA in page.main.text


def test_choices_are_kept_and_the_page_says_so(reader, ada):
    choice = {"wants_reports": "on", "frequency": "monthly", "is_paused": "on"}

    response = reader.post(choices_url(ada), choice, follow=True)

    ada.refresh_from_db()
    assert (ada.wants_updates, ada.wants_reports, ada.frequency, ada.is_paused) == (False, True, "monthly", True)
    assert page_of(response).select_one("[role=status]").text == "Your choice is kept."
    assert response.redirect_chain[0][1] == 303
    assert not response.cookies


def test_another_pace_loses_nothing(reader, ada):
    reader.post(choices_url(ada), {**AS_BEFORE, "frequency": "weekly"})

    ada.refresh_from_db()
    assert (ada.frequency, ada.listening_since) == ("weekly", LONG_AGO)


def test_pause_ends_without_what_was_missed(reader, ada):
    Subscriber.objects.update(is_paused=True)

    reader.post(choices_url(ada), AS_BEFORE)

    ada.refresh_from_db()
    assert not ada.is_paused
    assert timezone.now() - ada.listening_since < timedelta(minutes=1)


@pytest.mark.parametrize("choice", [{"frequency": "at_once"}, {"wants_updates": "on", "frequency": "hourly"}, {}])
def test_choice_that_makes_no_sense_is_refused_in_words_and_changes_nothing(reader, ada, choice):
    response = reader.post(choices_url(ada), choice)

    assert response.status_code == 400
    assert page_of(response).select_one("[role=alert]").text.strip()
    ada.refresh_from_db()
    assert (ada.wants_updates, ada.wants_reports, ada.frequency) == (True, True, "at_once")


def test_language_is_asked_for_only_where_public_works_are_in_several(reader, ada, site_tree):
    UpdatePageFactory(parent=site_tree.updates, language="en")
    UpdatePageFactory(parent=site_tree.updates, language="de", live=False)
    one_language = page_of(reader.get(choices_url(ada))).select("main select")
    ReportPageFactory(parent=site_tree.reports, language="pt-br")

    (field,) = page_of(reader.get(choices_url(ada))).select("main select")
    reader.post(choices_url(ada), {**AS_BEFORE, "language": "pt-br"})

    ada.refresh_from_db()
    assert one_language == []
    assert [option["value"] for option in field.select("option")] == ["", "en", "pt-br"]
    assert ada.language == "pt-br"


def test_opening_pages_changes_nothing(reader, ada):
    before = Subscriber.objects.values().get()

    for page in all_pages(ada):
        reader.get(page)
        reader.head(page)

    assert Subscriber.objects.values().get() == before


def test_mail_program_leaves_by_one_press_without_cookie_or_redirect(reader, ada):
    response = reader.post(
        leave_url(ada),
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
        headers={"origin": "https://mail.example", "sec-fetch-site": "cross-site"},
    )

    ada.refresh_from_db()
    assert response.status_code == 200
    assert not response.cookies
    assert (ada.state, ada.left_at is not None) == ("unsubscribed", True)


def test_leaving_twice_is_as_once(reader, ada):
    reader.post(leave_url(ada))
    left_at = Subscriber.objects.get().left_at
    response = reader.post(leave_url(ada))

    assert response.status_code == 200
    assert Subscriber.objects.get().left_at == left_at


def test_leaving_asks_and_offers_to_choose_instead(reader, ada):
    page = page_of(reader.get(leave_url(ada)))

    assert page.h1.text == "Leave the list?"
    assert page.select_one("main form[method=post] button").text == "Leave the list"
    assert page.select_one(f"main a[href='{choices_url(ada)}']")


def test_who_left_can_come_back_by_one_button(reader, ada):
    page = page_of(reader.post(leave_url(ada)))
    (form,) = page.select("main form")

    response = reader.post(form["action"], follow=True)

    ada.refresh_from_db()
    assert "You are not subscribed" in page.h1.text
    assert (ada.state, ada.left_at) == ("confirmed", None)
    assert "We write to ada@reader.example" in page_of(response).main.text


@pytest.mark.parametrize("state", ["pending", "suppressed"])
def test_who_never_confirmed_or_cannot_be_reached_does_not_come_back_by_that_button(reader, state):
    person = subscriber("other@reader.example", state)

    reader.post(f"{leave_url(person)}again/")
    reader.post(choices_url(person), {**AS_BEFORE, "frequency": "weekly"})

    person.refresh_from_db()
    assert (person.state, person.frequency) == (state, "at_once")


def test_all_that_is_stored_can_be_taken_home(reader, ada):
    announcement = Announcement.objects.create(kind="update", title="Wells", send_at=LONG_AGO)
    Delivery.objects.create(announcement=announcement, subscriber=ada, state="sent", finished_at=LONG_AGO)
    sign_up_and_mail(reader, ADA)

    response = reader.get(f"{choices_url(ada)}data/")

    data = json.loads(response.content)
    assert response.headers["Content-Disposition"] == 'attachment; filename="subscription.json"'
    assert (data["address"], data["state"], data["consent"]["text"]) == (ADA, "confirmed", "<p>Our terms apply.</p>")
    assert [delivery["announcement__title"] for delivery in data["deliveries"]] == ["Wells"]
    assert len(data["confirmations_to_mailbox"]) == 1
    assert [mail["sent_at"] for mail in data["mails_of_late"]] == [None]


def test_what_waits_and_what_bars_the_address_is_among_what_is_stored(reader):
    person = subscriber(state="suppressed")
    sign_up(reader, ADA.upper())

    data = json.loads(reader.get(f"{choices_url(person)}data/").content)

    assert data["suppressed"]["reason"] == "unknown"
    assert [waiting["address"] for waiting in data["sign_ups_waiting"]] == ["ADA@reader.example"]


def test_what_is_taken_home_names_every_field_but_keys_of_links(reader, ada):
    data = json.loads(reader.get(f"{choices_url(ada)}data/").content)

    fields = {field.name for field in Subscriber._meta.concrete_fields}
    assert fields - set(data) == {"id", "link_key", "confirmation_hash"}
    assert token_of(ada).split(".")[0] not in json.dumps(data)


def test_being_erased_is_asked_again_and_leaves_a_hash_alone(reader, ada):
    erase = f"{choices_url(ada)}erase/"
    asked = page_of(reader.get(erase))

    response = reader.post(erase)

    (mark,) = Suppression.objects.all()
    assert asked.select_one("main form[method=post] button").text == "Erase me for good"
    assert "You are erased" in response.content.decode()
    assert not Subscriber.objects.exists()
    assert (mark.address_hash, mark.reason) == (ada.address_hash, "erased")


def test_links_of_the_erased_are_answered_in_words(reader, ada):
    pages = all_pages(ada)
    ada.delete()

    for page in pages:
        response = reader.post(page)
        assert response.status_code == 404
        assert "This link belongs to no subscriber" in response.content.decode()


def test_link_with_another_ones_signature_opens_nothing(reader, ada):
    rosa = subscriber("rosa@reader.example")
    forged = f"{token_of(ada).split('.')[0]}.{token_of(rosa).split('.')[1]}"

    assert reader.get(f"/subscribe/choices/{forged}/").status_code == 404


def test_own_pages_are_kept_by_nobody_and_tell_their_address_to_no_other_site(reader, ada):
    for page in all_pages(ada):
        response = reader.get(page)
        assert response.headers["Cache-Control"] == "no-store", page
        assert response.headers["Referrer-Policy"] == "no-referrer", page
        assert response.headers["X-Robots-Tag"] == "noindex", page
        assert not response.cookies, page


def test_own_pages_are_in_no_list_for_search_engines(client, ada):
    assert "subscribe" not in client.get("/sitemap.xml").content.decode()


def test_form_that_is_refused_shows_what_was_chosen_and_what_is_stored_stays(reader, ada):
    Subscriber.objects.update(is_paused=True)

    page = page_of(reader.post(choices_url(ada), {"frequency": "weekly"}))

    assert page.select_one("input[name=frequency]:checked")["value"] == "weekly"
    assert not page.select("input[name=is_paused]:checked")
    assert page_of(reader.get(choices_url(ada))).select("input[name=is_paused]:checked")


def test_erasing_takes_what_waits_for_the_address_and_what_a_server_said_of_it(reader, ada):
    announcement = Announcement.objects.create(kind="update", title="Wells", send_at=LONG_AGO)
    Delivery.objects.create(announcement=announcement, subscriber=ada, state="failed", last_error="550 Ada is ill")
    sign_up_and_mail(reader, ADA)
    sign_up(reader, "Ada@reader.example")

    reader.post(f"{choices_url(ada)}erase/")

    assert Delivery.objects.get().last_error == ""
    assert not SignUp.objects.exists() and not OutgoingMail.objects.exists()


def test_leaving_works_for_somebody_who_is_erased_in_the_same_moment(ada):
    Subscriber.objects.all().delete()

    leave(ada)

    assert ada.state == "confirmed"

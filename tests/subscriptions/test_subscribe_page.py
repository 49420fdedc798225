import statistics
import time
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from site_core.models import OutgoingMail, SiteSettings
from subscriptions.models import ConsentText, SignUp
from tests.factories import UpdatePageFactory
from tests.subscriptions.people import ADA, filled_in, sign_up, subscriber, suppressed

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(site_tree):
    return SiteSettings.objects.create(
        site=site_tree.site,
        subscribe_heading="Follow the fund",
        subscribe_text="Leave your address",
        subscribe_button="Join",
        subscribe_terms="<p>Our <b>terms</b> apply.</p>",
    )


def forms_of(response) -> list:
    return BeautifulSoup(response.content, "html.parser").select("form[action='/subscribe/']")


def test_page_shows_the_editors_words_and_one_form(client, words):
    response = client.get("/subscribe/")

    text = response.content.decode()
    assert response.status_code == 200
    assert len(forms_of(response)) == 1
    for part in ("Follow the fund", "Leave your address", "Join", "Our <b>terms</b> apply."):
        assert part in text


def test_page_offers_the_feeds_too(client, site_tree):
    text = client.get("/subscribe/").content.decode()

    for address in ("/updates/feed/", "/updates/feed/atom/", "/updates/feed/json/"):
        assert f'<a href="{address}">' in text


def test_page_sets_no_cookie_carries_no_token_and_may_be_kept_by_caches(client, site_tree):
    response = client.get("/subscribe/")

    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=2"
    assert client.post("/subscribe/", {"email": "nobody"}).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("place", ["/", "/updates/", "/updates/wells/", "/search/", "/nothing-here/"])
def test_every_page_has_the_form_once_and_no_id_twice(client, site_tree, place):
    UpdatePageFactory(parent=site_tree.updates, slug="wells")

    response = client.get(place)

    ids = [element["id"] for element in BeautifulSoup(response.content, "html.parser").select("[id]")]
    assert len(forms_of(response)) == 1
    assert len(ids) == len(set(ids))
    assert not response.cookies


def test_front_page_whose_editors_placed_the_form_has_no_second_one_at_its_foot(client, site_tree):
    site_tree.home.body = [("subscribe", {"heading": "Hear from us"})]
    site_tree.home.save()

    (form,) = forms_of(client.get("/"))

    assert form.find_parent("footer") is None
    assert form.find_parent("section").h2.text == "Hear from us"


def test_field_that_only_programs_fill_in_says_so_to_those_who_meet_it(client, site_tree):
    (form,) = forms_of(client.get("/subscribe/"))

    bait = form.select_one(".subscribe-form__bait input")
    assert "Leave this field empty" in form.select_one(f"label[for='{bait['id']}']").text
    assert bait["tabindex"] == "-1" and bait["autocomplete"] == "off"


def test_what_is_sent_is_kept_with_what_was_agreed_to_and_when(words):
    response = sign_up(Client(enforce_csrf_checks=True), " Ada@Reader.Example ")

    kept = SignUp.objects.get()
    assert (response.status_code, response.headers["Location"]) == (303, "/subscribe/sent/")
    assert kept.address == "Ada@reader.example"
    assert kept.consent.text == "<p>Our <b>terms</b> apply.</p>"
    assert timezone.now() - kept.made_at < timedelta(minutes=1)


def test_each_version_of_the_terms_is_kept_once(client, words):
    sign_up(client, "one@reader.example")
    sign_up(client, "two@reader.example")
    words.subscribe_terms = "<p>Other terms.</p>"
    words.save()
    sign_up(client, "three@reader.example")

    former, present = "<p>Our <b>terms</b> apply.</p>", "<p>Other terms.</p>"
    assert [kept.consent.text for kept in SignUp.objects.all()] == [former, former, present]
    assert ConsentText.objects.count() == 2


def test_no_mail_is_made_within_the_request(client, site_tree):
    subscriber(ADA)

    sign_up(client, ADA)
    sign_up(client, "new@reader.example")

    assert not OutgoingMail.objects.exists()


def test_next_page_is_the_same_for_all_and_says_what_to_do(client, site_tree):
    response = client.get("/subscribe/sent/")

    text = response.content.decode()
    assert response.status_code == 200
    assert "Look into your inbox" in text
    assert '<meta name="robots" content="noindex">' in text
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies


STATES = ["new", "pending", "confirmed", "unsubscribed", "suppressed", "erased"]


def address_in(state: str) -> str:
    address = f"{state}@reader.example"
    if state == "erased":
        suppressed(address)
    elif state != "new":
        subscriber(address, state)
    return address


def test_answer_is_the_same_for_whoever_is_behind_an_address_and_as_quick(client, site_tree):
    addresses = {state: address_in(state) for state in STATES}
    answers, seconds = {}, {state: [] for state in STATES}

    for _round in range(15):
        for state, address in addresses.items():
            form = filled_in(address)
            begin = time.perf_counter()
            response = client.post("/subscribe/", form)
            seconds[state].append(time.perf_counter() - begin)
            answers[state] = (response.status_code, response.content, sorted(response.headers.items()))

    medians = [statistics.median(taken) for taken in seconds.values()]
    assert [answer for answer in answers.values() if answer != answers["new"]] == []
    assert max(medians) - min(medians) < 0.03


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "Please enter your email address."),
        ("ada", "Please enter a whole email address"),
        ("ada@localhost", "the name of a domain"),
        ("ada@[192.0.2.1]", "the name of a domain"),
        ("ada@reader.example\r\nBcc: eve@evil.example", "a character that cannot be seen"),
        ("ada\u202e@reader.example", "a character that cannot be seen"),
        ("ada\x00@reader.example", "Null characters"),
        ("ada\u200b@reader.example", "a character that cannot be seen"),
        (f"{'a' * 65}@reader.example", "too long"),
        (f"ada@{'a.' * 200}example", "too long"),
        ("ada@reader..example", "not the name of a domain"),
        ("ada@rea der.example", "not an email address"),
    ],
)
def test_address_that_cannot_be_mailed_is_refused_in_words_at_its_field(client, site_tree, address, words):
    response = client.post("/subscribe/", filled_in(address))

    (form,) = forms_of(response)
    error = form.select_one("[role=alert]")
    field = form.select_one("input[type=email]")
    assert response.status_code == 400
    assert words in error.text
    assert field["aria-describedby"] == error["id"]
    assert not SignUp.objects.exists()


def test_address_with_a_slip_is_still_in_the_field(client, site_tree):
    (form,) = forms_of(client.post("/subscribe/", filled_in('ada"<b>@reader')))

    assert form.select_one("input[type=email]")["value"] == 'ada"<b>@reader'


@pytest.mark.parametrize("stamp", ["", "form:1abc:x"])
def test_form_that_was_not_made_here_is_shown_again_and_taken_at_the_next_press(client, site_tree, stamp):
    response = client.post("/subscribe/", filled_in(stamp=stamp))

    (form,) = forms_of(response)
    assert response.status_code == 400
    assert "press the button again" in form.select_one("[role=alert]").text
    assert form.select_one("input[type=email]")["value"] == ADA
    assert not SignUp.objects.exists()


def test_program_that_fills_in_every_field_is_answered_as_all_others_and_not_kept(client, site_tree):
    baited = client.post("/subscribe/", filled_in(topic="Cheap watches"))
    reader = sign_up(client)

    assert (baited.status_code, baited.headers["Location"]) == (reader.status_code, reader.headers["Location"])
    assert SignUp.objects.count() == 1


def test_form_of_another_site_is_refused_in_words(client, site_tree):
    response = sign_up(client, origin="https://elsewhere.example")

    assert response.status_code == 403
    assert "This form was not ours" in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert not SignUp.objects.exists()


def test_sixty_people_behind_one_address_all_get_through(client, site_tree):
    answers = {sign_up(client, f"pupil{number}@school.example").status_code for number in range(60)}

    assert answers == {303}
    assert SignUp.objects.count() == 60


def test_network_that_sends_hundreds_an_hour_is_refused_in_words_and_no_other(client, site_tree, monkeypatch):
    monkeypatch.setattr("subscriptions.views.signing_up.MOST_FROM_A_NETWORK", 3)
    for _time in range(3):
        sign_up(client)

    refused = sign_up(client)
    other = client.post("/subscribe/", filled_in(), REMOTE_ADDR="192.0.2.9")

    assert refused.status_code == 429
    assert "try again in an hour" in refused.content.decode()
    assert other.status_code == 303


@pytest.mark.parametrize(("is_trusted", "last_status"), [(False, 429), (True, 303)])
def test_network_that_a_visitor_names_counts_only_behind_a_trusted_proxy(
    client, site_tree, settings, monkeypatch, is_trusted, last_status
):
    settings.TRUST_PROXY = is_trusted
    monkeypatch.setattr("subscriptions.views.signing_up.MOST_FROM_A_NETWORK", 3)

    for number in range(5):
        response = sign_up(client, x_forwarded_for=f"192.0.2.{number}")

    assert response.status_code == last_status


def test_visitor_behind_a_trusted_proxy_cannot_make_up_a_network(client, site_tree, settings, monkeypatch):
    settings.TRUST_PROXY = True
    monkeypatch.setattr("subscriptions.views.signing_up.MOST_FROM_A_NETWORK", 3)

    for number in range(5):
        response = sign_up(client, x_forwarded_for=f"192.0.2.{number}, 198.51.100.7")

    assert response.status_code == 429


def test_more_than_can_wait_is_refused_in_words(client, site_tree, monkeypatch):
    monkeypatch.setattr("subscriptions.services.signing_up.MOST_WAITING", 1)
    sign_up(client)

    response = sign_up(client, "late@reader.example")

    assert response.status_code == 503
    assert "your address was not kept" in response.content.decode()
    assert SignUp.objects.count() == 1


def test_site_that_cannot_send_mail_does_not_take_addresses(client, site_tree, settings):
    settings.MAIL_IS_SET_UP = False

    response = sign_up(client)

    assert response.status_code == 503
    assert not SignUp.objects.exists()


def test_address_reaches_no_log(client, site_tree, caplog):
    caplog.set_level("DEBUG")

    sign_up(client)
    client.post("/subscribe/", filled_in(f"{ADA}\n"), headers={"origin": "https://elsewhere.example"})
    client.post("/subscribe/", filled_in(f"{ADA}@"))

    assert "ada@" not in caplog.text

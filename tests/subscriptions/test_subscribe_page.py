import pytest
from django.test import Client

from site_core.models import SiteSettings

pytestmark = pytest.mark.django_db

NOT_OPEN = "Signing up by email is not open yet"


@pytest.fixture
def words(site_tree):
    return SiteSettings.objects.create(
        site=site_tree.site,
        subscribe_heading="Follow the fund",
        subscribe_text="Leave your address",
        subscribe_button="Join",
        subscribe_terms="<p>Our <b>terms</b> apply.</p>",
    )


def test_page_shows_the_editors_words_and_says_that_sign_up_is_not_open(client, words):
    response = client.get("/subscribe/")

    text = response.content.decode()
    assert response.status_code == 200
    assert f"{NOT_OPEN}. It opens soon." in text
    for part in ("Follow the fund", "Leave your address", "Join", "Our <b>terms</b> apply."):
        assert part in text


def test_form_cannot_be_sent_by_mistake(client, site_tree):
    text = client.get("/subscribe/").content.decode()

    assert "<fieldset" in text
    assert text.index("disabled", text.index("<fieldset")) < text.index('type="email"', text.index("<fieldset"))


def test_page_offers_the_feeds_meanwhile(client, site_tree):
    text = client.get("/subscribe/").content.decode()

    for address in ("/updates/feed/", "/updates/feed/atom/", "/updates/feed/json/"):
        assert f'<a href="{address}">' in text


def test_what_is_sent_is_answered_in_words_and_not_kept(site_tree):
    strict_client = Client(enforce_csrf_checks=True)

    response = strict_client.post("/subscribe/", {"email": "reader@example.org"})

    text = response.content.decode()
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"
    assert "Your address was not kept" in text
    assert "reader@example.org" not in text
    assert not response.cookies


def test_page_sets_no_cookie_carries_no_token_and_is_not_stored(client, site_tree):
    response = client.get("/subscribe/")

    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"

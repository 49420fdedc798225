import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from tests.answers import same_for_all
from tests.factories import UpdatePageFactory


@pytest.fixture
def broken_templates(settings, tmp_path):
    """Every error page of the site fails to render."""
    for name in ("400.html", "403.html", "404.html", "500.html", "503.html", "403_csrf.html", "429.html"):
        (tmp_path / name).write_text('{% extends "nowhere.html" %}')
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]


def test_a_draft_answers_exactly_like_a_page_that_never_was(client, site_tree):
    UpdatePageFactory(parent=site_tree.updates, title="A secret title", slug="secret", live=False)

    draft = client.get("/updates/secret/")
    nothing = client.get("/updates/nothing/")

    assert draft.status_code == nothing.status_code == 404
    assert same_for_all(draft) == same_for_all(nothing)
    assert draft.headers == nothing.headers


def test_a_missing_page_offers_search_and_the_latest_updates(client, site_tree):
    UpdatePageFactory(parent=site_tree.updates, title="Fresh from the fund")

    response = client.get("/nothing-here/")

    assert response.status_code == 404
    assert 'type="search"' in response.text
    assert "Fresh from the fund" in response.text
    assert "nothing-here" not in response.text


def test_a_missing_page_costs_few_queries(client, site_tree, django_assert_max_num_queries):
    for _number in range(10):
        UpdatePageFactory(parent=site_tree.updates)
    client.get("/nothing-here/")

    with django_assert_max_num_queries(10):
        client.get("/nothing-here/")


def test_a_missing_page_is_told_in_words_even_if_its_template_fails(client, db, broken_templates, caplog):
    response = client.get("/nothing-here/")

    assert response.status_code == 404
    assert "There is no page at this address." in response.text
    assert "404.html cannot be shown" in caplog.text


def test_a_failure_is_told_without_a_database():
    response = Client(raise_request_exception=False).get("/")  # pytest refuses any database access in this test

    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("failure", [OperationalError("database is locked"), InterfaceError("connection is closed")])
def test_a_database_that_is_away_is_told_in_words_with_a_time_to_come_back(site_tree, monkeypatch, failure):
    def fail(*args, **kwargs):
        raise failure

    monkeypatch.setattr("django.urls.resolvers.URLResolver.resolve", fail)

    response = Client(raise_request_exception=False).get("/search/?q=fund")

    assert response.status_code == 503
    assert "cannot be looked up right now" in response.text
    assert response.headers["Retry-After"] == "30"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_failure_is_told_to_signed_in_staff_without_a_database():
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32

    response = client.get("/")

    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text


def test_a_failure_is_told_in_words_even_if_its_template_fails(broken_templates):
    response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text


def test_a_request_that_cannot_be_understood_needs_no_database(client):
    response = client.get("/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert "<h1" in response.text


def test_a_form_without_its_token_is_refused_in_words_and_needs_no_database():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "someone", "password": "x"})

    assert response.status_code == 403
    assert "This form has expired" in response.text

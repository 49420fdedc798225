"""Pages that editors put above the results of a search."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import PageViewRestriction

from tests.factories import StandardPageFactory, UpdatePageFactory, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(site_tree, django_capture_on_commit_callbacks):
    """A page that its readers search for with other words than it has."""
    with django_capture_on_commit_callbacks(execute=True):
        UpdatePageFactory(parent=site_tree.updates, title="Grants of last year")
        return StandardPageFactory(parent=site_tree.home, title="Call for applications", slug="call")


def promote(words, page=None, **more):
    return SearchPromotion.objects.create(query=Query.get(words), page=page, **more)


def answer(client, words, **query):
    response = client.get("/search/", {"q": words, **query})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("words", ["money", "MONEY", "  móney "])
def test_promoted_page_stands_above_the_results_with_the_editors_words(client, call, words):
    promote("Money", call, description="Apply until May.")

    text = answer(client, words)

    assert "Recommended by us" in text
    assert '<a href="/call/">Call for applications</a>' in text
    assert "Apply until May." in text
    assert "Nothing was found" not in text


@pytest.mark.parametrize("words", ["money please", "mone", "monety"])
def test_other_searches_do_not_show_it(client, call, words):
    promote("money", call)

    assert "Recommended by us" not in answer(client, words)


def test_promoted_page_is_not_repeated_in_the_list_below(client, call):
    promote("call", call)
    promote("grants", call)

    assert answer(client, "call").count("/call/") == 1
    grants = answer(client, "grants")
    assert grants.index("/call/") < grants.index("Grants of last year")


def hide_by_password(page):
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="correct horse battery"
    )


@pytest.mark.parametrize(
    "hide",
    [
        lambda page: page.unpublish(),
        lambda page: type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now()),
        hide_by_password,
        lambda page: page.delete(),
    ],
    ids=["withdrawn", "expired", "private", "deleted"],
)
def test_page_that_is_not_public_shows_nothing_of_its_promotion(client, call, hide):
    promote("money", call, description="Apply until May.")

    hide(call)

    text = answer(client, "money")
    assert "Apply until May." not in text
    assert "Call for applications" not in text


def test_promoted_address_elsewhere_names_its_host(client, site_tree):
    promote("jobs", external_link_url="https://jobs.example/fund", external_link_text="Our jobs")

    text = answer(client, "jobs")

    assert '<a href="https://jobs.example/fund">Our jobs</a>' in text
    assert "jobs.example</p>" in text


def test_narrowed_searches_show_results_alone(client, call):
    promote("grants", call)

    assert "Recommended by us" not in answer(client, "grants", kind="update")


def test_search_writes_nothing_for_its_promotions(client, call):
    answer(client, "grants")

    assert not Query.objects.exists()


@pytest.mark.parametrize(("group", "may"), [("Writers", False), ("Editors", True), ("Site managers", True)])
def test_editors_and_site_managers_promote(client, call, group, may):
    client.force_login(member_of(group))
    rows = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 10}
    row = {"page": call.pk, "description": "Apply.", "ORDER": 1, "external_link_url": "", "external_link_text": ""}
    data = {
        "query_string": "money",
        **{f"editors_picks-{name}": value for name, value in rows.items()},
        **{f"editors_picks-0-{name}": value for name, value in row.items()},
    }

    client.post(reverse("wagtailsearchpromotions:add"), data)

    assert SearchPromotion.objects.filter(page=call).exists() == may
    for name in ("index", "add", "chooser", "search_terms"):
        status = client.get(reverse(f"wagtailsearchpromotions:{name}")).status_code
        assert status == (200 if may else 302), name


def test_form_begins_with_the_words_that_were_handed_on_and_refuses_none(client, site_tree):
    client.force_login(member_of("Editors"))
    address = reverse("wagtailsearchpromotions:add")

    assert 'value="more &lt;money&gt;"' in client.get(address, {"words": "more <money>"}).content.decode()
    rows = {"editors_picks-TOTAL_FORMS": 0, "editors_picks-INITIAL_FORMS": 0}
    refused = client.post(address, {"query_string": "?!", **rows}).content.decode()
    assert "There is no word in it" in refused

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.models import UpdateRelatedPage
from blog.neighbours import neighbours_of
from site_core.querysets import asking_once
from tests.factories import TagFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def updates(site_tree):
    days = [1, 2, 2, 3]
    return [
        UpdatePageFactory(
            parent=site_tree.updates, title=f"Number {place}", publication_date=datetime(2026, 5, day, tzinfo=UTC)
        )
        for place, day in enumerate(days)
    ]


def titles(update):
    neighbours = neighbours_of(update)
    return [neighbours.newer and neighbours.newer.title, neighbours.older and neighbours.older.title]


def test_reader_can_walk_through_all_updates_in_both_directions(updates):
    assert [titles(update) for update in updates] == [
        ["Number 1", None],
        ["Number 2", "Number 0"],
        ["Number 3", "Number 1"],
        [None, "Number 2"],
    ]


def test_what_is_not_public_is_stepped_over(updates):
    updates[2].unpublish()

    assert titles(updates[3]) == [None, "Number 1"]


def test_a_draft_without_a_date_stands_before_all_others(updates):
    draft = type(updates[0])(title="Draft")

    assert titles(draft) == [None, "Number 3"]


def test_a_lonely_update_leads_to_the_list(site_tree, client):
    update = UpdatePageFactory(parent=site_tree.updates)

    assert titles(update) == [None, None]
    assert '<a href="/updates/">All updates</a>' in client.get(update.url).text


def test_both_neighbours_cost_one_query(updates):
    with asking_once():
        neighbours_of(updates[1])

        with CaptureQueriesContext(connection) as captured:
            neighbours_of(updates[1])

    assert len(captured.captured_queries) == 1


def way_on_and_related(client, update):
    """Titles behind "Newer" and "Older", and on the cards below them."""
    page = BeautifulSoup(client.get(update.url).text, "html.parser")
    return (
        [title.text for title in page.select(".way-on__title")],
        [
            title.get_text(strip=True)
            for title in page.select(".related .page-card__title, .related .update-card__title")
        ],
    )


@pytest.fixture
def tagged(site_tree):
    """Seven updates on one subject, a day apart."""
    tag = TagFactory()
    return [
        UpdatePageFactory(
            parent=site_tree.updates,
            title=f"Number {day}",
            publication_date=datetime(2026, 5, day, tzinfo=UTC),
            tags=[tag],
        )
        for day in range(1, 8)
    ]


def test_updates_on_the_same_subject_are_others_than_the_neighbours(tagged, client):
    assert way_on_and_related(client, tagged[3]) == (
        ["Number 5", "Number 3"],
        ["Number 7", "Number 6", "Number 2"],
    )


def test_on_a_young_site_a_neighbour_is_a_card_and_no_second_link(tagged, client):
    for update in tagged[3:]:
        update.unpublish()

    assert way_on_and_related(client, tagged[2]) == (["Number 2"], ["Number 1"])
    assert way_on_and_related(client, tagged[1]) == ([], ["Number 3", "Number 1"])


def test_a_neighbour_that_an_editor_chose_is_a_card_and_no_second_link(tagged, client):
    UpdateRelatedPage.objects.create(page=tagged[3], related_page=tagged[2])

    assert way_on_and_related(client, tagged[3]) == (["Number 5"], ["Number 3"])

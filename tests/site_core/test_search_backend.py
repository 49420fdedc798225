import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.query import And, Phrase, PlainText

from blog.models import UpdatePage
from tests.factories import PersonFactory, ReportPageFactory, TagFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db

SEARCHES = [
    lambda pages: list(pages.search("wells")),
    lambda pages: pages.search("wells").count(),
    lambda pages: list(pages.search("wells", order_by="title")),
    lambda pages: pages.search("wells", order_by="title").count(),
    lambda pages: list(pages.search("wells").annotate_score("score")),
    lambda pages: list(pages.search("wells", order_by_relevance=False).annotate_score("score")),
    lambda pages: pages.search("wells").facet("content_type_id"),
    lambda pages: list(pages.autocomplete("wel")),
    lambda pages: list(pages.autocomplete("wel", order_by="title")),
    lambda pages: list(pages.search(And([PlainText("wells"), Phrase("deep wells")]))),
]


@pytest.fixture
def wells(site_tree, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(3):
            UpdatePageFactory(parent=site_tree.updates, title=f"{3 - number} deep wells")
        ReportPageFactory(parent=site_tree.reports, title="Other wells")
    return site_tree


def test_wagtails_search_keeps_its_promises(wells):
    pages = Page.objects.all()
    kinds = pages.search("wells").facet("content_type_id")

    assert pages.search("wells").count() == 4
    assert (pages.search("wells")[:3].count(), pages.search("wells")[3:9].count()) == (3, 1)
    assert [page.title[0] for page in pages.search("wells", order_by="title")[1:3]] == ["2", "3"]
    assert list(kinds.values()) == [3, 1]
    assert len(list(pages.search(And([PlainText("wells"), Phrase("deep wells")])))) == 3
    assert list(pages.search(And([PlainText("wells"), PlainText("missing")]))) == []


@pytest.mark.parametrize("order_by_relevance", [True, False])
def test_results_tell_their_score(wells, order_by_relevance):
    found = Page.objects.search("wells", order_by_relevance=order_by_relevance).annotate_score("score")

    assert len([page for page in found if page.score]) == 4


def test_results_in_an_order_of_their_own_know_how_many_they_are(wells):
    found = Page.objects.autocomplete("wel", order_by="-title")

    assert (found.count(), next(iter(found)).title) == (4, "Other wells")


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("model", [Page, UpdatePage])
def test_index_of_sqlite_is_read_first_and_not_once_for_each_entry(wells, model, search):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps words in an index of the ordinary kind")
    with CaptureQueriesContext(connection) as context:
        search(model.objects.all())

    for query in context.captured_queries:
        with connection.cursor() as cursor:
            plan = [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")]
        readings = [step for step in plan if "wagtailsearch_indexentry_fts" in step or " U0 VIRTUAL" in step]
        assert not any("CORRELATED" in step and "_fts" in step for step in plan), plan
        # "=" stands for the asking of one entry after another, "M" for what matches.
        assert not any("VIRTUAL TABLE INDEX 0:=" in step for step in readings), plan


def test_indexing_asks_as_little_for_three_authors_and_tags_as_for_one(site_tree, django_capture_on_commit_callbacks):
    def questions(number: int) -> int:
        people, tags = [PersonFactory() for _ in range(number)], [TagFactory() for _ in range(number)]
        page = UpdatePageFactory(parent=site_tree.updates, authors=people, tags=tags)
        backend, fresh = get_search_backend(), UpdatePage.objects.get(pk=page.pk)
        with CaptureQueriesContext(connection) as context:
            backend.add(fresh)
        return len(context)

    assert questions(1) == questions(3) <= 6


def test_indexing_names_the_entry_it_changes(site_tree):
    page = UpdatePageFactory(parent=site_tree.updates, title="Wells")

    with CaptureQueriesContext(connection) as context:
        get_search_backend().add(page)

    for query in context.captured_queries:
        if query["sql"].startswith(("SELECT", "UPDATE")) and "wagtailsearch_indexentry" in query["sql"]:
            assert '"object_id"' in query["sql"].partition("WHERE")[2]

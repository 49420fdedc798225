import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction
from wagtail.search.backends import get_search_backend

from blog.models import Person
from site_core.excerpts import excerpt
from site_core.search_backend import MAX_QUERY_LENGTH, clean_query_string
from tests.factories import (
    ImageFactory,
    PersonFactory,
    ReportPageFactory,
    StandardPageFactory,
    TagFactory,
    UpdatePageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

HOSTILE = [
    '"',
    '"unbalanced',
    "\x00",
    "nul\x00inside",
    "'; DROP TABLE wagtailcore_page; --",
    "a AND",
    "NEAR(a b)",
    "title:x* ^y -z",
    "%s %d {} \\",
    "!?…—",
    "\u0301\u0301",
    "\u202e\u200b\ufeff",
    "²½ Ⅷ",
    "word " * 2000,
    "x" * 10_000,
    "🌱 🌱",
    "\ud7ff\ue000\U0010ffff",
    "   ",
]


@pytest.fixture
def library(site_tree, django_capture_on_commit_callbacks):
    """One public page of each kind about cooperatives, and their author."""
    with django_capture_on_commit_callbacks(execute=True):
        author = PersonFactory(name="Márcia Nóbrega", slug="marcia", affiliation="River Institute")
        site_tree.update = UpdatePageFactory(
            parent=site_tree.updates,
            title="Tech for Forests",
            summary="About cooperatives in the forest",
            authors=[author],
            tags=[TagFactory(name="Commons", slug="commons")],
        )
        site_tree.report = ReportPageFactory(
            parent=site_tree.reports, title="Cooperatives", abstract="<p>Land & code</p>", authors=[author]
        )
        site_tree.page = StandardPageFactory(parent=site_tree.home, title="About cooperatives", slug="about")
    return site_tree


@pytest.fixture
def staff(client, db):
    client.force_login(UserFactory(is_superuser=True))
    return client


def found(client, words, **query):
    response = client.get("/search/", {"q": words, **query})
    assert response.status_code == 200
    return [page.title for page in response.context.get("results") or []]


def test_reader_finds_updates_reports_and_pages(client, library):
    assert set(found(client, "cooperatives")) == {"Tech for Forests", "Cooperatives", "About cooperatives"}


def test_page_with_the_word_in_its_title_comes_first(client, site_tree, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        UpdatePageFactory(parent=site_tree.updates, title="Rivers")
        UpdatePageFactory(parent=site_tree.updates, title="Forests", body=[("text", "<p>Of rivers.</p>")])

    assert found(client, "rivers") == ["Rivers", "Forests"]


@pytest.mark.parametrize("words", ["commons", "Nóbrega", "forests tech"])
def test_update_is_found_by_tag_author_and_all_words(client, library, words):
    assert "Tech for Forests" in found(client, words)


def test_result_shows_kind_title_date_byline_and_excerpt(client, library):
    library.update.publication_date = timezone.datetime(2023, 1, 26, tzinfo=timezone.get_default_timezone())
    library.update.save()

    text = client.get("/search/", {"q": "commons"}).content.decode()

    for words in ("Tech for Forests", "Update", "January 26th 2023", "By Márcia Nóbrega", "About cooperatives in"):
        assert words in text


def test_reader_finds_people_with_public_work(client, library, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        drafter = PersonFactory(name="Nobody Known", affiliation="River Institute", slug="nobody")
        UpdatePageFactory(parent=library.updates, live=False, authors=[drafter])

    text = client.get("/search/", {"q": "river institute"}).content.decode()

    assert '<a href="/updates/authors/marcia/">Márcia Nóbrega</a>' in text
    assert "Nobody Known" not in text
    assert "Nothing was found" not in text


def test_search_never_shows_what_is_not_public(client, library, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        UpdatePageFactory(parent=library.updates, title="Cooperatives draft", live=False)
        UpdatePageFactory(parent=library.updates, title="Cooperatives expired", expire_at=timezone.now())
        private = StandardPageFactory(parent=library.home, title="Cooperatives private")
        PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
        StandardPageFactory(parent=private, title="Cooperatives below private")
        library.update.title = "Cooperatives unpublished"
        library.update.save()
        library.update.unpublish()
        edited = library.page.get_latest_revision_as_object()
        edited.title = "Cooperatives not yet published"
        edited.save_revision()

    response = client.get("/search/", {"q": "cooperatives"})

    assert sorted(page.title for page in response.context["results"]) == ["About cooperatives", "Cooperatives"]
    for hidden in ("draft", "expired", "private", "unpublished", "not yet"):
        assert f"Cooperatives {hidden}" not in response.content.decode()
    assert response.context["results"].paginator.count == 2


def test_results_come_in_pages_of_twenty(client, site_tree, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(25):
            UpdatePageFactory(parent=site_tree.updates, title=f"Water {number}")

    first, second = found(client, "water"), found(client, "water", page=2)

    assert (len(first), len(second)) == (20, 5)
    assert len({*first, *second}) == 25
    assert 'href="?q=water&amp;page=2"' in client.get("/search/", {"q": "water"}).content.decode()


def test_odd_page_numbers_show_a_page_of_results(client, library):
    for page in ("words", "0", "-1", "2", str(10**30), "9" * 5000, "", "\x00", "١"):
        assert len(found(client, "cooperatives", page=page)) == 3, page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Find updates, reports, pages and people"),
        ("?q=", "Find updates, reports, pages and people"),
        ("?q=%20%00", "Find updates, reports, pages and people"),
        ("?q=%22%21", "There is no word to search for"),
        ("?q=zebra", "Nothing was found for “zebra”"),
        ("?q=forests&q=zebra", "Nothing was found for “zebra”"),
        ("?q=%FF%FE", "There is no word to search for"),
        ("?page=2", "Find updates, reports, pages and people"),
    ],
)
def test_reader_is_helped_where_nothing_is_found(client, site_tree, query, words):
    response = client.get(f"/search/{query}")

    assert response.status_code == 200
    assert words in response.content.decode()
    assert 'name="q"' in response.content.decode()


def test_no_query_breaks_the_search(client, library):
    for query in HOSTILE:
        response = client.get("/search/", {"q": query})

        assert response.status_code == 200, repr(query)
        assert b"\x00" not in response.content


ODD = st.one_of(st.text(max_size=250), st.text(alphabet="\"'\\*^-+:(){}%&|!~<>@ aA\x00é0²\u0301", max_size=60))
NEARLY = st.one_of(st.sampled_from(["marcia", "commons", "2023", "update", "0000", "9999", "²"]), ODD)
FILTERS = ("kind", "author", "tag", "year")
ADDRESS = {"q": st.one_of(st.just("cooperatives"), ODD), **dict.fromkeys((*FILTERS, "page"), NEARLY)}
ONE_DATABASE = [HealthCheck.function_scoped_fixture]


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=ONE_DATABASE)
@given(query=st.fixed_dictionaries({}, optional=ADDRESS))
def test_no_address_at_all_breaks_the_search(library, query):
    typed = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
    response = Client().get("/search/", typed)

    assert response.status_code == 200
    assert b"\x00" not in response.content


@pytest.mark.parametrize("name", [*FILTERS, "page"])
def test_no_filter_breaks_the_search(client, library, name):
    for value in HOSTILE:
        response = client.get("/search/", {"q": "cooperatives", name: value})

        assert response.status_code == 200, repr(value)
        assert response.context["results"].paginator.count == 3


def test_words_typed_come_back_escaped(client, library):
    text = client.get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert" not in text
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in text


def test_results_are_neither_indexed_nor_stored_and_set_no_cookie(client, library):
    response = client.get("/search/", {"q": "cooperatives"})

    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_search_asks_few_questions_however_much_it_finds(client, library, django_capture_on_commit_callbacks):
    def queries():
        client.get("/search/", {"q": "cooperatives"})
        with CaptureQueriesContext(connection) as context:
            client.get("/search/", {"q": "cooperatives"})
        return len(context)

    few = queries()
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(8):
            authors = [PersonFactory() for _author in range(3)]
            UpdatePageFactory(parent=library.updates, title=f"Cooperatives {number}", authors=authors)
            ReportPageFactory(parent=library.reports, title=f"Cooperatives {number}", authors=authors)

    assert queries() == few <= 24


# The backend, for the admin too


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("two  words", "two words"),
        ('"quoted" -not', "quoted -not"),
        ("a\x00b", "a b"),
        ("!!! ???", ""),
        ("d'accord", "d'accord"),
        ("Ελλάδα 数字", "Ελλάδα 数字"),
        ("x" * 500, "x" * MAX_QUERY_LENGTH),
    ],
)
def test_query_keeps_its_words_and_loses_the_rest(typed, cleaned):
    assert clean_query_string(typed) == cleaned


def test_search_finds_what_autocomplete_begins(library):
    backend = get_search_backend()

    titles = {page.title for page in backend.autocomplete("Coop", Page.objects.all())}
    assert titles == {"Cooperatives", "About cooperatives"}
    assert [person.name for person in backend.autocomplete("Nób", Person)] == ["Márcia Nóbrega"]


def test_relevance_works_with_filters_slices_and_specific_pages(library):
    everything = Page.objects.all().specific().search("cooperatives")
    updates_only = Page.objects.child_of(library.updates).search("cooperatives")

    assert {type(page) for page in everything} == {type(library.update), type(library.report), type(library.page)}
    assert [page.title for page in updates_only] == ["Tech for Forests"]
    assert (everything.count(), len(everything[1:3]), list(everything[3:])) == (3, 2, [])


def test_a_search_reads_the_index_once_not_once_for_every_match(library):
    with CaptureQueriesContext(connection) as context:
        list(Page.objects.search("cooperatives")[:2])

    assert max(query["sql"].count(" MATCH ") + query["sql"].count(" @@ ") for query in context) == 1


ADMIN_SEARCHES = [
    (lambda: reverse("wagtailadmin_pages:search"), "q"),
    (lambda: reverse("wagtailadmin_explore_root"), "q"),
    (lambda: reverse("wagtailadmin_choose_page_search"), "q"),
    (lambda: reverse("wagtailimages:index"), "q"),
    (lambda: reverse("wagtailimages_chooser:choose"), "q"),
    (lambda: reverse("wagtaildocs:index"), "q"),
    (lambda: reverse("wagtaildocs_chooser:choose"), "q"),
    (lambda: reverse("wagtailusers_users:index"), "q"),
    (lambda: reverse(Person.snippet_viewset.get_url_name("list")), "q"),
    (lambda: reverse(Person.snippet_viewset.chooser_viewset.get_url_name("choose")), "q"),
]


@pytest.mark.parametrize("search", ADMIN_SEARCHES)
def test_no_query_breaks_a_search_in_the_admin(staff, library, search):
    address, parameter = search
    ImageFactory(title="Forest")

    for query in HOSTILE:
        response = staff.get(address(), {parameter: query})
        assert response.status_code == 200, repr(query)


# Kinds, and the words around a match


def kinds_of(client, words, **query) -> dict[str, int]:
    kinds = client.get("/search/", {"q": words, **query}).context["kinds"]
    return {kind.label: kind.count for kind in kinds}


def test_reader_chooses_a_kind_and_sees_how_many_there_are_of_each(client, library):
    assert kinds_of(client, "cooperatives") == {"All": 3, "Updates": 1, "Reports": 1, "Pages": 1}
    assert found(client, "cooperatives", kind="report") == ["Cooperatives"]
    assert found(client, "cooperatives", kind="standard") == ["About cooperatives"]
    assert kinds_of(client, "cooperatives", kind="report")["All"] == 3


@pytest.mark.parametrize("kind", ["nonsense", "person", "\x00", "updatepage"])
def test_kind_that_is_none_leaves_all(client, library, kind):
    assert len(found(client, "cooperatives", kind=kind)) == 3


def test_results_of_one_kind_leave_nothing_to_choose(client, library):
    assert kinds_of(client, "commons") == {}


def test_kind_is_kept_on_further_pages(client, library, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(25):
            UpdatePageFactory(parent=library.updates, title=f"Cooperatives {number}")

    response = client.get("/search/", {"q": "cooperatives", "kind": "update"})

    assert 'href="?q=cooperatives&amp;kind=update&amp;page=2"' in response.content.decode()
    assert len(found(client, "cooperatives", kind="update", page=2)) == 6


def test_what_is_hidden_is_not_counted(client, library, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        library.report.unpublish()
        UpdatePageFactory(parent=library.updates, title="Cooperatives", live=False)

    assert kinds_of(client, "cooperatives") == {"All": 2, "Updates": 1, "Pages": 1}


def test_excerpt_shows_the_words_around_the_first_match(client, site_tree, django_capture_on_commit_callbacks):
    body = [("text", f"<p>{'Much is said before. ' * 40}Here the rivers rise. {'And much after. ' * 40}</p>")]
    with django_capture_on_commit_callbacks(execute=True):
        UpdatePageFactory(parent=site_tree.updates, title="Springs", summary="Of water.", body=body)

    text = client.get("/search/", {"q": "Rivers"}).content.decode()

    assert "Here the <mark>rivers</mark> rise." in text
    assert "Of water." not in text


def test_words_of_a_link_to_what_is_not_public_are_not_found(client, site_tree, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        secret = StandardPageFactory(parent=site_tree.home, title="Secret", live=False)
        link = {"label": "Merger with them", "page": secret.pk, "document": None, "url": "", "fragment": ""}
        body = [
            {"type": "links", "value": {"links": [link], "heading": ""}},
            {"type": "text", "value": "<p>Rivers.</p>"},
        ]
        page = UpdatePageFactory(parent=site_tree.updates, title="Springs")
        page.body = json.dumps(body)
        page.summary = ""
        page.save()

    assert found(client, "merger") == []
    assert found(client, "rivers") == ["Springs"]
    assert "Merger" not in client.get("/search/", {"q": "rivers"}).content.decode()


def words_shown(text: str, words: str) -> str:
    return "".join(f"[{piece.text}]" if piece.is_match else piece.text for piece in excerpt(text, words))


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Wells and ropes", "ropes", "Wells and [ropes]"),
        ("Márcia NÓBREGA writes", "marcia nobrega", "[Márcia] [NÓBREGA] writes"),
        ("The ﬁrst straße", "strasse", ""),
        ("Well, wells, swell", "well", "[Well], [wells], swell"),
        ("Nothing here", "wells", ""),
        ("Nothing here", "", ""),
        ("Then the well", "the well", "Then [the] [well]"),
        ("The end. " * 40 + "Of wells.", "the wells", "… " + "[The] end. " * 8 + "Of [wells]."),
        ("", "wells", ""),
        ("a <b>wells</b> & more", "wells", "a <b>[wells]</b> & more"),
    ],
)
def test_matches_stand_out_whatever_their_accents_and_case(text, words, shown):
    assert words_shown(text, words) == shown


@given(st.text(max_size=600), st.text(max_size=20))
def test_excerpt_is_a_part_of_the_text_however_odd(text, words):
    shown = "".join(piece.text for piece in excerpt(text, words)).removeprefix("… ").removesuffix(" …")

    assert shown in text
    assert len(shown) <= 700

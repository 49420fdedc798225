import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from blog.models import Person
from site_core.folding import fold
from tests.factories import PersonFactory, StandardPageFactory, UpdatePageFactory


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Zürich", "zurich"),
        ("ZU\u0308RICH", "zurich"),
        ("Márcia NÓBREGA", "marcia nobrega"),
        ("Straße", "strasse"),
        ("Łódź, Ørsted, Œuvre", "lodz, orsted, oeuvre"),
        ("Ελλάδα", "ελλαδα"),
        ("データ", "データ"),
        ("ﬁle", "file"),
        ("", ""),
    ],
)
def test_words_lose_their_accents_and_case(written, folded):
    assert fold(written) == folded


@given(st.text(max_size=80))
def test_folded_words_stay_as_they_are(text):
    assert fold(fold(text)) == fold(text)


@pytest.fixture
def cities(site_tree, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        author = PersonFactory(name="Zoë Łukasz", affiliation="Universität Köln")
        UpdatePageFactory(parent=site_tree.updates, title="Zürich", authors=[author])
        UpdatePageFactory(parent=site_tree.updates, title="Aarhus", body=[("text", "<p>Café in MÜNCHEN</p>")])
        StandardPageFactory(parent=site_tree.home, title="Munchen", slug="munchen")
    return site_tree


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("zurich", {"Zürich"}),
        ("ZÜRICH", {"Zürich"}),
        ("zu\u0308rich", {"Zürich"}),
        ("cafe münchen", {"Aarhus"}),
        ("CAFÉ munchen", {"Aarhus"}),
        ("München", {"Aarhus", "Munchen"}),
        ("zoe lukasz", {"Zürich"}),
    ],
)
def test_reader_finds_pages_however_their_accents_are_typed(client, cities, words, titles):
    response = client.get("/search/", {"q": words})

    assert {page.title for page in response.context["results"]} == titles


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["zoe", "ZOË", "Lukasz", "koln", "KÖLN"])
def test_reader_finds_people_however_their_accents_are_typed(client, cities, words):
    assert "Universität Köln" in client.get("/search/", {"q": words}).text


@pytest.mark.django_db
def test_searches_of_the_admin_find_them_too(cities):
    backend = get_search_backend()

    assert [page.title for page in backend.autocomplete("zuri", Page.objects.all())] == ["Zürich"]
    assert [person.name for person in backend.autocomplete("luka", Person)] == ["Zoë Łukasz"]
    assert [person.name for person in backend.autocomplete("Łuka", Person)] == ["Zoë Łukasz"]


@pytest.mark.django_db
def test_search_in_chosen_fields_goes_by_what_is_written_there(cities):
    found = get_search_backend().search("Zürich", Page.objects.all(), fields=["title"])

    assert [page.title for page in found] == ["Zürich"]

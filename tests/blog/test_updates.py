import pytest
from bs4 import BeautifulSoup

from blog.models import UpdatePage
from tests.factories import UpdatePageFactory

pytestmark = pytest.mark.django_db

NOTE = '<footnote id="22d1dd00-0000-4000-8000-000000000000">[22d1dd]</footnote>'


def test_excerpt_has_the_words_of_the_text_and_no_marks(site_tree):
    page = UpdatePageFactory(
        parent=site_tree.updates,
        summary="",
        body=[
            ("heading", {"text": "Beginnings", "level": "2"}),
            ("text", f"<p>Water <b>finds</b> its &lt;way&gt;{NOTE}.</p>"),
        ],
    )

    assert page.card_text == "Beginnings Water finds its <way>."
    assert page.word_count == 5


@pytest.mark.parametrize(("words", "minutes"), [(1, 1), (220, 1), (660, 3), (2200, 10)])
def test_reading_time_is_told_in_whole_minutes(words, minutes):
    assert UpdatePage(word_count=words).reading_minutes == minutes


@pytest.mark.parametrize(
    "query",
    [
        "?page=words",
        "?page=-1",
        "?page=999999999999999999999",
        "?page=",
        "?page=1&page=2",
        "?%00",
        "?page=%00",
        "?x[]=1",
    ],
)
def test_odd_page_numbers_and_query_strings_are_answered(site_tree, client, query):
    UpdatePageFactory(parent=site_tree.updates)

    for address in ["/", "/updates/", "/reports/"]:
        assert client.get(address + query).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/updates/0000/",
        "/updates/9999/",
        "/updates/1066/",
        "/updates/tags/nothing/",
        "/updates/authors/nobody/",
        "/updates/tags/",
        "/updates/authors/",
        "/updates/20260/",
    ],
)
def test_lists_of_nothing_do_not_exist(site_tree, client, address):
    UpdatePageFactory(parent=site_tree.updates)

    assert client.get(address).status_code == 404


def test_young_site_without_updates_looks_intended(site_tree, client):
    for address in ["/", "/updates/", "/reports/"]:
        assert client.get(address).status_code == 200


def test_long_list_goes_on_on_a_second_page(site_tree, client):
    for number in range(25):
        UpdatePageFactory(parent=site_tree.updates, title=f"Update number {number:02}", slug=f"number-{number:02}")

    first, second = client.get("/updates/").content.decode(), client.get("/updates/?page=2").content.decode()

    assert "number-24" in first and "number-05" in first and "number-04" not in first
    assert "number-04" in second and "number-00" in second and "number-05" not in second
    assert "?page=2" in first


def test_later_pages_of_a_list_have_a_title_and_a_description_of_their_own(site_tree, client):
    site_tree.updates.introduction = "What we tell."
    site_tree.updates.save()
    for _number in range(21):
        UpdatePageFactory(parent=site_tree.updates)

    first, second = (head_of(client.get(address)) for address in ("/updates/", "/updates/?page=2"))

    assert (first["title"], first["description"]) == ("Updates", "What we tell.")
    assert (second["title"], second["description"]) == ("Updates, page 2 of 2", "Page 2 of 2. What we tell.")
    assert second["og:title"] == second["title"]


def head_of(response) -> dict[str, str]:
    page = BeautifulSoup(response.content, "html.parser")
    tags = {tag.get("name") or tag.get("property"): tag.get("content") for tag in page.select("meta[content]")}
    return {**tags, "title": page.title.string.partition(" • ")[0]}


def test_featured_update_stands_first(site_tree, client):
    oldest = UpdatePageFactory(parent=site_tree.updates, slug="oldest", publication_date="2020-01-01T12:00Z")
    UpdatePageFactory(parent=site_tree.updates, slug="newest")
    site_tree.updates.featured_update = oldest
    site_tree.updates.save()

    html = client.get("/updates/").content.decode()

    assert html.index("/updates/oldest/") < html.index("/updates/newest/")

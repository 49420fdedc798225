import pytest
from django.urls import reverse

from tests.factories import PersonFactory, StandardPageFactory, TagFactory, UpdatePageFactory, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsroom(client):
    client.force_login(member_of("Site managers"))
    return client


@pytest.fixture
def branch(site_tree):
    """A page with one below it, and a place to move it to."""
    about = StandardPageFactory(parent=site_tree.home, slug="about", title="About")
    team = StandardPageFactory(parent=about, slug="team", title="The team")
    place = StandardPageFactory(parent=site_tree.home, slug="fund", title="The fund")
    return about, team, place


def assert_leads(client, former, address):
    answer = client.get(former)
    assert (answer.status_code, answer.url) == (301, address)
    assert client.get(address).status_code == 200


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    def change_slug(page, slug):
        page.refresh_from_db()
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return change_slug


def test_page_and_those_below_are_found_after_a_change_of_address(client, branch, rename):
    rename(branch[0], "who-we-are")

    assert_leads(client, "/about/", "/who-we-are/")
    assert_leads(client, "/about/team/", "/who-we-are/team/")


def test_page_is_found_in_one_step_after_several_changes(client, branch, rename):
    for slug in ("who", "us"):
        rename(branch[0], slug)

    assert_leads(client, "/about/team/", "/us/team/")
    assert_leads(client, "/who/", "/us/")


def test_page_and_those_below_are_found_after_a_move(newsroom, branch):
    about, _team, place = branch

    newsroom.post(reverse("wagtailadmin_pages:move_confirm", args=[about.pk, place.pk]))

    assert_leads(newsroom, "/about/", "/fund/about/")
    assert_leads(newsroom, "/about/team/", "/fund/about/team/")


def test_pages_moved_many_at_once_are_found(newsroom, branch, site_tree):
    about, _team, place = branch
    other = StandardPageFactory(parent=site_tree.home, slug="history")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])

    newsroom.post(f"{address}?id={about.pk}&id={other.pk}", {"chooser": place.pk})

    assert_leads(newsroom, "/about/team/", "/fund/about/team/")
    assert_leads(newsroom, "/history/", "/fund/history/")


def test_page_that_moves_back_is_read_where_it_was(client, branch):
    about, _team, place = branch
    home = about.get_parent()
    about.move(place, "last-child")
    about.refresh_from_db()
    about.move(home, "last-child")

    assert client.get("/about/team/").status_code == 200
    assert_leads(client, "/fund/about/team/", "/about/team/")


def test_lists_and_feeds_are_found_after_the_updates_have_moved(client, site_tree, rename):
    tag, person = TagFactory(slug="water"), PersonFactory(slug="ada")
    update = UpdatePageFactory(parent=site_tree.updates, slug="wells", tags=[tag], authors=[person])
    rename(site_tree.updates, "news-room")
    year = update.publication_date.year

    lists = ["", "tags/water/", "authors/ada/"]
    feeds = [f"{path}feed/{form}" for path in lists for form in ("", "atom/", "json/")]
    for path in [*lists, *feeds, f"{year}/", "wells/"]:
        assert_leads(client, f"/updates/{path}", f"/news-room/{path}")


# As Markdown


def test_markdown_of_an_update_follows_it_to_its_new_address(client, site_tree, rename):
    update = UpdatePageFactory(parent=site_tree.updates, slug="wells")
    for slug in ("ropes", "buckets"):
        rename(update, slug)

    for slug in ("wells", "ropes"):
        answer = client.get(f"/updates/{slug}.md")
        assert (answer.status_code, answer.url.partition("/updates/")[2]) == (301, "buckets.md")


def test_markdown_leads_nowhere_that_is_not_public(client, site_tree, rename):
    update = UpdatePageFactory(parent=site_tree.updates, slug="wells")
    rename(update, "ropes")
    update.refresh_from_db()
    update.unpublish()

    assert client.get("/updates/wells.md").status_code == 404


def test_markdown_of_what_is_no_update_leads_nowhere(client, branch, rename):
    rename(branch[0], "who-we-are")

    assert client.get("/about.md").status_code == 404

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from blog.models import UpdatePage
from home.models import StandardPage
from site_core.reserved_addresses import is_of_site
from tests.factories import StandardPageFactory, UpdatePageFactory, member_of

pytestmark = pytest.mark.django_db

OF_SITE = [
    "search",
    "subscribe",
    "api",
    "admin",
    "health",
    "documents",
    "media",
    "static",
    "share",
    "calendar",
    "_util",
]


@pytest.fixture
def newsroom(client):
    client.force_login(member_of("Editors"))
    return client


def form(title, slug, **more):
    rows = {"footnotes": inline_formset([]), "comments": inline_formset([])}
    words = {"title": title, "slug": slug, "introduction": "", "language": "en", "body": streamfield([])}
    return nested_form_data({**words, **rows, **more})


@pytest.mark.parametrize("slug", OF_SITE)
def test_address_of_the_site_is_known_without_a_list_of_them(slug):
    assert is_of_site(slug)


@pytest.mark.parametrize("slug", ["about", "updates", "searching", "2024", "feed", "a", "日本", ""])
def test_other_addresses_are_free(slug):
    assert not is_of_site(slug)


def test_page_at_the_top_with_an_address_of_the_site_is_refused_in_words(site_tree):
    with pytest.raises(ValidationError, match="The site itself answers at this address"):
        StandardPageFactory(parent=site_tree.home, slug="search")


def test_page_further_down_may_have_it(client, site_tree):
    about = StandardPageFactory(parent=site_tree.home, slug="about")
    StandardPageFactory(parent=about, slug="search", title="How we search")

    assert "How we search" in client.get("/about/search/").content.decode()


def test_address_made_from_the_title_goes_round_those_of_the_site(site_tree):
    page = StandardPage(title="Search", language="en")

    site_tree.home.add_child(instance=page)

    assert page.slug == "search-2"


def test_draft_gets_an_address_that_can_be_read(newsroom, site_tree):
    address = reverse("wagtailadmin_pages:add", args=["home", "standardpage", site_tree.home.pk])

    newsroom.post(address, form("Search", "search"))

    assert StandardPage.objects.get(title="Search").slug == "search-2"


def test_page_that_was_public_is_told_why_it_cannot_have_it(newsroom, site_tree):
    page = StandardPageFactory(parent=site_tree.home, title="Finding", slug="finding")
    page.save_revision().publish()

    answer = newsroom.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form("Finding", "search"))

    assert "The site itself answers at this address. Choose another, such as search-page." in answer.content.decode()
    page.refresh_from_db()
    assert page.slug == "finding"


@pytest.fixture
def below(site_tree):
    about = StandardPageFactory(parent=site_tree.home, slug="about")
    return StandardPageFactory(parent=about, slug="search", title="How we search")


def test_moving_a_page_there_is_refused_in_words(newsroom, site_tree, below):
    address = reverse("wagtailadmin_pages:move_confirm", args=[below.pk, site_tree.home.pk])

    answer = newsroom.post(address, follow=True)

    assert "“How we search”: The site itself answers at this address." in answer.content.decode()
    below.refresh_from_db()
    assert below.url_path == "/home/about/search/"


def test_moving_many_there_is_refused_in_words(newsroom, site_tree, below):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])

    answer = newsroom.post(f"{address}?id={below.pk}", {"chooser": site_tree.home.pk})

    assert "“How we search”: The site itself answers at this address." in answer.content.decode()
    below.refresh_from_db()
    assert below.url_path == "/home/about/search/"


def test_copying_a_page_there_is_refused_in_words(newsroom, site_tree, below):
    data = {"new_title": "Copy", "new_slug": "search", "new_parent_page": site_tree.home.pk}

    answer = newsroom.post(reverse("wagtailadmin_pages:copy", args=[below.pk]), data)

    assert "The site itself answers at this address." in answer.content.decode()
    assert not StandardPage.objects.filter(title="Copy").exists()


@pytest.mark.parametrize("slug", ["tags", "authors", "feed", "2024"])
def test_update_named_as_a_list_below_the_updates_is_refused_in_words(site_tree, slug):
    with pytest.raises(ValidationError, match="The site uses this address for a list"):
        UpdatePageFactory(parent=site_tree.updates, slug=slug)


@pytest.mark.parametrize("title", ["Tags", "2024"])
def test_update_whose_title_is_that_of_a_list_gets_another_address(site_tree, title):
    page = UpdatePage(title=title, language="en")

    site_tree.updates.add_child(instance=page)

    assert page.slug == f"{title.lower()}-2"

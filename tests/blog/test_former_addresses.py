"""People and tags that have moved, and tags in any script, on every surface that has an address for them."""

import pytest
from django.urls import reverse

from blog.merging import merge_people
from blog.models import FormerTagSlug, Tag
from blog.tag_merging import merge_tags
from tests.factories import PersonFactory, TagFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/updates/{kind}/{slug}/",
    "/updates/{kind}/{slug}/feed/",
    "/updates/{kind}/{slug}/feed/atom/",
    "/updates/{kind}/{slug}/feed/json/",
]
API = ["/api/v1/{people}/{slug}/", "/api/v1/updates/?per_page=5&{filter}={slug}"]
TAG = {"kind": "tags", "people": "tags", "filter": "tag"}
PERSON = {"kind": "authors", "people": "people", "filter": "author"}


@pytest.fixture
def moved(site_tree):
    """A tag and a person with one update, both renamed from "old" to "new"."""
    tag, person = TagFactory(name="Wells", slug="old"), PersonFactory(slug="old")
    UpdatePageFactory(parent=site_tree.updates, tags=[tag], authors=[person])
    for item in (tag, person):
        rename(item, "new")
    return {"tags": tag, "authors": person}


@pytest.fixture
def merged(site_tree):
    """The same of a tag and a person that were merged."""
    tag, person = TagFactory(name="Wells", slug="old"), PersonFactory(slug="old")
    UpdatePageFactory(parent=site_tree.updates, tags=[tag], authors=[person])
    merge_tags(tag, TagFactory(slug="new"))
    merge_people(person, PersonFactory(slug="new"))


def rename(item, slug):
    item.slug = slug
    item.save()


@pytest.mark.parametrize("names", [TAG, PERSON], ids=["tag", "person"])
@pytest.mark.parametrize("address", ADDRESSES + API)
@pytest.mark.parametrize("how", ["moved", "merged"])
def test_former_address_leads_to_the_new_one(client, request, settings, names, address, how):
    request.getfixturevalue(how)

    response = client.get(address.format(slug="old", **names))

    assert response.status_code == 301
    assert response.url.removeprefix(settings.SITE_URL) == address.format(slug="new", **names)
    assert client.get(response.url.removeprefix(settings.SITE_URL)).status_code == 200


@pytest.mark.parametrize("names", [TAG, PERSON], ids=["tag", "person"])
@pytest.mark.parametrize("address", [*ADDRESSES, API[0]])
def test_former_address_tells_strangers_nothing_while_there_is_nothing_public(client, moved, names, address):
    update = moved["tags"].tagged_updates.get().content_object
    update.unpublish()

    assert client.get(address.format(slug="old", **names)).status_code == 404


def test_former_addresses_lead_there_in_one_step_however_often_a_tag_is_renamed(client, moved):
    rename(moved["tags"], "newest")

    for slug in ("old", "new"):
        assert client.get(f"/updates/tags/{slug}/").url == "/updates/tags/newest/"


def test_tag_may_take_back_an_old_address(client, moved):
    rename(moved["tags"], "old")

    assert client.get("/updates/tags/old/").status_code == 200
    assert client.get("/updates/tags/new/").url == "/updates/tags/old/"
    assert FormerTagSlug.objects.count() == 1


def test_new_tag_at_a_former_address_comes_first_for_good(client, moved, site_tree):
    other = TagFactory(slug="old")
    UpdatePageFactory(parent=site_tree.updates, tags=[other])

    assert client.get("/updates/tags/old/").status_code == 200
    rename(other, "elsewhere")
    assert client.get("/updates/tags/old/").url == "/updates/tags/elsewhere/"


def test_editor_renames_a_tag_with_its_address(newsroom, moved):
    address = reverse("wagtailsnippets_blog_tag:edit", args=[moved["tags"].pk])

    newsroom.post(address, {"name": "Water", "slug": "water"})

    assert newsroom.get("/updates/tags/new/").url == "/updates/tags/water/"


# Names that mean the same


@pytest.mark.parametrize("name", ["güter", "GÜTER", "Guter", "  Gu\u0308ter "])
def test_second_tag_that_differs_in_capitals_or_accents_only_is_refused(newsroom, name):
    TagFactory(name="Güter")

    response = newsroom.post(reverse("wagtailsnippets_blog_tag:add"), {"name": name, "slug": ""})

    assert "There is a tag of this name already: “Güter”." in response.content.decode()
    assert Tag.objects.count() == 1


def test_one_of_two_tags_that_were_alike_before_can_still_be_edited(newsroom):
    TagFactory(name="Güter")
    tag = TagFactory(name="Guter", slug="guter")

    newsroom.post(reverse("wagtailsnippets_blog_tag:edit", args=[tag.pk]), {"name": "Guter", "slug": "goods"})

    tag.refresh_from_db()
    assert tag.slug == "goods"


def test_signs_that_make_another_letter_make_another_tag():
    TagFactory(name="Мой")

    assert Tag.called("Мои") is None
    assert Tag.called("МОЙ")


def test_exact_name_comes_before_one_with_other_accents():
    TagFactory(name="Güter")
    tag = TagFactory(name="Guter")

    assert Tag.called("Guter") == tag


# Tags in any script


@pytest.mark.parametrize(("name", "slug"), [("Öğrenme", "ogrenme"), ("日本", "riben"), ("مياه", "myh")])
def test_editor_gives_a_tag_a_name_in_any_script(newsroom, name, slug):
    newsroom.post(reverse("wagtailsnippets_blog_tag:add"), {"name": name, "slug": ""})

    assert Tag.objects.get().slug == slug


@pytest.mark.parametrize("slug", ["日本", "a/b", "a b"])
def test_tag_made_by_a_program_gets_an_address_in_plain_letters(slug):
    assert Tag.objects.create(name="Water", slug=slug).slug in {"riben", "ab", "a-b"}


SURFACES = ["/", "/updates/", "/updates/work/", "/updates/work.md", "/updates/feed/", "/updates/feed/json/"]
SURFACES += ["/sitemap.xml", "/search/?q=wells", "/api/v1/updates/", "/api/v1/tags/", "/llms.txt"]


@pytest.mark.parametrize("slug", ["日本", "öğrenme", "a/b", "a b?#", ""])
def test_no_surface_fails_for_a_slug_that_no_form_would_take(client, site_tree, slug):
    tag = TagFactory(name="Wells")
    UpdatePageFactory(parent=site_tree.updates, slug="work", title="Wells", tags=[tag])
    Tag.objects.filter(pk=tag.pk).update(slug=slug)

    for address in SURFACES:
        assert client.get(address).status_code == 200, address


def test_address_in_another_script_works_everywhere(client, site_tree):
    tag = TagFactory(name="Wells")
    UpdatePageFactory(parent=site_tree.updates, slug="work", tags=[tag])
    Tag.objects.filter(pk=tag.pk).update(slug="日本")

    for address in [*ADDRESSES, *API]:
        assert client.get(address.format(slug="日本", **TAG)).status_code == 200, address
    assert 'href="/updates/tags/%E6%97%A5%E6%9C%AC/"' in client.get("/updates/work/").content.decode()
    assert "/updates/tags/%E6%97%A5%E6%9C%AC/<" in client.get("/sitemap.xml").content.decode()


# Tags without public work


@pytest.mark.parametrize("state", ["never used", "draft", "unpublished", "private", "draft of a live page"])
def test_tag_without_public_work_is_on_no_surface(client, site_tree, django_capture_on_commit_callbacks, state):
    tag = TagFactory(name="Zephyr", slug="zephyr")
    with django_capture_on_commit_callbacks(execute=True):
        make_work(site_tree, tag, state)

    for address in [*SURFACES, "/reports/", "/updates/2026/"]:
        response = client.get(address)
        assert "ephyr" not in response.content.decode(), address
    for address in [*ADDRESSES, API[0]]:
        assert client.get(address.format(slug="zephyr", **TAG)).status_code == 404, address
    assert client.get("/api/v1/updates/?tag=zephyr").json()["results"] == []
    assert client.get("/search/?q=zephyr").content.decode().count("search-result") == 0


def make_work(site_tree, tag, state):
    if state == "never used":
        return
    update = UpdatePageFactory(
        parent=site_tree.updates,
        slug="work" if state != "private" else "other",
        live=state not in {"draft"},
        tags=[] if state == "draft of a live page" else [tag],
    )
    if state == "unpublished":
        update.unpublish()
    elif state == "private":
        update.view_restrictions.create(restriction_type="login")
    elif state == "draft of a live page":
        update.tags.set([tag])
        update.save_revision()

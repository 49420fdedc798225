import pytest
from django.urls import reverse
from wagtail.search.backends import get_search_backend

from blog.models import Tag, UpdatePage
from tests.factories import TagFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db

TAGS = "wagtailsnippets_blog_tag"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Öffentliche Güter", "offentliche-guter"),
        ("数字", "shuzi"),
        ("C++", "c"),
        ("!!!", "tag"),
        ("é" * 100, "e" * 100),
    ],
)
def test_tag_has_an_address_in_plain_letters(name, slug):
    assert Tag.objects.create(name=name).slug == slug


def test_tags_that_would_share_an_address_do_not():
    slugs = [Tag.objects.create(name=name).slug for name in ("C", "C+", "C++")]

    assert slugs == ["c", "c-2", "c-3"]


def test_page_of_a_tag_in_any_script_can_be_read(client, site_tree):
    UpdatePageFactory(parent=site_tree.updates, tags=["数字"])

    assert client.get("/updates/tags/shuzi/").status_code == 200
    assert client.get("/updates/").status_code == 200


def test_tags_differ_by_more_than_capital_letters(site_tree):
    TagFactory(name="Water")
    update = UpdatePageFactory(parent=site_tree.updates, tags=["water", "WATER"])

    assert [tag.name for tag in update.tags.all()] == ["Water"]


def test_editor_adds_a_tag_without_thinking_of_the_slug(newsroom):
    response = newsroom.post(reverse(f"{TAGS}:add"), {"name": "Öffentliche Güter", "slug": ""})

    assert response.status_code == 302
    assert Tag.objects.get().slug == "offentliche-guter"


@pytest.mark.parametrize(
    ("name", "slug", "words"),
    [
        ("WATER", "", "a tag of this name already"),
        ("Güter", "güter", "plain letters"),
        ("Rain", "water", "already exists"),
    ],
)
def test_tags_that_make_no_sense_are_refused_in_words(newsroom, name, slug, words):
    TagFactory(name="Water", slug="water")

    response = newsroom.post(reverse(f"{TAGS}:add"), {"name": name, "slug": slug})

    assert words in response.content.decode()
    assert Tag.objects.count() == 1


def test_editor_corrects_the_name_of_a_tag(newsroom):
    tag = TagFactory(name="water", slug="water")

    newsroom.post(reverse(f"{TAGS}:edit", args=[tag.pk]), {"name": "Water", "slug": "water"})

    assert Tag.objects.get().name == "Water"


def test_search_finds_updates_by_the_new_name_of_a_tag(site_tree, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tag = TagFactory(name="Water")
        update = UpdatePageFactory(parent=site_tree.updates, tags=[tag])

    with django_capture_on_commit_callbacks(execute=True):
        tag.name = "Hydrology"
        tag.save()

    assert list(get_search_backend().search("Hydrology", UpdatePage)) == [update]


@pytest.mark.parametrize("query", ["", "q=Wat", "q=%22", "ordering=-name", "ordering=nonsense", "p=99"])
def test_list_of_tags_answers_every_search_and_order(newsroom, query):
    TagFactory(name="Water")

    assert newsroom.get(f"{reverse(f'{TAGS}:list')}?{query}").status_code == 200


def test_tag_can_be_deleted_with_its_updates_left_in_place(newsroom, site_tree):
    tag = TagFactory()
    update = UpdatePageFactory(parent=site_tree.updates, tags=[tag])
    update.save_revision()

    newsroom.post(reverse(f"{TAGS}:delete", args=[tag.pk]))

    assert not Tag.objects.exists()
    assert newsroom.get(reverse("wagtailadmin_pages:edit", args=[update.pk])).status_code == 200


def test_tags_stand_in_the_editor_s_order_everywhere(client, site_tree):
    names = ["Roads", "Air", "Water", "Code", "Maps"]
    tags = [TagFactory(name=name) for name in names]
    page = UpdatePageFactory(parent=site_tree.updates, tags=[tags[place] for place in (3, 0, 4, 1, 2)])
    UpdatePageFactory(parent=site_tree.updates, tags=tags)
    expected = ["Code", "Roads", "Maps", "Air", "Water"]

    card = next(card for card in UpdatePage.objects.all().cards(with_tags=True) if card.pk == page.pk)
    told = client.get("/api/v1/updates/").json()["results"][-1]["tags"]

    assert [tag.name for tag in UpdatePage.objects.get(pk=page.pk).subjects] == expected
    assert [tag.name for tag in card.subjects] == expected
    assert [tag["name"] for tag in told] == expected

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from blog.models import UpdatePage
from home.models import StandardPage
from tests.factories import StandardPageFactory, UpdatePageFactory, member_of

pytestmark = pytest.mark.django_db
AS_SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def newsroom(client):
    client.force_login(member_of("Editors"))
    return client


def form(title, slug, **more):
    rows = {name: inline_formset([]) for name in ("page_authors", "related_pages", "footnotes", "comments")}
    empty = {"summary": "", "introduction": "", "language": "en", "tags": "", "body": streamfield([])}
    return nested_form_data({"title": title, "slug": slug, **empty, **rows, **more})


def begin(client, parent, kind, title, slug):
    """What the browser sends by itself as soon as there is a title."""
    return client.post(reverse("wagtailadmin_pages:add", args=[*kind, parent.pk]), form(title, slug), **AS_SCRIPT)


@pytest.mark.parametrize(
    ("title", "slug", "given"),
    [
        ("Call for proposals", "call-for-proposals", "call-for-proposals-2"),
        ("Tags", "tags", "tags-2"),
        ("2026", "2026", "2026-2"),
        ("Wells", "wells", "wells"),
    ],
)
def test_draft_with_a_title_that_is_taken_saves_itself_with_an_address_of_its_own(
    newsroom, site_tree, title, slug, given
):
    UpdatePageFactory(parent=site_tree.updates, title="Call for proposals", slug="call-for-proposals")

    answer = begin(newsroom, site_tree.updates, ("blog", "updatepage"), title, slug)

    draft = UpdatePage.objects.get(title=title, live=False)
    assert draft.slug == given
    assert answer.json()["field_updates"].get("slug", slug) == given

    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    again = newsroom.post(edit, form(title, slug), **AS_SCRIPT)

    assert again.json()["field_updates"].get("slug", slug) == given
    assert draft.get_latest_revision_as_object().slug == given


def test_standing_page_has_an_address_of_its_own_too(newsroom, site_tree):
    StandardPageFactory(parent=site_tree.home, title="Programme", slug="programme")

    begin(newsroom, site_tree.home, ("home", "standardpage"), "Programme", "programme")

    assert StandardPage.objects.filter(slug="programme-2", live=False).exists()


def test_address_of_a_page_that_was_public_is_never_changed_unasked(newsroom, site_tree):
    UpdatePageFactory(parent=site_tree.updates, slug="wells")
    page = UpdatePageFactory(parent=site_tree.updates, slug="ropes")
    page.save_revision().publish()

    answer = newsroom.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form("Ropes", "wells"), **AS_SCRIPT)

    assert answer.status_code == 400
    page.refresh_from_db()
    assert page.slug == "ropes"


def test_copying_offers_an_address_that_is_free(newsroom, site_tree):
    page = UpdatePageFactory(parent=site_tree.updates, title="Wells", slug="wells")
    UpdatePageFactory(parent=site_tree.updates, slug="wells-2")

    screen = newsroom.get(reverse("wagtailadmin_pages:copy", args=[page.pk]))

    assert 'value="wells-3"' in screen.text

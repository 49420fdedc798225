"""Drafts that autosave keeps: nothing chosen, nothing written, what was chosen deleted. No screen may fail on them."""

import json

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail import blocks
from wagtail.models import Page, get_page_models

from blog.models import ReportIndexPage, ReportPage, UpdateIndexPage, UpdatePage
from home.models import HomePage, StandardPage
from tests.factories import DocumentFactory, ImageFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db

MODELS = [HomePage, StandardPage, UpdateIndexPage, UpdatePage, ReportIndexPage, ReportPage]
GONE = 987_654
STATES = ["nothing", "missing keys", "nulls", "empty blocks", "gone"]


def stored_form(block: blocks.Block, state: str):
    """A value of this block as an unfinished form, a deletion or an import may leave it in the database."""
    if state == "nothing":
        return None
    if isinstance(block, blocks.StreamBlock):
        return [
            {"type": name, "id": f"{name}-{state}", "value": stored_form(child, state)}
            for name, child in block.child_blocks.items()
        ]
    if isinstance(block, blocks.ListBlock):
        return (
            []
            if state == "empty blocks"
            else [{"type": "item", "id": "i", "value": stored_form(block.child_block, state)}]
        )
    if isinstance(block, blocks.StructBlock):
        if state == "missing keys":
            return {}
        return {name: stored_form(child, state) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ChooserBlock):
        return GONE if state == "gone" else None
    if isinstance(block, blocks.RichTextBlock | blocks.CharBlock | blocks.TextBlock):
        return rich_leftovers(state) if isinstance(block, blocks.RichTextBlock) else ""
    return None


def rich_leftovers(state: str) -> str:
    if state != "gone":
        return ""
    return (
        f'<p><a linktype="page" id="{GONE}">page</a> <a linktype="document" id="{GONE}">file</a> <a>nothing</a>'
        f'<embed embedtype="image" id="{GONE}" alt="" format="left"/><footnote id="gone">[gone]</footnote></p>'
    )


def half_finished(model, site_tree, state: str):
    """The least that a draft of this kind can be, as its latest revision."""
    page = existing(model, site_tree)
    if page is None:
        page = model(title="Half", live=False)
        parent_of(model, site_tree).add_child(instance=page)
    revision = page.save_revision(clean=False)
    content = revision.content
    for field in model._meta.get_fields():
        if hasattr(field, "stream_block"):
            children = field.stream_block.child_blocks.items()
            stored = [
                {"type": name, "id": f"{name}-{state}", "value": stored_form(child, state)} for name, child in children
            ]
            content[field.name] = json.dumps([] if state == "nothing" else stored)
    content |= rows(model, state)
    revision.content = content
    revision.save()
    return type(page).objects.get(pk=page.pk)


def rows(model, state: str) -> dict:
    """Rows of the panels in which nobody was chosen, or somebody who is there no more."""
    chosen = GONE if state == "gone" else None
    stored = {
        "page_authors": {"author": chosen, "role": "author"},
        "downloads": {"document": chosen, "label": "", "language": "en"},
        "partners": {"name": "", "url": "", "part": "funder"},
        "related_updates": {"update": chosen},
        "related_pages": {"related_page": chosen},
    }
    names = {relation.get_accessor_name() for relation in model._meta.related_objects}
    extra = {"lead_image": chosen, "cover": chosen, "featured_update": chosen}
    fields = {field.name for field in model._meta.get_fields()}
    return {
        **{name: [{"pk": None, "sort_order": 0, **row}] for name, row in stored.items() if name in names},
        **{name: value for name, value in extra.items() if name in fields},
    }


def existing(model, site_tree):
    known = {HomePage: site_tree.home, UpdateIndexPage: site_tree.updates, ReportIndexPage: site_tree.reports}
    return known.get(model)


def parent_of(model, site_tree):
    return {UpdatePage: site_tree.updates, ReportPage: site_tree.reports}.get(model, site_tree.home)


def addresses(page) -> list[str]:
    parent = page.get_parent()
    revisions = list(page.revisions.order_by("pk").values_list("pk", flat=True))
    bulk = [
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?id={page.pk}"
        for action in ("publish", "unpublish", "delete", "move")
    ]
    names = ["edit", "view_draft", "history", "copy", "delete", "unpublish", "move", "usage"]
    return [
        *(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) for name in names),
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"]),
        reverse("wagtailadmin_pages:revisions_view", args=[page.pk, revisions[-1]]),
        reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, revisions[-1]]),
        reverse("wagtailadmin_explore", args=[parent.pk]),
        reverse("wagtailadmin_choose_page_child", args=[parent.pk]),
        reverse("wagtailadmin_home"),
        reverse("readiness_publish", args=[page.pk]),
        *bulk,
    ]


@pytest.fixture
def admin(admin_client):
    admin_client.raise_request_exception = False
    return admin_client


def test_every_kind_of_page_is_tried():
    assert set(MODELS) == {model for model in get_page_models() if model._meta.app_label != "wagtailcore"}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_screen_fails_on_a_half_finished_draft(admin, site_tree, model, state):
    page = half_finished(model, site_tree, state)

    answers = {address: admin.get(address, follow=True).status_code for address in addresses(page)}

    assert {address: status for address, status in answers.items() if status != 200} == {}
    assert "data-readiness-count" in admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_preview_of_a_half_finished_draft_is_shown(rf, site_tree, model, state):
    page = half_finished(model, site_tree, state).get_latest_revision_as_object()

    for mode, _label in page.preview_modes:
        assert page.make_preview_request(rf.get("/"), mode).status_code == 200, mode


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("model", [UpdatePage, ReportPage], ids=lambda model: model.__name__)
def test_flat_lists_and_their_exports_take_half_finished_drafts(admin, site_tree, model, state):
    half_finished(model, site_tree, state)
    listing = {UpdatePage: "/admin/update-pages/", ReportPage: "/admin/report-pages/"}[model]

    for address in (listing, f"{listing}?export=csv"):
        answer = admin.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert b"Half" in content


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_half_finished_drafts_are_stopped_or_done_in_words(admin, site_tree, model, state):
    page = half_finished(model, site_tree, state)

    for action in ("publish", "unpublish", "delete"):
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?id={page.pk}"
        assert admin.post(address).status_code in (200, 302)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("model", [StandardPage, UpdatePage, ReportPage], ids=lambda model: model.__name__)
def test_half_finished_drafts_are_copied_and_moved(admin, site_tree, model, state):
    page = half_finished(model, site_tree, state)
    parent = page.get_parent()

    copy = {"new_title": "A copy", "new_slug": "a-copy", "new_parent_page": parent.pk}
    copied = admin.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), copy)
    moved = admin.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, parent.pk]))

    assert [copied.status_code, moved.status_code] == [302, 302]
    assert Page.objects.child_of(parent).filter(slug="a-copy").exists()


def test_drafts_outlive_what_they_named(admin, site_tree):
    picture, file = ImageFactory(), DocumentFactory()
    page = UpdatePageFactory(parent=site_tree.updates, lead_image=picture, live=False)
    shown = {"image": picture.pk, "alt_text": "", "decorative": False}
    values = {"image": {"image": shown}, "downloads": {"documents": [file.pk]}}
    stored = [{"type": kind, "id": kind, "value": value} for kind, value in values.items()]
    page.body = UpdatePage.body.field.stream_block.to_python(stored)
    page.save_revision(clean=False)
    for thing in (picture, file):
        thing.delete()

    answers = {address: admin.get(address, follow=True).status_code for address in addresses(page)}

    assert {address: status for address, status in answers.items() if status != 200} == {}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_screen_for_a_new_page_says_what_it_needs(admin, site_tree, model):
    parent = parent_of(model, site_tree)
    existing_page = existing(model, site_tree)
    if existing_page:
        parent = existing_page.get_parent()
        existing_page.delete()
    kind = ContentType.objects.get_for_model(model)

    answer = admin.get(reverse("wagtailadmin_pages:add", args=[kind.app_label, kind.model, parent.pk]))

    assert answer.status_code == 200
    assert "Ready to publish" in answer.content.decode()

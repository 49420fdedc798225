import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import ModelLogEntry, ReferenceIndex
from wagtail.search.backends import get_search_backend

from blog.models import FormerTagSlug, Tag, UpdatePage
from blog.tag_merging import merge_tags
from blog.update_forms import UpdatePageForm
from tests.factories import TagFactory, UpdatePageFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = "wagtailsnippets_blog_tag:list"


@pytest.fixture
def tags():
    """One subject entered twice, and another."""
    return [TagFactory(name=name, slug=name.lower()) for name in ("Wells", "Water", "Ropes")]


def merge_url(tag):
    return reverse("wagtailsnippets_blog_tag:merge", args=[tag.pk])


def names(page):
    return sorted(tag.name for tag in page.tags.all())


def fresh(page):
    return UpdatePage.objects.get(pk=page.pk)


def test_updates_of_both_have_the_tag_kept_once(site_tree, tags):
    merged, kept, ropes = tags
    first = UpdatePageFactory(parent=site_tree.updates, tags=[merged, ropes])
    second = UpdatePageFactory(parent=site_tree.updates, tags=[merged, kept])

    merge_tags(merged, kept)

    assert names(fresh(first)) == ["Ropes", "Water"]
    assert names(fresh(second)) == ["Water"]
    assert not Tag.objects.filter(name="Wells").exists()


def test_drafts_and_history_have_the_tag_kept_once(site_tree, tags):
    merged, kept, ropes = tags
    update = UpdatePageFactory(parent=site_tree.updates)
    update.tags.set([merged, kept, ropes])
    former = update.save_revision()
    update.tags.set([merged])
    draft = update.save_revision()

    merge_tags(merged, kept)

    former.refresh_from_db()
    draft.refresh_from_db()
    assert names(former.as_object()) == ["Ropes", "Water"]
    assert names(draft.as_object()) == ["Water"]


def test_draft_that_is_published_after_a_merge_does_not_bring_the_tag_back(site_tree, tags):
    merged, kept, _ropes = tags
    update = UpdatePageFactory(parent=site_tree.updates)
    update.tags.set([merged])
    update.save_revision()

    merge_tags(merged, kept)
    fresh(update).get_latest_revision().publish()

    assert names(fresh(update)) == ["Water"]
    assert Tag.objects.count() == 2


def test_form_that_was_open_during_a_merge_does_not_bring_the_tag_back(tags):
    merged, kept, _ropes = tags
    merge_tags(merged, kept)
    form = UpdatePageForm.__new__(UpdatePageForm)
    form.cleaned_data = {"tags": ["wells", "Rain"]}

    assert form.clean_tags() == ["Water", "Rain"]


def test_readers_of_all_old_addresses_are_sent_to_the_tag_kept(client, site_tree, tags):
    merged, kept, last = tags
    UpdatePageFactory(parent=site_tree.updates, tags=[merged])
    merged.slug = "deep-wells"
    merged.save()

    merge_tags(merged, kept)
    merge_tags(kept, last)

    for slug in ("wells", "deep-wells", "water"):
        response = client.get(f"/updates/tags/{slug}/")
        assert (response.status_code, response.url) == (301, "/updates/tags/ropes/")


def test_tag_kept_stays_at_an_address_the_other_had_before():
    merged, kept = TagFactory(slug="new"), TagFactory(slug="water")
    FormerTagSlug.objects.create(slug="water", tag=merged)

    merge_tags(merged, kept)

    assert list(FormerTagSlug.objects.values_list("slug", "tag__slug")) == [("new", "water")]


def test_search_finds_updates_by_the_tag_kept(site_tree, tags, django_capture_on_commit_callbacks):
    merged, kept, _ropes = tags
    with django_capture_on_commit_callbacks(execute=True):
        update = UpdatePageFactory(parent=site_tree.updates, tags=[merged])

    with django_capture_on_commit_callbacks(execute=True):
        merge_tags(merged, kept)

    assert list(get_search_backend().search("Water", UpdatePage)) == [update]
    assert not list(get_search_backend().search("Wells", UpdatePage))


def test_uses_of_the_tag_kept_are_counted(site_tree, tags, django_capture_on_commit_callbacks):
    merged, kept, _ropes = tags
    with django_capture_on_commit_callbacks(execute=True):
        UpdatePageFactory(parent=site_tree.updates, tags=[merged])
        UpdatePageFactory(parent=site_tree.updates, tags=[merged, kept])

    merge_tags(merged, kept)

    assert len(ReferenceIndex.get_grouped_references_to(kept)) == 2


def test_history_of_the_tag_kept_names_both(tags, editor):
    merged, kept, _ropes = tags

    merge_tags(merged, kept, user=editor)

    entry = ModelLogEntry.objects.get(action="blog.merge_tags")
    assert (entry.user, entry.object_id) == (editor, str(kept.pk))
    assert entry.message == "Merged “Wells” into “Water”"


def test_merging_with_itself_is_refused(tags):
    with pytest.raises(ValidationError, match="with itself"):
        merge_tags(tags[0], Tag.objects.get(pk=tags[0].pk))

    assert Tag.objects.count() == 3


def test_merge_fails_whole_when_one_is_gone(tags, site_tree):
    merged, kept, _ropes = tags
    update = UpdatePageFactory(parent=site_tree.updates, tags=[merged])
    Tag.objects.get(pk=kept.pk).delete()

    with pytest.raises(ValidationError, match="no longer there"):
        merge_tags(merged, kept)

    assert names(fresh(update)) == ["Wells"]


def test_editor_sees_what_moves_before_anything_happens(newsroom, site_tree, tags):
    merged, kept, _ropes = tags
    UpdatePageFactory(parent=site_tree.updates, title="Deep water", tags=[merged])
    draft = UpdatePageFactory(parent=site_tree.updates, title="Bucket")
    draft.tags.set([merged])
    draft.save_revision()

    first = newsroom.get(merge_url(merged)).content.decode()
    second = newsroom.get(merge_url(merged), {"kept": kept.pk}).content.decode()

    assert "Tag to keep" in first
    assert "Merge Wells into Water?" in second
    assert "2 updates, drafts included, have Water in place of Wells" in second
    assert "Deep water" in second and "Bucket" in second
    assert Tag.objects.count() == 3


def test_editor_merges_two_tags(newsroom, site_tree, tags):
    merged, kept, _ropes = tags
    update = UpdatePageFactory(parent=site_tree.updates, tags=[merged])

    response = newsroom.post(merge_url(merged), {"kept": kept.pk}, follow=True)

    assert "Wells has been merged into Water." in response.content.decode()
    assert names(fresh(update)) == ["Water"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("self", "cannot be merged with itself"),
        ("", "Choose the tag to keep"),
        ("999999", "no longer there"),
        ("x", "Choose the tag to keep"),
    ],
)
def test_choices_that_make_no_sense_are_refused_in_words(newsroom, tags, method, choice, words):
    kept = tags[0].pk if choice == "self" else choice

    response = getattr(newsroom, method)(merge_url(tags[0]), {"kept": kept})

    assert words in response.content.decode()
    assert Tag.objects.count() == 3


@pytest.mark.parametrize("permission", ["delete_tag", "change_tag"])
def test_merge_needs_the_right_to_delete_and_to_change(client, tags, permission):
    user = UserFactory()
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", permission]))
    client.force_login(user)

    response = client.post(merge_url(tags[0]), {"kept": tags[1].pk})

    assert response.status_code == 302
    assert Tag.objects.count() == 3


def test_list_and_page_of_a_tag_offer_to_merge(newsroom, tags):
    rows = newsroom.get(reverse(LIST)).content.decode()
    page = newsroom.get(reverse("wagtailsnippets_blog_tag:edit", args=[tags[0].pk])).content.decode()

    assert all(merge_url(tag) in rows for tag in tags)
    assert merge_url(tags[0]) in page

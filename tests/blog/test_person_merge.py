import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import ModelLogEntry, ReferenceIndex
from wagtail.search.backends import get_search_backend

from blog.merging import merge_people
from blog.models import CreditRole, FormerPersonSlug, Person, UpdateCredit, UpdatePage
from tests.factories import PersonFactory, ReportPageFactory, UpdatePageFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """One person entered twice, and two others."""
    return [PersonFactory(name=name) for name in ("R. Littauer", "Richard Littauer", "Luciana Ferreira", "Ada Example")]


def merge_url(person):
    return reverse("wagtailsnippets_blog_person:merge", args=[person.pk])


def names(page):
    return [credit.author.name for credit in page.page_authors.all()]


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def test_credits_move_and_keep_their_places(site_tree, people):
    merged, kept, luciana, ada = people
    update = UpdatePageFactory(parent=site_tree.updates, authors=[luciana, merged, ada])
    report = ReportPageFactory(parent=site_tree.reports, authors=[merged, luciana])

    merge_people(merged, kept)

    assert names(fresh(update)) == ["Luciana Ferreira", "Richard Littauer", "Ada Example"]
    assert names(fresh(report)) == ["Richard Littauer", "Luciana Ferreira"]
    assert not Person.objects.filter(name="R. Littauer").exists()


def test_who_stood_twice_on_a_page_stands_once_where_first(site_tree, people):
    merged, kept, luciana, _ada = people
    first = UpdatePageFactory(parent=site_tree.updates, authors=[merged, luciana, kept])
    second = UpdatePageFactory(parent=site_tree.updates, authors=[kept, luciana, merged])

    merge_people(merged, kept)

    assert names(fresh(first)) == names(fresh(second)) == ["Richard Littauer", "Luciana Ferreira"]


def test_who_had_two_roles_on_a_page_keeps_both(site_tree, people):
    merged, kept, *_others = people
    update = UpdatePageFactory(parent=site_tree.updates, authors=[kept])
    update.page_authors.add(UpdateCredit(author=merged, role=CreditRole.EDITOR, sort_order=1))
    update.save()

    merge_people(merged, kept)

    roles = [(credit.author.name, credit.role) for credit in fresh(update).page_authors.all()]
    assert roles == [("Richard Littauer", "author"), ("Richard Littauer", "editor")]


def test_drafts_and_history_name_the_person_kept(site_tree, people):
    merged, kept, luciana, _ada = people
    update = UpdatePageFactory(parent=site_tree.updates)
    update.page_authors = [UpdateCredit(author=luciana), UpdateCredit(author=merged), UpdateCredit(author=kept)]
    former = update.save_revision()
    update.page_authors = [UpdateCredit(author=merged)]
    draft = update.save_revision()

    merge_people(merged, kept)

    former.refresh_from_db()
    draft.refresh_from_db()
    assert names(former.as_object()) == ["Luciana Ferreira", "Richard Littauer"]
    assert names(draft.as_object()) == ["Richard Littauer"]


def test_draft_can_be_published_after_a_merge(site_tree, people):
    merged, kept, luciana, _ada = people
    update = UpdatePageFactory(parent=site_tree.updates, authors=[luciana])
    update.page_authors.add(UpdateCredit(author=merged, sort_order=1))
    update.save_revision()

    merge_people(merged, kept)
    fresh(update).get_latest_revision().publish()

    assert names(fresh(update)) == ["Luciana Ferreira", "Richard Littauer"]


def test_readers_of_the_old_addresses_are_sent_to_the_person_kept(client, site_tree):
    merged, kept, last = PersonFactory(slug="first"), PersonFactory(slug="second"), PersonFactory(slug="third")
    UpdatePageFactory(parent=site_tree.updates, authors=[merged, last])
    merged.slug = "first-again"
    merged.save()

    merge_people(merged, kept)
    merge_people(kept, last)

    for slug in ("first", "first-again", "second"):
        response = client.get(f"/updates/authors/{slug}/")
        assert (response.status_code, response.url) == (301, "/updates/authors/third/")


def test_person_kept_stays_at_an_address_the_other_had_before():
    merged, kept = PersonFactory(slug="new"), PersonFactory(slug="ada")
    merged.former_slugs.create(slug="ada")

    merge_people(merged, kept)

    assert list(FormerPersonSlug.objects.values_list("slug", "person__slug")) == [("new", "ada")]


def test_search_finds_pages_by_the_person_kept(site_tree, people, django_capture_on_commit_callbacks):
    merged, kept, *_others = people
    with django_capture_on_commit_callbacks(execute=True):
        update = UpdatePageFactory(parent=site_tree.updates, authors=[merged])

    with django_capture_on_commit_callbacks(execute=True):
        merge_people(merged, kept)

    assert list(get_search_backend().search("Richard", UpdatePage)) == [update]


def test_uses_of_the_person_kept_are_counted(site_tree, people, django_capture_on_commit_callbacks):
    merged, kept, *_others = people
    with django_capture_on_commit_callbacks(execute=True):
        UpdatePageFactory(parent=site_tree.updates, authors=[merged])
        UpdatePageFactory(parent=site_tree.updates, authors=[merged, kept])

    merge_people(merged, kept)

    assert len(ReferenceIndex.get_grouped_references_to(kept)) == 2


def test_history_of_the_person_kept_names_both(people, editor):
    merged, kept, *_others = people

    merge_people(merged, kept, user=editor)

    entry = ModelLogEntry.objects.get(action="blog.merge_people")
    assert (entry.user, entry.object_id) == (editor, str(kept.pk))
    assert entry.message == "Merged “R. Littauer” into “Richard Littauer”"


def test_merging_with_oneself_is_refused(people):
    with pytest.raises(ValidationError, match="with itself"):
        merge_people(people[0], Person.objects.get(pk=people[0].pk))

    assert Person.objects.count() == 4


def test_merge_fails_whole_when_one_is_gone(people, site_tree):
    merged, kept, *_others = people
    update = UpdatePageFactory(parent=site_tree.updates, authors=[merged])
    Person.objects.get(pk=kept.pk).delete()

    with pytest.raises(ValidationError, match="no longer there"):
        merge_people(merged, kept)

    assert names(fresh(update)) == ["R. Littauer"]


def test_editor_sees_what_moves_before_anything_happens(management, site_tree, people):
    merged, kept, *_others = people
    UpdatePageFactory(parent=site_tree.updates, title="Tech for Forests", authors=[merged])

    first = management.get(merge_url(merged)).content.decode()
    second = management.get(merge_url(merged), {"kept": kept.pk}).content.decode()

    assert "Person to keep" in first
    assert "Merge R. Littauer into Richard Littauer?" in second
    assert "Tech for Forests" in second
    assert Person.objects.count() == 4


def test_editor_merges_two_people(management, site_tree, people):
    merged, kept, *_others = people
    update = UpdatePageFactory(parent=site_tree.updates, authors=[merged])

    response = management.post(merge_url(merged), {"kept": kept.pk}, follow=True)

    assert "R. Littauer has been merged into Richard Littauer." in response.content.decode()
    assert names(fresh(update)) == ["Richard Littauer"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("self", "cannot be merged with itself"),
        ("", "Choose the person to keep"),
        ("999999", "no longer there"),
        ("x", "Choose the person to keep"),
        ("9" * 30, "no longer there"),
    ],
)
def test_choices_that_make_no_sense_are_refused_in_words(management, people, method, choice, words):
    kept = people[0].pk if choice == "self" else choice

    response = getattr(management, method)(merge_url(people[0]), {"kept": kept})

    assert words in response.content.decode()
    assert Person.objects.count() == 4


def test_merge_of_someone_unknown_answers_404(management):
    assert management.get(reverse("wagtailsnippets_blog_person:merge", args=[999999])).status_code == 404


@pytest.mark.parametrize("permission", ["delete_person", "change_person"])
def test_merge_needs_the_right_to_delete_and_to_change(client, people, permission):
    user = UserFactory()
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", permission]))
    client.force_login(user)

    response = client.post(merge_url(people[0]), {"kept": people[1].pk})

    assert response.status_code == 302
    assert Person.objects.count() == 4


def test_list_of_people_offers_to_merge_each(management, people):
    content = management.get(reverse("wagtailsnippets_blog_person:list")).content.decode()

    assert all(merge_url(person) in content for person in people)


def test_page_of_a_person_offers_to_merge(management, people):
    content = management.get(reverse("wagtailsnippets_blog_person:edit", args=[people[0].pk])).content.decode()

    assert merge_url(people[0]) in content

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission

from blog.models import Person, UpdateCredit
from blog.people import PersonInUse
from tests.factories import PersonFactory, ReportPageFactory, UpdatePageFactory, UserFactory

pytestmark = pytest.mark.django_db


def delete_url(person):
    return reverse("wagtailsnippets_blog_person:delete", args=[person.pk])


def bulk_delete_url(*people):
    return (
        reverse("wagtail_bulk_action", args=["blog", "person", "delete"])
        + "?"
        + "&".join(f"id={person.pk}" for person in people)
    )


def credit_in_draft(page, person):
    page.page_authors.add(UpdateCredit(author=person))
    return page.save_revision()


@pytest.fixture
def credited(site_tree):
    person = PersonFactory(name="Ada Example")
    UpdatePageFactory(parent=site_tree.updates, title="Tech for Forests", authors=[person])
    return person


@pytest.mark.parametrize("method", ["get", "post"])
def test_deleting_someone_credited_is_refused_with_the_pages(management, credited, method):
    ReportPageFactory(title="A Cooperative Model", parent=credited_page(credited).get_parent(), authors=[credited])

    content = getattr(management, method)(delete_url(credited)).content.decode()

    assert "Ada Example cannot be deleted while credited in 2 places" in content
    assert reverse("wagtailadmin_pages:edit", args=[credited_page(credited).pk]) in content
    assert "A Cooperative Model" in content
    assert reverse("wagtailsnippets_blog_person:merge", args=[credited.pk]) in content
    assert Person.objects.filter(pk=credited.pk).exists()


def credited_page(person):
    return person.updatecredits.first().page


@pytest.mark.parametrize("method", ["get", "post"])
def test_deleting_many_is_refused_while_one_is_credited(management, credited, method):
    unknown = PersonFactory()

    content = getattr(management, method)(bulk_delete_url(credited, unknown)).content.decode()

    assert "Nobody has been deleted" in content
    assert "Tech for Forests" in content
    assert Person.objects.count() == 2


def test_person_without_credits_is_deleted(management):
    alone, others = PersonFactory(), [PersonFactory(), PersonFactory()]

    management.post(delete_url(alone))
    management.post(bulk_delete_url(*others))

    assert not Person.objects.exists()


def test_person_credited_in_a_draft_of_changes_stays(management, site_tree):
    person, page = PersonFactory(), UpdatePageFactory(parent=site_tree.updates, title="Tech for Forests")
    credit_in_draft(page, person)

    content = management.post(delete_url(person)).content.decode()

    assert "Tech for Forests" in content
    assert Person.objects.filter(pk=person.pk).exists()


def test_person_credited_in_a_new_draft_stays(management, site_tree):
    person = PersonFactory()
    UpdatePageFactory(parent=site_tree.updates, title="Tech for Forests", live=False, authors=[person])

    assert "Tech for Forests" in management.post(delete_url(person)).content.decode()


def test_person_credited_only_in_what_is_scheduled_stays(management, site_tree):
    person, page = PersonFactory(), UpdatePageFactory(parent=site_tree.updates, title="Tech for Forests")
    page.go_live_at = timezone.now() + timedelta(days=1)
    credit_in_draft(page, person).publish()
    page.refresh_from_db()
    page.page_authors.clear()
    page.save_revision()

    assert "Tech for Forests" in management.post(delete_url(person)).content.decode()


def test_person_who_was_taken_off_a_draft_can_be_deleted(management, site_tree):
    person, page = PersonFactory(), UpdatePageFactory(parent=site_tree.updates)
    credit_in_draft(page, person)
    page.page_authors.clear()
    page.save_revision()

    management.post(delete_url(person))

    assert not Person.objects.exists()


def test_a_revision_from_before_its_author_was_deleted_still_opens(site_tree):
    person, page = PersonFactory(), UpdatePageFactory(parent=site_tree.updates)
    revision = credit_in_draft(page, person)
    page.page_authors.clear()
    page.save_revision()
    person.delete()

    assert not revision.as_object().page_authors.exists()


def test_code_cannot_delete_someone_credited_either(credited):
    with pytest.raises(PersonInUse, match="Ada Example is credited in 1 place and cannot be deleted"):
        credited.delete()


def test_code_cannot_delete_many_with_someone_credited_among_them(credited):
    with pytest.raises(PersonInUse):
        Person.objects.all().delete()


def test_titles_of_pages_of_other_sections_are_counted_not_named(client, credited):
    section_editor = UserFactory()
    group = Group.objects.create(name="Authors of nothing")
    group.permissions.add(
        Permission.objects.get(codename="access_admin"), Permission.objects.get(codename="delete_person")
    )
    section_editor.groups.add(group)
    client.force_login(section_editor)

    content = client.get(delete_url(credited)).content.decode()

    assert "1 place that you have no permission to edit" in content
    assert "Tech for Forests" not in content
    assert "Merge" not in content


def test_editor_of_one_page_sees_the_title_of_that_page_only(client, site_tree, credited):
    other = UpdatePageFactory(parent=site_tree.updates, title="Fundraising secrets", authors=[credited])
    section_editor, group = UserFactory(), Group.objects.create(name="Editors of one page")
    group.permissions.add(
        Permission.objects.get(codename="access_admin"), Permission.objects.get(codename="delete_person")
    )
    GroupPagePermission.objects.create(
        group=group,
        page=credited.updatecredits.exclude(page=other).get().page,
        permission=Permission.objects.get(codename="change_page"),
    )
    section_editor.groups.add(group)
    client.force_login(section_editor)

    content = client.get(delete_url(credited)).content.decode()

    assert "Tech for Forests" in content
    assert "Fundraising secrets" not in content


def test_staff_who_may_not_delete_people_learn_nothing_from_the_refusal(client, credited):
    user, group = UserFactory(), Group.objects.create(name="Guests")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    client.force_login(user)

    response = client.get(delete_url(credited))

    assert response.status_code == 302
    assert b"Tech for Forests" not in response.content


def test_the_guard_costs_the_same_however_many_drafts_there_are(
    management, credited, site_tree, django_assert_max_num_queries
):
    for _number in range(20):
        UpdatePageFactory(parent=site_tree.updates, live=False, authors=[credited]).save_revision()

    management.get(delete_url(credited))
    with django_assert_max_num_queries(30):
        content = management.get(delete_url(credited)).content.decode()

    assert "credited in 21 places" in content


def test_only_fifty_pages_are_named(management, site_tree):
    person = PersonFactory()
    for _number in range(52):
        UpdatePageFactory(parent=site_tree.updates, authors=[person])

    content = management.get(delete_url(person)).content.decode()

    assert "credited in 52 places" in content
    assert "And 2 more pages." in content

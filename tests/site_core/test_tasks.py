import logging

import pytest
from django.db import transaction
from django.urls import reverse
from django_tasks import task
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from blog.models import UpdatePage
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

done = []


@task()
def note(word):
    done.append(word)


@task()
def stumble():
    raise ValueError("The index cannot be written.")


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


def test_task_waits_for_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        note.enqueue("written")
        before = list(done)
    for callback in callbacks:
        callback()

    assert (before, done) == ([], ["written"])


def test_task_of_a_change_that_is_taken_back_never_runs(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        note.enqueue("written")
        transaction.set_rollback(True)

    assert done == []


def test_failing_task_is_logged_and_breaks_nothing(django_capture_on_commit_callbacks, caplog):
    with caplog.at_level(logging.ERROR, logger="django_tasks"), django_capture_on_commit_callbacks(execute=True):
        stumble.enqueue()
        note.enqueue("next")

    assert done == ["next"]
    assert "The index cannot be written." in caplog.text


def test_update_is_found_by_author_and_tag_as_soon_as_it_is_published_in_the_admin(
    client, site_tree, django_capture_on_commit_callbacks
):
    client.force_login(UserFactory(is_superuser=True))
    person = PersonFactory(name="Luciana Ferreira")
    empty = inline_formset([])
    form = nested_form_data(
        {
            "title": "A new update",
            "slug": "a-new-update",
            "summary": "What trees tell each other.",
            "lead_image": "",
            "lead_image_alt": "",
            "lead_image_caption": "",
            "publication_date": "",
            "tags": "forests",
            "body": streamfield([("heading", {"text": "Roots", "level": "2"})]),
            "page_authors": inline_formset([{"author": str(person.pk), "role": "author"}]),
            "related_pages": empty,
            "footnotes": empty,
            "comments": empty,
            "seo_title": "",
            "search_description": "",
            "language": "en",
            "action-publish": "yes",
        }
    )

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(
            reverse("wagtailadmin_pages:add", args=["blog", "updatepage", site_tree.updates.pk]), form
        )

    assert response.status_code == 302, response.context["form"].errors
    assert UpdatePage.objects.listed().count() == 1
    for words in ("Luciana", "forests", "roots", "update"):
        assert [page.title for page in Page.objects.search(words)] == ["A new update"], words

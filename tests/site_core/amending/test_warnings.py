"""Before a scheduled page is taken away or moved, its schedule is spoken of; a copy has none."""

import pytest
from django.urls import reverse
from wagtail.models import Revision

from blog.models import UpdatePage
from tests.factories import UpdatePageFactory
from tests.site_core.amending.newsroom import approved, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client, eva):
    client.force_login(eva)
    return client


def bulk(action, *pages) -> str:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return address + "?" + "&".join(f"id={page.pk}" for page in pages)


def test_manager_reads_that_deleting_cancels_the_schedule(manager, update):
    words = words_of(manager.get(reverse("wagtailadmin_pages:delete", args=[update.pk])))

    assert "“Wells” (" in words
    assert "UTC) is scheduled to go live. Deleting cancels that." in words


def test_manager_reads_of_schedules_below_the_page_that_goes(manager, site_tree, update):
    words = words_of(manager.get(reverse("wagtailadmin_pages:delete", args=[site_tree.updates.pk])))

    assert "“Wells” (" in words


def test_manager_reads_that_unpublishing_cancels_the_change(manager, live_update):
    address = reverse("wagtailadmin_pages:unpublish", args=[live_update.pk])

    words = words_of(manager.get(address))
    manager.post(address)

    assert "is scheduled to go live. Unpublishing cancels that." in words
    assert approved(live_update) is None


def test_manager_reads_that_a_moved_page_stays_scheduled(manager, site_tree, update, moment):
    other = site_tree.home.add_child(instance=type(site_tree.updates)(title="Elsewhere", slug="elsewhere"))
    address = reverse("wagtailadmin_pages:move_confirm", args=[update.pk, other.pk])

    words = words_of(manager.get(address))
    manager.post(address)

    assert "That stays so: it goes live at its new place." in words
    assert approved(update).approved_go_live_at == moment


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("delete", "Deleting cancels that."),
        ("unpublish", "Unpublishing cancels that."),
        ("move", "That stays so"),
        ("publish", "Publishing puts the latest draft in the place of what is approved."),
    ],
)
def test_manager_reads_what_becomes_of_the_schedules_of_many_pages(manager, site_tree, live_update, action, words):
    other = UpdatePageFactory(parent=site_tree.updates)

    assert words in words_of(manager.get(bulk(action, live_update, other)))
    assert words not in words_of(manager.get(bulk(action, other)))


def test_page_without_a_schedule_goes_without_a_word(manager, site_tree):
    page = UpdatePageFactory(parent=site_tree.updates)

    words = words_of(manager.get(reverse("wagtailadmin_pages:delete", args=[page.pk])))

    assert "is scheduled" not in words


def test_copy_of_a_scheduled_page_is_scheduled_for_nothing(update):
    copy = update.copy(update_attrs={"slug": "copy"})

    assert UpdatePage.objects.get(pk=copy.pk).go_live_at is None
    assert copy.get_latest_revision_as_object().go_live_at is None
    assert not Revision.page_revisions.filter(object_id=str(copy.pk), approved_go_live_at__isnull=False).exists()

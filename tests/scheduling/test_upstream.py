"""What Wagtail's own scheduling does wrong: when one of these fails, upstream has mended it, and we can drop our own.

See `docs/features/release-engine.md`; the faults of the screens are in `test_upstream_editing.py`.
"""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.management.commands.publish_scheduled import Command
from wagtail.models import Page, PageLogEntry
from wagtail.signals import page_published

from blog.models import UpdatePage
from tests.factories import UpdatePageFactory
from tests.scheduling.planning import is_live, make_unpublishable, schedule, schedule_change

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def published():
    """Pages for which Wagtail's signal was sent, and whether they were public then."""
    pages = []

    def listen(instance, **kwargs):
        pages.append((instance.pk, instance.live))

    page_published.connect(listen)
    yield pages
    page_published.disconnect(listen)


def run_stock_command() -> None:
    Command().handle(dryrun=False)


def test_signal_of_publication_comes_when_a_page_is_only_scheduled(site_tree, clock, published):
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE)

    assert published == [(page.pk, False)]


def test_signal_of_publication_comes_again_with_each_change(site_tree, published):
    page = UpdatePageFactory(parent=site_tree.updates, live=False)
    for _time in range(2):
        UpdatePage.objects.get(pk=page.pk).save_revision().publish()

    assert published == [(page.pk, True)] * 2


def test_one_page_that_fails_stops_the_rest_and_loses_its_schedule(site_tree, clock):
    first, broken, last = (
        schedule(site_tree.updates, title, at=timezone.now() + minute * MINUTE)
        for minute, title in enumerate(["First", "Broken", "Last"], start=1)
    )
    make_unpublishable(broken, UpdatePageFactory(parent=site_tree.updates))
    clock.shift(timedelta(hours=1))

    with pytest.raises(ValidationError):
        run_stock_command()

    assert [is_live(page) for page in (first, broken, last)] == [True, False, False]
    assert Page.objects.get(pk=broken.pk).scheduled_revision is None
    assert not PageLogEntry.objects.filter(page=broken.pk, action="wagtail.schedule.cancel").exists()


def test_date_of_a_late_page_is_the_moment_of_the_run(site_tree, clock):
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE)
    clock.shift(timedelta(minutes=50))

    run_stock_command()

    assert Page.objects.get(pk=page.pk).first_published_at == timezone.now() != page.go_live_at


def test_page_whose_end_has_passed_is_published_all_the_same(site_tree, clock):
    page = schedule(site_tree.updates, "Brief", at=timezone.now() + MINUTE, expire_at=timezone.now() + 2 * MINUTE)
    clock.shift(timedelta(hours=1))

    run_stock_command()

    assert is_live(page)


def test_page_is_published_below_one_that_is_not_public(site_tree, clock):
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE)
    site_tree.updates.unpublish()
    clock.shift(MINUTE + timedelta(seconds=1))

    run_stock_command()

    assert is_live(page)


def test_taking_a_page_down_cancels_what_is_planned_next(site_tree, clock):
    page = UpdatePageFactory(parent=site_tree.updates)
    page.save_revision().publish()
    schedule_change(UpdatePage.objects.get(pk=page.pk), at=timezone.now() + timedelta(days=2))

    Page.objects.get(pk=page.pk).unpublish()

    assert Page.objects.get(pk=page.pk).scheduled_revision is None


def test_page_placed_without_a_version_is_taken_down_when_a_change_is_planned(site_tree, clock):
    page = UpdatePageFactory(parent=site_tree.updates)

    page.go_live_at = timezone.now() + timedelta(days=2)
    page.save_revision().publish()

    assert not is_live(page)

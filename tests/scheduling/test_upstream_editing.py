"""Faults of Wagtail and Django around the editing of scheduled pages. When one of these fails, upstream has mended it:
see docs/features/amending.md for what may go then."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import wagtail.admin
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.forms import DateTimeField
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.locks import ScheduledForPublishLock
from wagtail.models import Page

from tests.factories import StandardPageFactory, member_of

TEMPLATES = Path(wagtail.admin.__file__).parent / "templates/wagtailadmin"
TOMORROW = timedelta(days=1)


@pytest.fixture
def scheduled(site_tree):
    page = StandardPageFactory(parent=site_tree.home, live=False)
    page.go_live_at = timezone.now() + TOMORROW
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def test_wagtail_locks_a_scheduled_page_even_for_administrators(scheduled):
    root = get_user_model().objects.create_superuser("root", "root@fund.example", "x")

    lock = Page.objects.get(pk=scheduled.pk).get_lock()

    assert type(lock) is ScheduledForPublishLock
    assert lock.for_user(root)
    assert lock.for_user(member_of("Editors"))


def test_wagtails_lock_names_no_zone(scheduled):
    message = ScheduledForPublishLock(scheduled).get_message(None)

    assert "scheduled to go live at" in message
    assert timezone.get_current_timezone_name() not in message


@pytest.mark.parametrize(
    "template", ["panels/publishing/schedule_publishing_panel.html", "shared/side_panels/includes/status/workflow.html"]
)
def test_wagtails_schedule_names_no_zone(template):
    source = (TEMPLATES / template).read_text().lower()

    assert "zone" not in source


def test_what_saves_itself_writes_over_the_approved_version(scheduled):
    """Wagtail relies on its lock; without it, an open window cancels the schedule of the version it had saved."""
    approved = scheduled.latest_revision

    Page.save_revision(scheduled, user=None, clean=False, overwrite_revision=approved)

    approved.refresh_from_db()
    assert approved.approved_go_live_at is None


def test_publishing_with_a_time_that_has_passed_publishes_at_once(site_tree):
    page = StandardPageFactory(parent=site_tree.home, live=False)
    page.go_live_at = timezone.now() - TOMORROW

    PublishPageRevisionAction(page.save_revision(clean=False)).execute(skip_permission_checks=True)

    assert Page.objects.get(pk=page.pk).live


@pytest.mark.parametrize("moment", ["2026-03-29 02:30", "2026-10-25 02:30"])
def test_django_refuses_unclear_hours_in_technical_words(moment):
    with timezone.override(ZoneInfo("Europe/Berlin")), pytest.raises(ValidationError) as refusal:
        DateTimeField().to_python(moment)

    assert "couldn’t be interpreted in time zone" in refusal.value.messages[0]


def test_wagtail_refuses_drafts_of_expired_pages():
    source = Path(wagtail.admin.__file__).parent / "forms/models.py"

    condition = source.read_text().split("# Expire at must be in the future")[1].split("add_error")[0]

    assert "is_deferred_validation" not in condition


def test_confirmations_say_nothing_of_a_schedule_that_is_lost():
    templates = ["pages/confirm_delete.html", "pages/confirm_unpublish.html", "generic/confirm_unpublish.html"]

    assert all("schedul" not in (TEMPLATES / name).read_text() for name in templates)


def test_wagtail_keeps_the_time_of_a_page_that_is_live(scheduled):
    """The reason why a time in the past is asked about only where it has not come true."""
    past = datetime(2020, 1, 1, tzinfo=ZoneInfo("UTC"))
    scheduled.go_live_at = past

    scheduled.save_revision(clean=False).publish()

    assert Page.objects.get(pk=scheduled.pk).go_live_at == past

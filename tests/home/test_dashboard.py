from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Workflow
from wagtail.users.models import UserProfile

from scheduling.models import Setback
from tests.factories import PersonFactory, ReportPageFactory, UpdatePageFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db

DASHBOARD_BUDGET = 60


@pytest.fixture
def writer():
    return member_of("Writers")


@pytest.fixture
def editor():
    return member_of("Editors")


def panels(client, user):
    """Headings of the dashboard, each with the words below it."""
    client.force_login(user)
    page = BeautifulSoup(client.get("/admin/").content, "html.parser")
    return {
        section.select_one("h2").get_text(" ", strip=True): section.select_one(".w-panel__content").get_text(
            " ", strip=True
        )
        for section in page.select(".w-panel--dashboard")
    }


def draft(site_tree, title, **more):
    page = UpdatePageFactory(parent=site_tree.updates, title=title, live=False, has_unpublished_changes=True, **more)
    page.save_revision()
    return page


def submit(page, user):
    return Workflow.objects.get(name="Review").start(page, user)


def test_empty_newsroom_says_what_to_do_next(client, site_tree, editor):
    shown = panels(client, editor)

    assert list(shown) == ["Waiting for you", "My drafts", "What happens next", "Recently published"]
    assert "Nobody has asked you for a review." in shown["Waiting for you"]
    assert "You have no drafts." in shown["My drafts"]
    assert "New update" in shown["My drafts"]
    assert "Nothing is scheduled." in shown["What happens next"]
    assert "Nothing is published yet." in shown["Recently published"]


def test_writer_is_not_told_of_reviews_that_are_not_theirs(client, site_tree, writer):
    assert list(panels(client, writer)) == ["My drafts", "What happens next", "Recently published"]


def test_editor_sees_what_a_writer_submitted(client, site_tree, writer, editor):
    submit(draft(site_tree, "Tech for Forests", owner=writer), writer)

    assert "Tech for Forests writers" in panels(client, editor)["Waiting for you"]
    assert "Tech for Forests" in panels(client, writer)["My drafts"]


def test_my_drafts_are_mine_newest_first_and_no_patterns(client, site_tree, writer):
    draft(site_tree, "Older", owner=writer)
    draft(site_tree, "Newer", owner=writer)
    draft(site_tree, "Of somebody else", owner=UserFactory())
    draft(site_tree, "Interview pattern", owner=writer, is_pattern=True)
    draft(site_tree, "Naming me", authors=[PersonFactory(account=writer)])
    UpdatePageFactory(parent=site_tree.updates, title="Public", owner=writer)

    words = panels(client, writer)["My drafts"]

    assert words.index("Naming me") < words.index("Newer") < words.index("Older")
    assert not any(title in words for title in ("Of somebody else", "Interview pattern", "Public"))


def test_recently_published_says_when_and_by_whom(client, site_tree, editor):
    for number in range(6):
        page = draft(site_tree, f"Published {number}", owner=editor)
        page.latest_revision.publish(user=editor)

    words = panels(client, editor)["Recently published"]

    assert "Published 5 editors" in words
    assert "Published 0" not in words


def schedule(site_tree, title, at, **more):
    page = draft(site_tree, title, **more)
    page.go_live_at = at
    page.save_revision().publish()
    return page


def test_what_happens_next_names_time_and_zone(client, site_tree, editor):
    UserProfile.objects.update_or_create(user=editor, defaults={"current_time_zone": "Europe/Berlin"})
    page = schedule(site_tree, "Coming", datetime(2099, 1, 26, 9, 30, tzinfo=ZoneInfo("Europe/Berlin")))

    words = panels(client, editor)["What happens next"]

    assert "Time (Europe/Berlin)" in words
    assert "Coming New page goes live Jan. 26, 2099, 9:30 a.m. Scheduled" in words
    assert f"/admin/pages/{page.pk}/edit/" in client.get("/admin/").content.decode()


def test_next_five_are_shown_in_the_order_of_time(client, site_tree, editor):
    for day in (6, 3, 5, 1, 4, 2):
        schedule(site_tree, f"On day {day}", datetime(2099, 1, day, tzinfo=ZoneInfo("UTC")))

    words = panels(client, editor)["What happens next"]

    assert "On day 6" not in words
    assert [words.index(f"On day {day}") for day in range(1, 6)] == sorted(
        words.index(f"On day {day}") for day in range(1, 6)
    )


def test_what_is_overdue_or_failed_comes_first_with_the_reason(client, site_tree, editor):
    schedule(site_tree, "Coming", datetime(2099, 1, 26, tzinfo=ZoneInfo("UTC")))
    failed = schedule(site_tree, "Failed", datetime(2099, 1, 1, tzinfo=ZoneInfo("UTC")))
    overdue = schedule(site_tree, "Forgotten", datetime(2099, 1, 1, tzinfo=ZoneInfo("UTC")))
    past = timezone.now() - timedelta(hours=1)
    for page in (failed, overdue):
        page.revisions.update(approved_go_live_at=past)
    facts = {"planned_at": past, "since": past, "next_attempt_at": past, "reason": "Its address is taken."}
    Setback.objects.create(page_id=failed.pk, action="go_live", state="failed", **facts)

    words = panels(client, editor)["What happens next"]

    assert words.index("Its address is taken.") < words.index("Coming")
    assert words.index("Overdue") < words.index("Coming")


def test_nobody_reads_of_pages_they_may_not_see(client, site_tree, editor):
    schedule(site_tree, "Coming", datetime(2099, 1, 26, tzinfo=ZoneInfo("UTC")))
    stranger = UserFactory()
    stranger.user_permissions.add(Permission.objects.get(codename="access_admin"))

    assert "Coming" not in str(panels(client, stranger))


def test_half_finished_drafts_are_listed_like_others(client, site_tree, writer):
    draft(site_tree, "Half of it", owner=writer, body=[], summary="")
    ReportPageFactory(
        parent=site_tree.reports,
        title="Half a report",
        abstract="",
        live=False,
        has_unpublished_changes=True,
        owner=writer,
    )

    words = panels(client, writer)["My drafts"]

    assert "Half of it" in words
    assert "Half a report" in words


def test_dashboard_costs_the_same_for_few_and_for_many(client, site_tree, writer, editor):
    def add(count):
        for number in range(count, 2 * count):
            submit(draft(site_tree, f"Waiting {number}", owner=writer), writer)
            draft(site_tree, f"Mine {number}", owner=editor)
            draft(site_tree, f"Out {number}", owner=editor).latest_revision.publish(user=editor)
            page = draft(site_tree, f"Soon {number}", owner=editor)
            page.go_live_at = timezone.now() + timedelta(days=1)
            page.save_revision().publish()

    def queries():
        client.force_login(editor)
        client.get("/admin/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/admin/")
        return len(captured)

    add(2)
    few = queries()
    add(10)
    many = queries()

    assert (many, many <= DASHBOARD_BUDGET) == (few, True)


def test_nothing_leads_to_another_host(client, site_tree, editor):
    client.force_login(editor)
    content = client.get("/admin/").content.decode()

    assert "wagtail.org" not in content
    assert "editor guide" not in content.lower()

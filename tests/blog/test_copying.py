from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import Locale

from blog.models import ReportPage, UpdatePage
from home.models import StandardPage
from tests.factories import ReportPageFactory, StandardPageFactory, UpdatePageFactory, UserFactory


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["tags", "2023"])
def test_a_copy_at_the_address_of_a_list_is_refused_in_words(client, site_tree, slug):
    client.force_login(UserFactory(is_superuser=True))
    update = UpdatePageFactory(parent=site_tree.updates, title="Wells", slug="wells")

    answer = client.post(
        reverse("wagtailadmin_pages:copy", args=[update.pk]),
        {"new_title": "Wells", "new_slug": slug, "new_parent_page": site_tree.updates.pk, "publish_copies": "on"},
    )

    assert "The site uses this address for a list." in answer.text
    assert UpdatePage.objects.count() == 1


LONG_AGO = datetime(2020, 1, 2, 12, tzinfo=UTC)
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
SOON = NOW + timedelta(days=1)
LATER = NOW + timedelta(days=30)
LIFE = ["publication_date", "first_published_at", "last_published_at", "go_live_at", "expire_at", "is_pattern"]


@pytest.fixture
def frozen_clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def old_page(site_tree, frozen_clock):
    """A live pattern of 2020 that expires, with a change scheduled for tomorrow and revisions of every state."""
    frozen_clock.move_to(LONG_AGO)
    page = UpdatePageFactory(parent=site_tree.updates, title="Wells", slug="wells", is_pattern=True, expire_at=LATER)
    page.save_revision().publish()
    frozen_clock.move_to(NOW)
    page.refresh_from_db()
    page.title = "Wells, changed"
    page.go_live_at = SOON
    page.save_revision(approved_go_live_at=SOON)
    page.refresh_from_db()
    return page


def duplicate(client, page, **choices):
    data = {"new_title": "Ropes", "new_slug": "ropes", "new_parent_page": page.get_parent().pk, **choices}
    client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)
    return UpdatePage.objects.get(slug="ropes")


def states(page):
    """What a page is, what its newest draft makes of it, and what each stored draft says."""
    yield {name: getattr(page, name) for name in LIFE}
    yield {name: getattr(page.get_latest_revision_as_object(), name) for name in LIFE}
    for revision in page.revisions.all():
        assert revision.approved_go_live_at is None
        yield {name: revision.content[name] for name in LIFE}


def test_duplicate_has_no_life_yet(old_page, admin_client):
    copy = duplicate(admin_client, old_page)

    assert not copy.live and not copy.expired
    for state in states(copy):
        assert set(state.values()) <= {None, False}, state
    assert not copy.scheduled_revision


def test_duplicate_that_is_published_at_once_begins_today(old_page, admin_client):
    copy = duplicate(admin_client, old_page, publish_copies="on")

    assert copy.live
    assert copy.publication_date == copy.first_published_at == NOW
    for state in states(copy):
        assert LONG_AGO not in state.values()
        assert (state["go_live_at"], state["expire_at"], state["is_pattern"]) == (None, None, False)


def test_duplicate_published_later_has_the_date_of_that_day(old_page, admin_client, frozen_clock):
    copy = duplicate(admin_client, old_page)
    frozen_clock.move_to(LATER)

    copy.get_latest_revision().publish()

    copy.refresh_from_db()
    assert copy.publication_date == copy.first_published_at == LATER


def test_draft_below_a_duplicate_gets_its_date_when_it_is_published(site_tree, admin_client, frozen_clock):
    section = StandardPageFactory(parent=site_tree.home, title="Programmes", slug="programmes")
    draft = StandardPageFactory(parent=section, title="Programme", slug="programme", live=False)
    draft.save_revision()
    admin_client.post(
        reverse("wagtailadmin_pages:copy", args=[section.pk]),
        {
            "new_title": "More",
            "new_slug": "more",
            "new_parent_page": site_tree.home.pk,
            "copy_subpages": "on",
            "publish_copies": "on",
        },
    )
    copy = StandardPage.objects.child_of(StandardPage.objects.get(slug="more")).get()
    assert not copy.live
    frozen_clock.move_to(LATER)

    copy.get_latest_revision().publish()

    copy.refresh_from_db()
    assert copy.publication_date == LATER


def test_duplicate_of_a_scheduled_draft_is_not_scheduled(site_tree, admin_client, frozen_clock):
    page = UpdatePageFactory(parent=site_tree.updates, live=False, go_live_at=SOON, expire_at=LATER)
    page.save_revision(approved_go_live_at=SOON)

    copy = duplicate(admin_client, page)

    for state in states(copy):
        assert set(state.values()) <= {None, False}, state
    assert not copy.scheduled_revision


def test_translation_has_no_life_yet(old_page, site_tree):
    french = Locale.objects.create(language_code="fr")
    for parent in (site_tree.home, site_tree.updates):
        parent.copy_for_translation(french)

    copy = old_page.copy_for_translation(french)

    assert not copy.live
    for state in states(copy):
        assert set(state.values()) <= {None, False}, state


def test_alias_is_what_its_source_is_and_schedules_nothing(old_page):
    """An alias is no copy: it shows the same page at a second address, for as long as the first."""
    alias = old_page.create_alias(update_slug="alias")

    assert alias.publication_date == old_page.publication_date
    assert alias.expire_at == LATER
    assert not alias.revisions.exists()
    assert not alias.scheduled_revision


def test_duplicate_of_a_report_has_no_number_of_the_first(site_tree, admin_client):
    report = ReportPageFactory(parent=site_tree.reports, doi="10.5281/zenodo.1234567", isbn="9780306406157")
    report.save_revision()

    admin_client.post(
        reverse("wagtailadmin_pages:copy", args=[report.pk]),
        {"new_title": "Ropes", "new_slug": "ropes", "new_parent_page": site_tree.reports.pk},
    )

    copy = ReportPage.objects.get(slug="ropes")
    draft = copy.get_latest_revision_as_object()
    assert (copy.doi, copy.isbn, draft.doi, draft.isbn) == ("", "", "", "")

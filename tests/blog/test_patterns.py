from time import process_time
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, PageViewRestriction
from wagtail_footnotes.models import Footnote

from blog.models import ReportDownload, ReportPage, UpdatePage, UpdateRelatedPage
from blog.patterns import READY_MADE
from home.models import StandardPage
from site_core.placeholders import placeholders_left
from site_core.readiness import findings_of
from tests.factories import (
    DocumentFactory,
    PersonFactory,
    ReportPageFactory,
    StandardPageFactory,
    TagFactory,
    UpdatePageFactory,
    UserFactory,
)

SCREEN = "/admin/patterns/"


@pytest.fixture
def author(editor):
    return PersonFactory(name="Eva Editor", account=editor)


def begin(client, key, screen=SCREEN):
    return client.post(screen, {"pattern": key})


@pytest.mark.parametrize("pattern", READY_MADE, ids=lambda pattern: pattern.key)
def test_each_ready_made_pattern_begins_a_draft_and_opens_it(site_tree, newsroom, author, pattern):
    answer = begin(newsroom, pattern.key)

    page = pattern.model.objects.get()
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert not page.live
    assert page.title.startswith("Untitled")
    assert page.slug == page.title.lower().replace(" ", "-")
    draft = page.get_latest_revision_as_object()
    assert [credit.author for credit in draft.page_authors.all()] == [author]
    assert page.owner == author.account
    assert newsroom.get(answer.url).status_code == 200
    assert placeholders_left(page)
    assert page.publication_date is None and page.go_live_at is None and not page.is_pattern


@pytest.mark.parametrize("pattern", READY_MADE, ids=lambda pattern: pattern.key)
def test_draft_from_a_pattern_has_all_previews(site_tree, newsroom, pattern):
    begin(newsroom, pattern.key)
    page = pattern.model.objects.get()

    for mode, _label in page.preview_modes:
        answer = newsroom.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {"mode": mode})
        assert answer.status_code == 200
        assert "Untitled" in answer.text


def test_looking_at_the_patterns_makes_nothing(site_tree, newsroom):
    screen = newsroom.get(SCREEN)

    assert screen.status_code == 200
    for words in ["Interview", "Questions and answers", "Call", "Report", "Begin"]:
        assert words in screen.text
    assert not UpdatePage.objects.exists()


def test_second_draft_has_a_title_and_an_address_of_its_own(site_tree, newsroom):
    for _time in range(3):
        begin(newsroom, "interview")

    drafts = UpdatePage.objects.order_by("pk").values_list("title", "slug")
    assert list(drafts) == [
        ("Untitled interview", "untitled-interview"),
        ("Untitled interview 2", "untitled-interview-2"),
        ("Untitled interview 3", "untitled-interview-3"),
    ]


def test_maker_without_a_person_begins_without_an_author(site_tree, newsroom):
    begin(newsroom, "update")

    assert not UpdatePage.objects.get().page_authors.exists()


def test_marked_page_gives_its_content_and_nothing_of_its_life(site_tree, newsroom, author):
    pattern = UpdatePageFactory(
        parent=site_tree.updates,
        title="Weekly notes",
        summary="[What the week was about]",
        body=[("text", "<p>[What we did]</p>")],
        authors=[PersonFactory(name="Wanda")],
        tags=[TagFactory(name="Notes")],
        is_pattern=True,
        publication_date="2020-01-01T12:00Z",
        expire_at="2099-01-01T12:00Z",
        search_description="Notes of the week",
    )
    other = UpdatePageFactory(parent=site_tree.updates)
    UpdateRelatedPage.objects.create(page=pattern, related_page=other)
    assert "Weekly notes" in newsroom.get(SCREEN).text

    begin(newsroom, f"page-{pattern.pk}")

    page = UpdatePage.objects.get(slug="weekly-notes-2")
    assert page.title == "Weekly notes 2"
    assert page.summary == "[What the week was about]"
    assert "[What we did]" in str(page.body)
    assert page.search_description == "Notes of the week"
    assert [tag.name for tag in page.tags.all()] == ["Notes"]
    assert [row.related_page_id for row in page.related_pages.all()] == [other.pk]
    assert [credit.author for credit in page.page_authors.all()] == [author]
    assert not page.live and not page.is_pattern
    assert page.publication_date is None and page.expire_at is None and page.first_published_at is None
    assert page.revisions.count() == 1
    assert page.translation_key != pattern.translation_key
    pattern.refresh_from_db()
    assert [credit.author.name for credit in pattern.page_authors.all()] == ["Wanda"]
    assert [tag.name for tag in pattern.tags.all()] == ["Notes"]


def test_pattern_with_footnotes_begins_drafts_that_have_them(site_tree, newsroom):
    pattern = UpdatePageFactory(parent=site_tree.updates, title="Weekly notes", is_pattern=True)
    pattern.footnotes.add(Footnote(uuid=str(uuid4()), text="<p>[The source]</p>"))
    pattern.save()

    for _time in range(2):
        begin(newsroom, f"page-{pattern.pk}")

    for slug in ("weekly-notes-2", "weekly-notes-3"):
        page = UpdatePage.objects.get(slug=slug)
        assert [note.text for note in page.footnotes.all()] == ["<p>[The source]</p>"]
        assert newsroom.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert pattern.footnotes.count() == 1


def test_report_pattern_keeps_the_names_of_files_and_no_file(site_tree, newsroom):
    pattern = ReportPageFactory(
        parent=site_tree.reports, title="Yearly report", is_pattern=True, doi="10.5281/zenodo.1"
    )
    ReportDownload.objects.create(page=pattern, label="Summary", document=DocumentFactory())

    begin(newsroom, f"page-{pattern.pk}")

    page = ReportPage.objects.get(slug="yearly-report-2")
    assert [(row.label, row.document) for row in page.downloads.all()] == [("Summary", None)]
    assert page.doi == ""
    assert pattern.downloads.get().document


def test_draft_can_be_a_pattern_and_gives_its_latest_words(site_tree, newsroom):
    pattern = UpdatePageFactory(parent=site_tree.updates, title="Weekly notes", live=False, is_pattern=True)
    pattern.summary = "Words of the draft"
    pattern.save_revision()

    begin(newsroom, f"page-{pattern.pk}")

    assert UpdatePage.objects.get(slug="weekly-notes-2").summary == "Words of the draft"


def test_live_pattern_gives_what_is_public(site_tree, newsroom):
    pattern = UpdatePageFactory(parent=site_tree.updates, title="Weekly notes", is_pattern=True, summary="Public words")
    pattern.summary = "Half a thought"
    pattern.save_revision()

    begin(newsroom, f"page-{pattern.pk}")

    assert UpdatePage.objects.get(slug="weekly-notes-2").summary == "Public words"


def test_standing_page_can_be_a_pattern_wherever_it_fits(site_tree, newsroom):
    pattern = StandardPageFactory(parent=site_tree.home, title="Programme", is_pattern=True, live=False)
    section = StandardPageFactory(parent=site_tree.home, title="Programmes")

    begin(newsroom, f"page-{pattern.pk}", f"{SCREEN}?parent={section.pk}")

    page = StandardPage.objects.child_of(section).get()
    assert (page.title, page.slug, page.live) == ("Programme", "programme", False)


def test_ordinary_page_and_alias_are_no_patterns(site_tree, newsroom):
    ordinary = UpdatePageFactory(parent=site_tree.updates, title="Ordinary words")
    pattern = UpdatePageFactory(parent=site_tree.updates, title="Weekly notes", is_pattern=True)
    alias = pattern.create_alias(update_slug="alias")

    for page in (ordinary, alias):
        begin(newsroom, f"page-{page.pk}")

    assert UpdatePage.objects.count() == 3
    assert newsroom.get(SCREEN).text.count("Weekly notes") == 2  # its name, and the words of its button


@pytest.mark.parametrize("key", ["", "nothing", "page-0", "page-x", "page-99999999999999999999", "\x00"])
def test_pattern_that_is_not_there_is_said_in_words(site_tree, newsroom, key):
    answer = newsroom.post(SCREEN, {"pattern": key}, follow=True)

    assert "This pattern is no longer there." in answer.text
    assert not UpdatePage.objects.exists()


@pytest.mark.parametrize("parent", ["words", "0", "99999999999999999999", "-1"])
def test_place_that_is_not_there_is_not_found(site_tree, newsroom, parent):
    assert newsroom.get(SCREEN, {"parent": parent}).status_code == 404


def member(*, may_add_below: Page | None = None):
    """Somebody who signs in to the admin and may add pages below one page, or nowhere."""
    group = Group.objects.create(name="Few")
    group.permissions.add(permission("access_admin"))
    if may_add_below:
        GroupPagePermission.objects.create(group=group, page=may_add_below, permission=permission("add_page"))
    user = UserFactory()
    user.groups.add(group)
    return user


def permission(codename):
    return Group._meta.get_field("permissions").related_model.objects.get(
        codename=codename, content_type__app_label__in=["wagtailadmin", "wagtailcore"]
    )


def test_somebody_who_may_add_nothing_is_refused(site_tree, client):
    client.force_login(member())

    assert client.get(SCREEN).status_code == 302
    assert begin(client, "update").status_code == 302
    assert not UpdatePage.objects.exists()


def test_patterns_are_offered_only_where_one_may_add(site_tree, client):
    ReportPageFactory(parent=site_tree.reports, title="Hidden skeleton", is_pattern=True, live=False)
    client.force_login(member(may_add_below=site_tree.updates))

    html = client.get(SCREEN).text

    assert "Interview" in html
    assert "numbered recommendations" not in html
    assert "Hidden skeleton" not in html
    begin(client, "report")
    assert ReportPage.objects.count() == 1
    begin(client, "interview")
    assert UpdatePage.objects.count() == 1
    assert begin(client, "interview", f"{SCREEN}?parent={site_tree.reports.pk}").status_code == 302
    assert UpdatePage.objects.count() == 1


def test_stranger_is_asked_to_sign_in(site_tree, client):
    assert begin(client, "update").url.startswith("/admin/login/")
    assert not UpdatePage.objects.exists()


@pytest.mark.parametrize("address", ["/admin/update-pages/", "/admin/report-pages/"])
def test_lists_lead_to_the_patterns(site_tree, newsroom, address):
    assert f'href="{SCREEN}"' in newsroom.get(address).text


def test_explorer_leads_to_the_patterns_for_that_place(site_tree, newsroom):
    explorer = newsroom.get(reverse("wagtailadmin_explore", args=[site_tree.updates.pk]))

    assert f"{SCREEN}?parent={site_tree.updates.pk}" in explorer.text
    assert "New from pattern" in explorer.text


def test_explorer_shows_no_way_to_patterns_where_nothing_can_be_below(site_tree, newsroom):
    page = UpdatePageFactory(parent=site_tree.updates)

    assert SCREEN not in newsroom.get(reverse("wagtailadmin_explore", args=[page.pk])).text


def test_place_without_patterns_says_how_to_make_one(site_tree, newsroom):
    page = StandardPageFactory(parent=site_tree.home, title="About")

    assert "There is no pattern for pages below “About” yet." in newsroom.get(SCREEN, {"parent": page.pk}).text


def test_pattern_is_marked_in_the_settings_of_a_page(site_tree, newsroom):
    page = UpdatePageFactory(parent=site_tree.updates)

    assert "Use as a pattern" in newsroom.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text


def test_many_patterns_cost_no_more_queries_than_one(site_tree, newsroom):
    UpdatePageFactory(parent=site_tree.updates, is_pattern=True)
    newsroom.get(SCREEN)
    with CaptureQueriesContext(connection) as for_one:
        newsroom.get(SCREEN)

    for number in range(9):
        UpdatePageFactory(parent=site_tree.updates, title=f"Pattern {number}", is_pattern=True)
    newsroom.get(SCREEN)
    with CaptureQueriesContext(connection) as for_ten:
        screen = newsroom.get(SCREEN)

    assert "Pattern 8" in screen.text
    assert len(for_ten) == len(for_one)


@pytest.mark.parametrize(
    ("title", "draft_title", "slug"),
    [
        ("Tags", "Tags 2", "tags-2"),
        ("2024", "2024 2", "2024-2"),
        ("Élan", "Élan 2", "élan-2"),
        ("???", "??? 2", "2"),
        ("A" * 255, "A" * 240 + " 2", "a" * 240 + "-2"),
    ],
)
def test_any_title_of_a_pattern_makes_a_draft(site_tree, newsroom, title, draft_title, slug):
    pattern = UpdatePageFactory(parent=site_tree.updates, title=title, slug="pattern", is_pattern=True)
    for taken in ("élan", "page-1", "a" * 250):
        UpdatePageFactory(parent=site_tree.updates, title="Taken", slug=taken)

    begin(newsroom, f"page-{pattern.pk}")

    assert UpdatePage.objects.filter(title=draft_title, slug=slug).exists()


def test_words_in_brackets_are_found_and_ordinary_brackets_left_alone(site_tree):
    page = UpdatePageFactory(
        parent=site_tree.updates,
        title="Notes [sic]",
        summary="[What the week was about] and [What the week was about]",
        body=[
            ("heading", {"text": "[What follows from it]", "level": "2"}),
            ("text", "<p>As they said […], see [1], and <b>[the second part]</b></p>"),
        ],
    )

    assert placeholders_left(page) == ["[What the week was about]", "[What follows from it]", "[the second part]"]


def test_bracket_that_is_never_closed_keeps_nobody_waiting(site_tree):
    summary = f"A note [which ends nowhere {'and goes on ' * 50}"
    page = UpdatePageFactory(parent=site_tree.updates, summary=summary)
    started = process_time()

    assert placeholders_left(page) == []
    assert process_time() - started < 1


def test_draft_from_a_pattern_is_not_ready_and_says_where(site_tree, newsroom):
    begin(newsroom, "interview")

    found = [finding for finding in findings_of(UpdatePage.objects.get()) if finding.rule == "placeholder"]

    assert [finding.path for finding in found] == [("summary",), ("body",)]
    assert "[Who speaks, and the one thing they say that readers should remember]" in found[0].message
    assert found[1].message.endswith("…")
    assert not any(finding.is_hard for finding in found)


def test_pattern_asks_before_it_is_published(site_tree):
    page = UpdatePageFactory(parent=site_tree.updates, live=False, is_pattern=True)

    assert "This page is a pattern." in [finding.message for finding in findings_of(page)]


def test_finished_page_has_no_words_in_brackets(site_tree):
    assert placeholders_left(UpdatePageFactory(parent=site_tree.updates)) == []


def test_pattern_of_a_private_section_is_a_matter_of_permissions(site_tree, newsroom):
    """Privacy keeps readers out, not staff: an editor sees patterns as they see pages."""
    PageViewRestriction.objects.create(page=site_tree.updates, restriction_type=PageViewRestriction.LOGIN)
    pattern = UpdatePageFactory(parent=site_tree.updates, is_pattern=True, title="Weekly notes")

    begin(newsroom, f"page-{pattern.pk}")

    assert UpdatePage.objects.filter(slug="weekly-notes-2").exists()
    assert UpdatePage.objects.get(slug="weekly-notes-2").latest_revision.created_at <= timezone.now()

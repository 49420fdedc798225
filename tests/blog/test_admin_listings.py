import csv
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import get_current_timezone
from wagtail.users.models import UserProfile

from blog.models import UpdateCredit, UpdatePage
from scheduling.models import Setback
from tests.factories import PersonFactory, ReportPageFactory, TagFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db

EXPLORER_BUDGET = 60
UPDATES, REPORTS = "/admin/update-pages/", "/admin/report-pages/"


def explorer_url(page):
    return reverse("wagtailadmin_explore", args=[page.pk])


def titles(response):
    return [page.title for page in response.context["object_list"]]


def table_of(response):
    return str(BeautifulSoup(response.content, "html.parser").select_one("table.listing"))


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.fixture
def add_updates(site_tree):
    people = [PersonFactory() for _number in range(4)]

    def add(count):
        for number in range(count):
            UpdatePageFactory(parent=site_tree.updates, authors=people[: number % 4 + 1], tags=["Water"])

    return add


@pytest.mark.parametrize("listing", ["explorer", "flat"])
def test_lists_cost_the_same_for_ten_and_for_two_hundred_updates(newsroom, site_tree, add_updates, listing):
    url = explorer_url(site_tree.updates) if listing == "explorer" else UPDATES
    add_updates(10)
    few = queries_of(newsroom, url)
    add_updates(190)
    many = queries_of(newsroom, url)

    assert (many, many <= EXPLORER_BUDGET) == (few, True)


def test_explorer_of_the_whole_site_stays_within_its_budget(newsroom, site_tree, add_updates):
    add_updates(10)

    assert queries_of(newsroom, explorer_url(site_tree.home)) <= EXPLORER_BUDGET


@pytest.mark.parametrize("listing", ["explorer", "flat"])
def test_lists_show_date_authors_and_status(newsroom, site_tree, listing):
    UpdatePageFactory(
        parent=site_tree.updates,
        authors=[PersonFactory(name=f"Author {letter}") for letter in "ABCDEF"],
        publication_date=datetime(2023, 1, 26, 12, tzinfo=get_current_timezone()),
    )

    content = newsroom.get(explorer_url(site_tree.updates) if listing == "explorer" else UPDATES).content.decode()

    assert "Author A, Author B, Author C, Author D, 2 more" in content
    assert "Jan. 26, 2023" in content
    assert "Current page status:" in content


@pytest.mark.parametrize("query", ["", "q=Half", "q=%22", "ordering=-publication_date", "ordering=nonsense", "p=99"])
@pytest.mark.parametrize("listing", ["explorer", "flat"])
def test_half_finished_drafts_never_break_a_list(newsroom, site_tree, listing, query):
    draft = UpdatePage(title="Half of an update", live=False)
    site_tree.updates.add_child(instance=draft)
    url = explorer_url(site_tree.updates) if listing == "explorer" else UPDATES

    assert newsroom.get(f"{url}?{query}").status_code == 200


def test_half_finished_report_never_breaks_a_list(newsroom, site_tree):
    ReportPageFactory(parent=site_tree.reports, title="Half of a report", abstract="", live=False)

    assert titles(newsroom.get(REPORTS)) == ["Half of a report"]
    assert titles(newsroom.get(explorer_url(site_tree.reports))) == ["Half of a report"]


def test_updates_without_a_date_come_last_in_either_order(newsroom, site_tree):
    for title, year in (("Old", 2021), ("New", 2023)):
        date = datetime(year, 1, 1, tzinfo=get_current_timezone())
        UpdatePageFactory(parent=site_tree.updates, title=title, publication_date=date)
    UpdatePageFactory(parent=site_tree.updates, title="Undated", live=False)

    assert titles(newsroom.get(UPDATES, {"ordering": "publication_date"})) == ["Old", "New", "Undated"]
    assert titles(newsroom.get(UPDATES, {"ordering": "-publication_date"})) == ["New", "Old", "Undated"]


def test_updates_are_filtered_by_author_and_by_tag(newsroom, site_tree):
    ada, tag = PersonFactory(), TagFactory()
    UpdatePageFactory(parent=site_tree.updates, title="By Ada", authors=[ada, PersonFactory()])
    UpdatePageFactory(parent=site_tree.updates, title="Tagged", tags=[tag])

    assert titles(newsroom.get(UPDATES, {"author": ada.pk})) == ["By Ada"]
    assert titles(newsroom.get(UPDATES, {"tag": tag.pk})) == ["Tagged"]
    assert titles(newsroom.get(explorer_url(site_tree.updates), {"author": ada.pk})) == ["By Ada"]


def test_updates_are_filtered_by_status(newsroom, site_tree):
    tomorrow = timezone.now() + timedelta(days=1)
    UpdatePageFactory(parent=site_tree.updates, title="Live")
    UpdatePageFactory(parent=site_tree.updates, title="Changed").save_revision()
    UpdatePage.objects.filter(title="Changed").update(has_unpublished_changes=True)
    UpdatePageFactory(parent=site_tree.updates, title="Draft", live=False)
    UpdatePageFactory(parent=site_tree.updates, title="Expired", live=False, expired=True)
    scheduled = UpdatePageFactory(parent=site_tree.updates, title="Scheduled", live=False, go_live_at=tomorrow)
    scheduled.save_revision().publish()

    def found(status):
        return sorted(titles(newsroom.get(UPDATES, {"status": status})))

    assert found("live") == ["Changed", "Live"]
    assert found("changed") == ["Changed"]
    assert found("draft") == ["Draft"]
    assert found("scheduled") == ["Scheduled"]
    assert found("expired") == ["Expired"]
    assert len(found("nonsense")) == 5


def test_search_and_filters_work_together(newsroom, site_tree, django_capture_on_commit_callbacks):
    ada = PersonFactory()
    with django_capture_on_commit_callbacks(execute=True):
        UpdatePageFactory(parent=site_tree.updates, title="Forests by Ada", authors=[ada])
        UpdatePageFactory(parent=site_tree.updates, title="Forests by another")

    query = {"q": "Forests", "author": ada.pk, "status": "live", "ordering": "-publication_date"}
    assert titles(newsroom.get(UPDATES, query)) == ["Forests by Ada"]


@pytest.mark.parametrize("order", ["", "title", "-publication_date", "live", "latest_revision_created_at", "language"])
@pytest.mark.parametrize("listing", ["explorer", "flat"])
def test_every_filter_and_order_narrows_a_search(
    newsroom, editor, site_tree, listing, order, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        UpdatePageFactory(parent=site_tree.updates, title="Forests today", owner=editor, language="de")
        UpdatePageFactory(parent=site_tree.updates, title="Forests of others", is_pattern=True)
    url = explorer_url(site_tree.updates) if listing == "explorer" else UPDATES
    filters = {"mine": "yes", "schedule": "nothing", "language": "de", "patterns": "without", "status": "live"}

    for name, value in filters.items():
        query = {"q": "Forests", name: value, **({"ordering": order} if order else {})}
        assert "Forests today" in titles(newsroom.get(url, query)), name
    assert titles(newsroom.get(url, {"q": "Forests", **filters})) == ["Forests today"]


def test_list_of_updates_is_saved_as_a_table(newsroom, site_tree, django_assert_max_num_queries):
    people = [PersonFactory(name="Ada Example"), PersonFactory(name="Bo Example")]
    for _number in range(20):
        UpdatePageFactory(parent=site_tree.updates, authors=people)
    UpdatePageFactory(parent=site_tree.updates, title="Half finished", live=False)

    with django_assert_max_num_queries(EXPLORER_BUDGET):
        lines = b"".join(newsroom.get(UPDATES, {"export": "csv"}).streaming_content).decode().splitlines()

    assert lines[0] == (
        "Title,Publication date,Authors,Status,Goes live (UTC),Expires (UTC),"
        "Wished for (UTC),Why it did not happen,Language,Pattern,Address"
    )
    assert sum('"Ada Example, Bo Example",live,,,,,English,,http' in line for line in lines) == 20
    assert newsroom.get(UPDATES, {"export": "xlsx"}).status_code == 200


def test_table_has_the_day_that_readers_see(newsroom, site_tree, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    moment = datetime(2026, 3, 1, 23, 30, 5, 4, tzinfo=UTC)
    UpdatePageFactory(parent=site_tree.updates, title="Late", publication_date=moment)

    table = b"".join(newsroom.get(UPDATES, {"export": "csv"}).streaming_content).decode()

    assert "Late,2026-03-02,," in table


def test_updates_cannot_be_put_in_an_order_by_hand(newsroom, site_tree, add_updates):
    add_updates(60)

    url = f"{explorer_url(site_tree.updates)}?ordering=ord"
    response = newsroom.get(url)

    assert len(response.context["object_list"]) == 50
    assert f'href="{url}"' not in response.content.decode()


def test_editor_finds_updates_reports_people_and_tags_in_the_menu(newsroom):
    content = newsroom.get("/admin/").content.decode()

    for url in (UPDATES, REPORTS, "/admin/snippets/blog/person/", "/admin/snippets/blog/tag/"):
        assert f'"url": "{url}"' in content.replace("&quot;", '"')


def test_adding_an_update_from_its_list_goes_below_the_index(newsroom, site_tree):
    response = newsroom.get("/admin/update-pages/choose_parent/")

    assert response.url == reverse("wagtailadmin_pages:add", args=["blog", "updatepage", site_tree.updates.pk])


def test_people_credited_in_a_draft_of_changes_do_not_change_the_list(newsroom, site_tree):
    update = UpdatePageFactory(parent=site_tree.updates, authors=[PersonFactory(name="Public Author")])
    update.page_authors.add(UpdateCredit(author=PersonFactory(name="Planned Author")))
    update.save_revision()

    assert "Planned Author" not in table_of(newsroom.get(UPDATES))


@pytest.mark.parametrize("query", ["author=9" + "9" * 25, "tag=9" + "9" * 25, "author=x", "status=x", "p=9" + "9" * 25])
def test_odd_filters_are_answered_in_words(site_tree, admin_client, query):
    assert admin_client.get(f"/admin/update-pages/?{query}").status_code == 200


@pytest.fixture
def in_berlin(editor):
    """The Editor has chosen a time zone for the admin."""
    UserProfile.objects.update_or_create(user=editor, defaults={"current_time_zone": "Europe/Berlin"})


@pytest.mark.parametrize("listing", ["explorer", "flat"])
def test_schedule_says_what_will_happen_in_the_viewers_time_zone(newsroom, in_berlin, site_tree, listing):
    morning = datetime(2099, 1, 26, 8, 30, tzinfo=UTC)
    coming = UpdatePageFactory(parent=site_tree.updates, live=False, go_live_at=morning, expire_at=morning)
    coming.save_revision().publish()
    changed = UpdatePageFactory(parent=site_tree.updates)
    changed.save_revision().publish()
    changed.refresh_from_db()
    changed.go_live_at = morning
    changed.save_revision().publish()

    table = table_of(newsroom.get(explorer_url(site_tree.updates) if listing == "explorer" else UPDATES))

    assert "Schedule (Europe/Berlin)" in table
    assert "Goes live Jan. 26, 2099, 9:30 a.m." in table
    assert "Expires Jan. 26, 2099, 9:30 a.m." in table
    assert "Changes go live Jan. 26, 2099, 9:30 a.m." in table


def test_date_that_nobody_approved_is_a_wish_and_no_schedule(newsroom, site_tree):
    draft = UpdatePageFactory(parent=site_tree.updates, live=False)
    draft.go_live_at = draft.expire_at = datetime(2099, 1, 26, 8, 30, tzinfo=UTC)
    draft.save_revision()

    table = table_of(newsroom.get(UPDATES))

    assert "Wished for Jan. 26, 2099, 8:30 a.m., not approved" in table
    assert not any(words in table for words in ("Goes live", "Expires"))


def test_date_that_has_come_true_is_no_wish(newsroom, site_tree):
    page = UpdatePageFactory(parent=site_tree.updates, title="Old", last_published_at=timezone.now())
    page.go_live_at = timezone.now() - timedelta(days=1)
    page.save_revision()

    assert "Wished" not in table_of(newsroom.get(UPDATES))
    assert titles(newsroom.get(UPDATES, {"schedule": "wished"})) == []


@pytest.mark.parametrize(
    ("state", "words"), [("failed", "Failed, planned for Jan. 26, 2099"), ("waiting", "Waits since Jan. 26, 2099")]
)
def test_list_says_what_did_not_happen_and_why(newsroom, site_tree, state, words):
    page = UpdatePageFactory(parent=site_tree.updates, title="Stuck", live=False)
    set_back(page, state)
    UpdatePageFactory(parent=site_tree.updates, title="Well")

    table = table_of(newsroom.get(UPDATES))

    assert words in table
    assert "Its address is taken." in table
    assert titles(newsroom.get(UPDATES, {"schedule": state})) == ["Stuck"]
    assert titles(newsroom.get(UPDATES, {"schedule": "nothing"})) == ["Well"]


def set_back(page, state):
    morning = datetime(2099, 1, 26, 8, 30, tzinfo=UTC)
    page.go_live_at = morning
    page.save_revision().publish()
    facts = {"planned_at": morning, "since": morning, "next_attempt_at": morning, "reason": "Its address is taken."}
    Setback.objects.create(page_id=page.pk, action="go_live", state=state, **facts)


def test_updates_are_filtered_by_what_is_planned(newsroom, site_tree):
    tomorrow = timezone.now() + timedelta(days=1)
    UpdatePageFactory(parent=site_tree.updates, title="Nothing planned")
    UpdatePageFactory(parent=site_tree.updates, title="Expiring", expire_at=tomorrow)
    coming = UpdatePageFactory(parent=site_tree.updates, title="Coming", live=False, go_live_at=tomorrow)
    coming.save_revision().publish()
    wished = UpdatePageFactory(parent=site_tree.updates, title="Wished for", live=False, go_live_at=tomorrow)
    wished.save_revision()

    def found(schedule):
        return titles(newsroom.get(UPDATES, {"schedule": schedule}))

    assert found("goes_live") == ["Coming"]
    assert found("expires") == ["Expiring"]
    assert found("wished") == ["Wished for"]
    assert found("nothing") == ["Nothing planned"]


def test_language_is_shown_and_asked_only_where_there_are_several(newsroom, site_tree):
    UpdatePageFactory(parent=site_tree.updates, title="In English")

    page = newsroom.get(UPDATES)
    assert "Language" not in table_of(page)
    assert 'name="language"' not in page.content.decode()

    UpdatePageFactory(parent=site_tree.updates, title="Auf Deutsch", language="de")

    assert "Deutsch</td>" in "".join(table_of(newsroom.get(UPDATES)).split())
    assert titles(newsroom.get(UPDATES, {"language": "de"})) == ["Auf Deutsch"]


def test_mine_are_pages_i_began_and_pages_that_credit_me(newsroom, editor, site_tree):
    me = PersonFactory(account=editor)
    UpdatePageFactory(parent=site_tree.updates, title="Begun by me", owner=editor)
    UpdatePageFactory(parent=site_tree.updates, title="Written by me", authors=[PersonFactory(), me])
    UpdatePageFactory(parent=site_tree.updates, title="By others", authors=[PersonFactory()])
    ReportPageFactory(parent=site_tree.reports, title="Report by me", authors=[me])

    assert sorted(titles(newsroom.get(UPDATES, {"mine": "yes"}))) == ["Begun by me", "Written by me"]
    assert titles(newsroom.get(REPORTS, {"mine": "yes"})) == ["Report by me"]


def test_patterns_are_marked_and_can_be_left_out(newsroom, site_tree):
    UpdatePageFactory(parent=site_tree.updates, title="An update")
    UpdatePageFactory(parent=site_tree.updates, title="Interview", live=False, is_pattern=True)

    assert table_of(newsroom.get(UPDATES)).count("pattern") == 1
    assert titles(newsroom.get(UPDATES, {"patterns": "without"})) == ["An update"]
    assert titles(newsroom.get(UPDATES, {"patterns": "only"})) == ["Interview"]


@pytest.mark.parametrize("listing", ["explorer", "flat"])
def test_list_opens_in_the_order_its_viewer_last_chose(newsroom, editor, site_tree, listing):
    url = explorer_url(site_tree.updates) if listing == "explorer" else UPDATES
    for title in ("B", "C", "A"):
        UpdatePageFactory(parent=site_tree.updates, title=title)

    newsroom.get(url, {"ordering": "-title"})
    newsroom.logout()
    newsroom.force_login(editor)
    assert titles(newsroom.get(url)) == ["C", "B", "A"]

    back = newsroom.get(url)
    assert "Back to the usual order" in back.content.decode()
    newsroom.get(url, {"ordering": "usual"})
    assert "Back to the usual order" not in newsroom.get(url).content.decode()


@pytest.mark.parametrize("listing", ["explorer", "flat"])
@pytest.mark.parametrize("ordering", ["-latest_revision_created_at", "latest_revision_created_at", "live"])
def test_pages_that_are_equal_in_the_chosen_order_stand_newest_first(newsroom, site_tree, listing, ordering):
    for title in ("B", "C", "A"):
        UpdatePageFactory(parent=site_tree.updates, title=title)

    url = explorer_url(site_tree.updates) if listing == "explorer" else UPDATES
    assert titles(newsroom.get(url, {"ordering": ordering})) == ["A", "C", "B"]


def test_order_is_kept_for_its_viewer_and_its_list_alone(newsroom, site_tree, admin_user):
    for title in ("B", "A"):
        UpdatePageFactory(parent=site_tree.updates, title=title)
        ReportPageFactory(parent=site_tree.reports, title=title)
    usual = titles(newsroom.get(REPORTS))

    newsroom.get(UPDATES, {"ordering": "title"})
    newsroom.get(UPDATES, {"ordering": "nonsense"})

    assert titles(newsroom.get(UPDATES)) == ["A", "B"]
    assert titles(newsroom.get(REPORTS)) == usual
    newsroom.force_login(admin_user)
    assert titles(newsroom.get(UPDATES)) == usual


def rows_of(response):
    return list(csv.DictReader(b"".join(response.streaming_content).decode().splitlines()))


def test_table_holds_what_was_filtered_with_its_schedule_and_language(newsroom, site_tree):
    UpdatePageFactory(parent=site_tree.updates, title="Live")
    morning = datetime(2099, 1, 26, 8, 30, tzinfo=UTC)
    coming = UpdatePageFactory(parent=site_tree.updates, title="Coming", live=False, go_live_at=morning, language="de")
    coming.save_revision().publish()

    rows = rows_of(newsroom.get(UPDATES, {"export": "csv", "schedule": "goes_live"}))

    assert [(row["Title"], row["Goes live (UTC)"], row["Language"]) for row in rows] == [
        ("Coming", "2099-01-26 08:30:00+00:00", "Deutsch")
    ]


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_formulas_in_titles_are_text_in_the_table(newsroom, site_tree, title):
    UpdatePageFactory(parent=site_tree.updates, title=title)

    assert b"".join(newsroom.get(UPDATES, {"export": "csv"}).streaming_content).decode().count(f"'{title}") == 1


@pytest.mark.parametrize("part", ["", "results/"])
def test_the_list_of_all_pages_of_a_kind_shows_what_is_planned(newsroom, site_tree, part):
    UpdatePageFactory(parent=site_tree.updates, title="Wind in winter", authors=[PersonFactory(name="Ada Example")])

    screen = newsroom.get(f"/admin/pages/usage/blog/updatepage/{part}")

    assert screen.status_code == 200
    assert "Wind in winter" in table_of(screen)
    assert "Ada Example" in table_of(screen)

"""The report of broken links: who sees what, and what they can do about it."""

import csv
import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import GroupPagePermission

from site_core.models import Fault, FoundLink, LinkAddress, LinkState, SiteSettings
from tests.factories import UpdatePageFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db

URL = "/admin/reports/broken-links/"


@pytest.fixture
def editor(client):
    user = member_of("Editors")
    client.force_login(user)
    return user


def update(site_tree, text, **fields):
    return UpdatePageFactory(parent=site_tree.updates, body=[("text", text)], **fields)


def set_state(state, fault="", **more):
    LinkAddress.objects.update(state=state, fault=fault, checked_at=timezone.now(), since=timezone.now(), **more)


def read(client, query=""):
    return BeautifulSoup(client.get(f"{URL}?{query}").content, "html.parser")


def words_of(page):
    return [" ".join(row.get_text(" ").split()) for row in page.select("main tbody tr")]


def test_empty_report_says_so(client, site_tree, editor):
    page = read(client)

    assert "No broken links have been found on the pages that you may edit." in page.get_text()


def test_row_says_where_what_and_why_and_leads_to_the_field(client, site_tree, editor, collect):
    page = update(site_tree, '<p><a href="https://elsewhere.example/x">The source</a></p>', title="An update")
    collect()
    set_state(LinkState.BROKEN, Fault.NOT_FOUND, status=404)

    screen = read(client)

    (row,) = words_of(screen)
    assert "An update" in row
    assert "Text" in row
    assert "The source" in row
    assert "https://elsewhere.example/x" in row
    assert "The other site has no such page. (404)" in row
    (link,) = [a["href"] for a in screen.select("td.title a")]
    assert link.startswith(f"/admin/pages/{page.pk}/edit/#:w:contentpath=body.")


def test_page_that_moved_is_a_hint_and_comes_after_what_is_broken(client, site_tree, editor, collect):
    update(site_tree, '<p><a href="https://elsewhere.example/x">Moved</a></p>')
    update(site_tree, '<p><a href="/nowhere/">Broken</a></p>')
    collect()
    set_state(LinkState.MOVED, moved_to="https://elsewhere.example/y")

    first, second = words_of(read(client))

    assert "Broken" in first
    assert "The page has moved to https://elsewhere.example/y" in second


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"broken"}),
        ("state=unknown", {"unknown"}),
        ("state=ignored", {"ignored"}),
        ("state=all", {"broken", "unknown", "ignored", "good"}),
        ("where=outside", set()),
        ("where=inside", {"broken"}),
        ("fault=path+gone", {"broken"}),
        ("fault=name", set()),
        ("state=nonsense", {"broken", "unknown", "ignored", "good"}),
    ],
)
def test_list_is_narrowed_by_state_place_and_fault(client, site_tree, editor, collect, query, shown):
    update(
        site_tree,
        '<p><a href="/a/">broken</a> <a href="https://b.example">unknown</a> <a href="/c/">ignored</a>'
        ' <a href="/updates/">good</a></p>',
    )
    collect()
    set_state(LinkState.UNKNOWN, Fault.DECLINED)
    FoundLink.objects.filter(text="ignored").update(is_ignored=True)

    rows = words_of(read(client, query))

    assert {
        word for word in ("broken", "unknown", "ignored", "good") if any(f" {word} " in row for row in rows)
    } == shown


def test_list_is_narrowed_to_a_type_of_page(client, site_tree, editor, collect):
    page = update(site_tree, '<p><a href="/a/">broken</a></p>')
    collect()

    assert len(words_of(read(client, f"page_type={page.content_type_id}"))) == 1
    assert words_of(read(client, f"page_type={site_tree.home.content_type_id}")) == []


def test_writer_sees_their_own_pages_and_no_settings(client, site_tree, collect):
    writer = member_of("Writers")
    client.force_login(writer)
    update(site_tree, '<p><a href="/a/">Theirs</a></p>', title="Mine", owner=writer)
    update(site_tree, '<p><a href="/a/">Others</a></p>', title="Not mine")
    settings = SiteSettings.for_site(site_tree.site)
    settings.subscribe_terms = '<p><a href="/terms/">terms</a></p>'
    settings.save()
    collect()

    rows = words_of(read(client))

    assert [row.startswith("Mine") for row in rows] == [True]


def test_site_managers_see_the_settings(client, site_tree, collect):
    client.force_login(member_of("Site managers"))
    settings = SiteSettings.for_site(site_tree.site)
    settings.subscribe_terms = '<p><a href="/terms/">our terms</a></p>'
    settings.save()
    collect()

    screen = read(client)

    assert "our terms" in words_of(screen)[0]
    assert screen.select_one("td.title a")["href"].startswith("/admin/settings/site_core/sitesettings/")


def test_title_of_a_draft_is_told_only_to_those_who_may_see_it(client, site_tree, collect):
    secret = UpdatePageFactory(parent=site_tree.reports, title="Secret plan", live=False)
    update(site_tree, f'<p><a linktype="page" id="{secret.pk}">Read on</a></p>', title="Public")
    group = UserFactory(username="one-section").groups.create(name="One section")
    add, change = (f"wagtailcore.{name}_page" for name in ("add", "change"))
    group.permissions.add(member_of("Editors").groups.get().permissions.get(codename="access_admin"))
    for name in (add, change):
        GroupPagePermission.objects.create(
            group=group,
            page=site_tree.updates,
            permission=member_of("Editors")
            .groups.get()
            .page_permissions.get(permission__codename=name[12:])
            .permission,
        )
    collect()

    client.force_login(group.user_set.get())
    of_one_section = words_of(read(client))
    client.force_login(member_of("Editors"))
    of_all = words_of(read(client))

    assert "Secret plan" not in of_one_section[0]
    assert f"Page {secret.pk}" in of_one_section[0]
    assert "Page: Secret plan" in of_all[0]


def test_link_is_checked_again_and_ignored_from_the_list(client, site_tree, editor, collect):
    update(site_tree, '<p><a href="/updates/soon/">Soon</a></p>')
    collect()
    link = FoundLink.objects.get()
    update(site_tree, "<p>Here.</p>", slug="soon")

    client.post(f"{URL}{link.pk}/check/")
    link.refresh_from_db()
    client.post(f"{URL}{link.pk}/ignore/", {"ignore": "yes"})

    assert link.state == LinkState.GOOD
    assert FoundLink.objects.get().is_ignored
    client.post(f"{URL}{link.pk}/ignore/", {"ignore": "no"})
    assert not FoundLink.objects.get().is_ignored


def test_link_elsewhere_is_due_again_at_once(client, site_tree, editor, collect, settings):
    settings.CHECK_LINKS = True
    update(site_tree, '<p><a href="https://elsewhere.example/">A</a></p>')
    collect()
    LinkAddress.objects.update(next_check_at=timezone.now() + timedelta(days=7))

    client.post(f"{URL}{FoundLink.objects.get().pk}/check/")

    assert LinkAddress.objects.get().next_check_at <= timezone.now()


@pytest.mark.parametrize("act", ["check", "ignore"])
def test_nobody_acts_on_links_of_pages_they_may_not_edit(client, site_tree, collect, act):
    update(site_tree, '<p><a href="/a/">A</a></p>')
    collect()
    client.force_login(member_of("Writers"))
    address = f"{URL}{FoundLink.objects.get().pk}/{act}/"

    assert client.post(address, {"ignore": "yes"}).status_code == 404
    assert client.get(address).status_code == 405
    assert not FoundLink.objects.get().is_ignored


def test_report_is_for_staff_with_pages(client, site_tree):
    client.force_login(UserFactory())

    assert client.get(URL).status_code == 302


def test_report_can_be_saved_as_a_table_that_runs_nothing(client, site_tree, editor, collect):
    update(site_tree, '<p><a href="/nowhere/">=1+1</a></p>', title="An update")
    collect()

    response = client.get(f"{URL}?export=csv")

    head, row = csv.reader(io.StringIO(b"".join(response.streaming_content).decode()))
    assert head[:4] == ["Page", "Field", "Link", "Address"]
    assert row[:6] == [
        "An update",
        "Text",
        "'=1+1",
        "/nowhere/",
        "Broken",
        "There is nothing at this address of the site.",
    ]


def test_progress_is_told_or_why_there_is_none(client, site_tree, editor, collect, settings):
    update(site_tree, '<p><a href="https://a.example">A</a> <a href="https://b.example">B</a></p>')
    collect()
    assert "CHECK_LINKS is off" in read(client).get_text()
    settings.CHECK_LINKS = True
    LinkAddress.objects.filter(host="a.example").update(checked_at=timezone.now())

    page = read(client)

    assert "1 of 2 addresses at other sites are checked." in page.get_text()


def test_report_costs_the_same_for_few_and_for_many(client, site_tree, editor, collect, django_assert_max_num_queries):
    def queries():
        client.get(URL)  # what is kept between requests is read anew
        with django_assert_max_num_queries(60) as counted:
            client.get(URL)
        return len(counted)

    def add(count):
        for _number in range(count):
            update(site_tree, '<p><a linktype="page" id="999999">A</a> <a href="/nowhere/">B</a></p>')
        collect()

    add(2)
    few = queries()
    add(15)

    assert queries() == few


def test_command_collects_and_checks_what_is_within_the_site(site_tree):
    update(site_tree, '<p><a href="/nowhere/">A</a> <a href="https://elsewhere.example">B</a></p>')

    call_command("check_links")

    assert {link.state for link in FoundLink.objects.all()} == {LinkState.BROKEN, LinkState.WAITING}
    assert LinkAddress.objects.get().checked_at is None


def test_dashboard_tells_of_broken_links_where_there_are_any(client, site_tree, editor, collect):
    before = client.get("/admin/").content.decode()
    update(site_tree, '<p><a href="/nowhere/">The source</a></p>', title="An update")
    collect()

    after = client.get("/admin/").content.decode()

    assert "Broken links" not in BeautifulSoup(before, "html.parser").main.get_text()
    panel = BeautifulSoup(after, "html.parser").main.get_text(" ")
    assert "Broken links" in panel
    assert "The source" in panel

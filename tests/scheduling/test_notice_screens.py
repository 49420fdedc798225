"""Notices in the admin: what somebody sees of theirs, and that nobody sees another's."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission

from scheduling.models import Follow, Notice, NoticePreference
from tests.factories import UpdatePageFactory, UserFactory, member_of
from tests.scheduling.noticing import beat, notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, site_tree):
    editor = member_of("Editors")
    client.force_login(editor)
    return editor


@pytest.fixture
def page(site_tree):
    return UpdatePageFactory(parent=site_tree.updates, title="River delta")


def words(client, address: str = "schedule_notices", **query) -> str:
    content = client.get(reverse(address), query).content
    return " ".join(BeautifulSoup(content, "html.parser").select_one("main").get_text(" ", strip=True).split())


def menu_label(client) -> str:
    content = client.get(reverse("wagtailadmin_home")).content.decode()
    return next(word for word in ("Notices (2)", "Notices (1)", "Notices") if f'"{word}"' in content)


def test_list_shows_own_notices_with_reason_and_advice(client, editor, page):
    notice(editor, page)
    notice(editor, page, "failed", reason="Slug: it is in use.", approved_by=editor)

    shown = words(client)

    assert "“River delta” went live" in shown
    assert "“River delta” could not go live unread It was planned for" in shown
    assert "Slug: it is in use. Approved by editors." in shown
    assert "mend what the reason names" in shown


def test_nobody_sees_or_marks_the_notices_of_another(client, editor, page):
    other = notice(member_of("Site managers"), page)

    response = client.post(reverse("schedule_notice_read", args=[other.pk]))
    client.post(reverse("schedule_notices_read"), {"newest": str(other.pk)})

    other.refresh_from_db()
    assert "River delta" not in words(client)
    assert response.status_code == 404
    assert other.read_at is None
    assert menu_label(client) == "Notices"


def test_notice_of_a_page_that_somebody_may_no_longer_see_is_hidden(client, site_tree, page):
    user = UserFactory()
    team = Group.objects.create(name="Reports team")
    member_of("Editors")
    team.permissions.add(*Group.objects.get(name="Editors").permissions.all())
    permission = GroupPagePermission.objects.filter(group__name="Editors").first().permission
    GroupPagePermission.objects.create(group=team, page=site_tree.reports, permission=permission)
    user.groups.add(team)
    client.force_login(user)
    hidden = notice(user, page)

    assert "River delta" not in words(client)
    assert menu_label(client) == "Notices"
    assert client.post(reverse("schedule_notice_read", args=[hidden.pk])).status_code == 404


def test_empty_list_says_what_will_appear(client, editor):
    assert "You have no notices. They appear here when" in words(client)
    assert "Mark all as read" not in words(client)


def test_menu_counts_what_is_unread_until_it_is_marked(client, editor, page):
    first = notice(editor, page)
    notice(editor, page, "failed")
    before = menu_label(client)

    client.post(reverse("schedule_notice_read", args=[first.pk]))
    one_read = menu_label(client)
    client.post(reverse("schedule_notices_read"), {"newest": str(Notice.objects.latest("pk").pk)})

    assert (before, one_read, menu_label(client)) == ("Notices (2)", "Notices (1)", "Notices")


def test_marking_all_leaves_what_came_after_the_screen(client, editor, page):
    seen = notice(editor, page)
    notice(editor, page, "failed")

    client.post(reverse("schedule_notices_read"), {"newest": str(seen.pk)})

    assert [left.kind for left in Notice.objects.filter(read_at=None)] == ["failed"]


def test_marking_comes_back_to_the_list_as_it_was_filtered(client, editor, page):
    told = notice(editor, page)
    shown = BeautifulSoup(client.get(reverse("schedule_notices"), {"read": "unread"}).content, "html.parser")

    back = shown.select_one(f"form[action$='/{told.pk}/read/'] input[name=next]")["value"]
    response = client.post(reverse("schedule_notice_read", args=[told.pk]), {"next": back})
    elsewhere = client.post(reverse("schedule_notices_read"), {"newest": "1", "next": "https://evil.example/"})

    assert response.url == back == f"{reverse('schedule_notices')}?read=unread"
    assert elsewhere.url == reverse("schedule_notices")


def test_list_is_filtered_by_kind_and_by_what_is_read(client, editor, page):
    notice(editor, page, title="Old", read_at=timezone.now())
    notice(editor, page, "failed", title="Broken")
    notice(editor, page, "waiting", title="Patient")

    assert "Old" in words(client, read="read") and "Broken" not in words(client, read="read")
    assert "Broken" in words(client, kind="failed") and "Patient" not in words(client, kind="failed")
    assert "No notices match your query." in words(client, kind="not_approved")
    assert client.get(reverse("schedule_notices"), {"kind": "nonsense", "read": "x", "p": "words"}).status_code == 200


@pytest.mark.parametrize("newest", ["", "words", "-1"])
def test_form_that_names_no_notice_is_refused(client, editor, newest):
    assert client.post(reverse("schedule_notices_read"), {"newest": newest}).status_code == 400


def test_nothing_is_marked_by_following_a_link(client, editor, page):
    told = notice(editor, page)

    statuses = [
        client.get(reverse("schedule_notices_read")).status_code,
        client.get(reverse("schedule_notice_read", args=[told.pk])).status_code,
    ]

    assert statuses == [405, 405]


def test_list_costs_the_same_for_many_notices(client, editor, site_tree):
    def cost(count: int) -> int:
        for _number in range(count):
            notice(editor, UpdatePageFactory(parent=site_tree.updates), approved_by=editor)
        client.get(reverse("schedule_notices"))
        with CaptureQueriesContext(connection) as context:
            client.get(reverse("schedule_notices"))
        return len(context)

    assert cost(2) == cost(20) < 40


def test_dashboard_shows_unread_notices_and_nothing_when_all_are_read(client, editor, page):
    beat()
    told = notice(editor, page, "waiting", reason="“Updates”, the page above it, is not public.")

    with_one = words(client, "wagtailadmin_home")
    Notice.objects.filter(pk=told.pk).update(read_at=timezone.now())
    with_none = words(client, "wagtailadmin_home")

    assert "“River delta” waits for the page above it" in with_one
    assert "“Updates”, the page above it, is not public." in with_one
    assert "Notices" not in with_none


def test_editor_follows_a_page_and_stops(client, editor, page):
    address = reverse("schedule_follow", args=[page.pk])

    client.post(address)
    client.post(address)
    followed = Follow.objects.filter(user=editor, page=page.pk).count()
    client.post(address, {"stop": "yes"})

    assert (followed, Follow.objects.count()) == (1, 0)


def test_editor_screen_offers_to_follow_and_to_stop(client, editor, page):
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    before = client.get(edit).content.decode()

    response = client.post(reverse("schedule_follow", args=[page.pk]), {"next": edit})

    assert "Stop following" not in before
    assert reverse("schedule_follow", args=[page.pk]) in before
    assert response.url == edit
    assert "Stop following" in client.get(edit).content.decode()


def test_following_works_without_javascript(client, editor, page):
    address = reverse("schedule_follow", args=[page.pk])

    asked = words(client, "schedule_notices") and client.get(address).content.decode()
    form = BeautifulSoup(asked, "html.parser").select_one("main form")
    client.post(form["action"], {field["name"]: field["value"] for field in form.select("input")})
    stop = BeautifulSoup(client.get(address).content, "html.parser").select_one("main form button")

    assert Follow.objects.filter(user=editor, page=page.pk).exists()
    assert (stop["name"], stop.get_text()) == ("stop", "Stop following")


def test_nobody_follows_what_they_may_not_see(client, site_tree, page):
    client.force_login(UserFactory())
    for_stranger = client.post(reverse("schedule_follow", args=[page.pk])).status_code
    team = Group.objects.create(name="Reports team")
    member_of("Editors")
    team.permissions.add(*Group.objects.get(name="Editors").permissions.all())
    permission = GroupPagePermission.objects.filter(group__name="Editors").first().permission
    GroupPagePermission.objects.create(group=team, page=site_tree.reports, permission=permission)
    user = UserFactory()
    user.groups.add(team)
    client.force_login(user)
    for_team = client.post(reverse("schedule_follow", args=[page.pk])).status_code

    assert (for_stranger, for_team) == (302, 404)
    assert not Follow.objects.exists()


def test_account_offers_notices_by_mail_and_remembers_a_no(client, editor, settings):
    account = reverse("wagtailadmin_account")
    field = "schedule_notices-by_mail"
    form = BeautifulSoup(client.get(account).content, "html.parser").select_one("main form")
    is_on = form.select_one(f"[name='{field}']").has_attr("checked")
    data = {tag["name"]: tag.get("value", "") for tag in form.select("input[name]") if tag["type"] != "checkbox"}
    data |= {"name_email-first_name": "Rosa", "name_email-last_name": "Example", "name_email-email": "r@fund.example"}
    data |= {"theme-theme": "system", "theme-contrast": "system", "theme-density": "default"}

    client.post(account, data)
    refused = NoticePreference.objects.get(user=editor).by_mail
    client.post(account, data | {field: "on"})

    assert (is_on, refused) == (True, False)
    assert NoticePreference.objects.get(user=editor).by_mail


def test_account_offers_no_mail_where_the_site_sends_none(client, editor, settings):
    settings.MAIL_IS_SET_UP = False

    assert "schedule_notices-by_mail" not in client.get(reverse("wagtailadmin_account")).content.decode()


def test_times_stand_in_the_zone_of_whoever_looks(client, editor, page, time_machine, settings):
    time_machine.move_to("2026-07-02 09:00:00+00:00", tick=False)
    settings.TIME_ZONE = "Europe/Berlin"
    notice(editor, page, planned_at=timezone.now() - timedelta(hours=2))

    assert "As planned: July 2, 2026, 9 a.m. Europe/Berlin." in words(client)

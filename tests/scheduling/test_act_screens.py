"""Moving, cancelling and publishing at once, on the screens and without a script."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission, Page

from scheduling.acts import Slot, slot_of
from scheduling.engine import ReleaseEngine
from tests.factories import UpdatePageFactory, UserFactory, member_of
from tests.scheduling.planning import schedule, wish

pytestmark = pytest.mark.django_db

TENTH = datetime(2026, 3, 10, 9, tzinfo=UTC)
ACTS = ["move", "publish", "cancel"]


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    return time_machine


@pytest.fixture
def editor(client):
    editor = member_of("Editors")
    client.force_login(editor)
    return editor


@pytest.fixture
def planned(site_tree):
    return schedule(site_tree.updates, "Spring", TENTH)


def again(page):
    return Page.objects.get(pk=page.pk)


def words(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def address(page, act):
    return f"/admin/calendar/{page.pk}/{act}/"


def fields_of(response):
    """What the form on a screen sends when somebody presses its button."""
    form = BeautifulSoup(response.content, "html.parser").select_one('main form[method="POST"]')
    return {field["name"]: field.get("value", "") for field in form.select("input") if field.get("type") != "radio"}


def press(client, page, act, follow=True, **changes):
    fields = fields_of(client.get(address(page, act)))
    return client.post(address(page, act), fields | changes, follow=follow)


def test_form_names_the_zone_and_opens_with_the_planned_time(client, editor, planned, settings):
    settings.TIME_ZONE = "Europe/Berlin"

    response = client.get(address(planned, "move"))

    assert "Goes live March 10, 2026, 10 a.m. (Europe/Berlin)." in words(response)
    assert "Time (Europe/Berlin)" in words(response)
    fields = fields_of(response)
    assert (fields["date"], fields["time"][:5]) == ("2026-03-10", "10:00")


def test_moved_page_is_told_once_with_the_way_back(client, editor, planned):
    response = press(client, planned, "move", date="2026-03-11", time="14:30")

    told = "“Spring” moved from March 10, 2026, 9 a.m. (UTC) to March 11, 2026, 2:30 p.m. (UTC)."
    assert slot_of(again(planned)).at == datetime(2026, 3, 11, 14, 30, tzinfo=UTC)
    assert told in words(response)
    assert told not in words(client.get("/admin/calendar/"))


def test_undo_brings_the_old_time_back(client, editor, planned):
    response = press(client, planned, "move", date="2026-03-11", time="14:30")
    undo = BeautifulSoup(response.content, "html.parser").select_one(".calendar__undo")

    client.post(undo["action"], {field["name"]: field["value"] for field in undo.select("input")})

    assert slot_of(again(planned)).at == TENTH


@pytest.mark.parametrize(
    ("shift", "moment"),
    [
        ("hour-later", TENTH + timedelta(hours=1)),
        ("day-earlier", TENTH - timedelta(days=1)),
        ("week-later", TENTH + timedelta(weeks=1)),
    ],
)
def test_button_moves_by_one_step(client, editor, planned, shift, moment):
    press(client, planned, "move", shift=shift)

    assert slot_of(again(planned)).at == moment


def test_day_later_is_the_same_time_of_day_though_the_clocks_change(client, editor, site_tree, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    page = schedule(site_tree.updates, "Eve", datetime(2026, 3, 28, 8, tzinfo=UTC))

    press(client, page, "move", shift="day-later")

    assert slot_of(again(page)).at == datetime(2026, 3, 29, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "sentence", "choice", "moment"),
    [
        ("2026-03-29", "does not occur in Europe/Berlin", "1:30 a.m. (CET, UTC+1)", (2026, 3, 29, 0, 30)),
        ("2026-10-25", "occurs twice in Europe/Berlin", "2:30 a.m. (CET, UTC+1)", (2026, 10, 25, 1, 30)),
    ],
)
def test_time_that_summer_time_leaves_open_is_asked_for(
    client, editor, planned, settings, day, sentence, choice, moment
):
    settings.TIME_ZONE = "Europe/Berlin"

    asked = press(client, planned, "move", date=day, time="02:30")
    labels = BeautifulSoup(asked.content, "html.parser").select("label:has(input[name=moment])")
    chosen = next(label.input["value"] for label in labels if choice in label.get_text())
    before = slot_of(again(planned)).at
    client.post(address(planned, "move"), fields_of(asked) | {"moment": chosen})

    assert sentence in words(asked)
    assert len(labels) == 2
    assert before == TENTH
    assert slot_of(again(planned)).at == datetime(*moment, tzinfo=UTC)


def test_form_that_the_calendar_leads_to_asks_at_once(client, editor, planned, settings):
    settings.TIME_ZONE = "Europe/Berlin"

    asked = client.get(f"{address(planned, 'move')}?date=2026-03-29&time=02:30:00.000")
    clear = client.get(f"{address(planned, 'move')}?date=2026-03-30&time=02:30:00.000")

    assert "does not occur in Europe/Berlin" in words(asked)
    assert len(BeautifulSoup(asked.content, "html.parser").select("input[name=moment]")) == 2
    assert fields_of(clear)["date"] == "2026-03-30"
    assert slot_of(again(planned)).at == TENTH


def test_choice_that_was_not_offered_counts_for_nothing(client, editor, planned, settings):
    settings.TIME_ZONE = "Europe/Berlin"

    press(client, planned, "move", date="2026-03-29", time="02:30", moment="2026-05-05T05:05:00+00:00")

    assert slot_of(again(planned)).at == TENTH


@pytest.mark.parametrize(
    ("date", "time", "said"),
    [
        ("2026-03-01", "09:00", "has passed. Choose a time to come, or publish at once."),
        ("", "09:00", "This field is required."),
        ("2026-02-30", "09:00", "Enter a valid date."),
        ("2026-03-12", "25:00", "Enter a valid time."),
        ("9999-12-31", "23:59", "Choose a year that is nearer."),
    ],
)
def test_form_says_what_is_wrong_and_nothing_moves(client, editor, planned, date, time, said, settings):
    settings.TIME_ZONE = "America/New_York"

    response = press(client, planned, "move", date=date, time=time)

    assert response.status_code == 200
    assert said in words(response)
    assert slot_of(again(planned)).at == TENTH
    assert not again(planned).live


def test_publishing_now_is_asked_first(client, editor, planned):
    asked = client.get(address(planned, "publish"))
    before = again(planned).live
    response = press(client, planned, "publish")

    assert "It would go live March 10, 2026, 9 a.m. (UTC)" in words(asked)
    assert not before
    assert "“Spring” is public now." in words(response)
    assert again(planned).live


def test_cancelling_is_asked_first(client, editor, planned):
    asked = client.get(address(planned, "cancel"))
    before = slot_of(again(planned))
    response = press(client, planned, "cancel")

    assert "It goes live March 10, 2026, 9 a.m. (UTC)" in words(asked)
    assert before is not None
    assert "“Spring” is not scheduled any more." in words(response)
    assert slot_of(again(planned)) is None


@pytest.mark.parametrize("act", ACTS)
def test_act_that_came_too_late_is_refused_in_words(client, editor, planned, clock, act):
    fields = fields_of(client.get(address(planned, act))) | {"date": "2026-03-12"}
    clock.move_to(TENTH, tick=False)
    ReleaseEngine().run()

    response = client.post(address(planned, act), fields)

    assert "It went live meanwhile, at March 10, 2026, 9 a.m. (UTC)." in words(response)
    assert "Back to the calendar" in words(response)


def test_script_learns_why_a_move_is_refused(client, editor, planned):
    slot = slot_of(planned)
    data = {"revision": slot.revision_id, "seen": slot.at.isoformat(), "date": "2026-03-01", "time": "09:00"}

    response = client.post(address(planned, "move"), data, headers={"X-Requested-With": "XMLHttpRequest"})

    assert response.status_code == 409
    assert "has passed" in response.json()["message"]


@pytest.mark.parametrize("act", ACTS)
def test_act_leads_back_to_where_somebody_came_from(client, editor, planned, act):
    back = "/admin/calendar/?view=week&date=2026-03-10"
    response = press(client, planned, act, follow=False, next=back, date="2026-03-12")
    elsewhere = client.get(f"{address(planned, act)}?next=https://elsewhere.example/")

    assert response["Location"] == back
    assert '"https://elsewhere.example' not in elsewhere.content.decode()


@pytest.mark.parametrize("act", ACTS)
def test_who_may_not_publish_reaches_no_act(client, planned, act):
    client.force_login(member_of("Writers"))
    slot = slot_of(planned)
    data = {"revision": slot.revision_id, "seen": slot.at.isoformat(), "date": "2026-03-12", "time": "09:00"}

    seen, done = client.get(address(planned, act)), client.post(address(planned, act), data)

    assert (seen.status_code, done.status_code) == (302, 302)
    assert slot_of(again(planned)) == slot
    assert not again(planned).live


@pytest.mark.parametrize("act", ACTS)
def test_page_of_another_group_is_as_if_it_were_not_there(client, site_tree, planned, act):
    group = Group.objects.create(name="Report makers")
    for codename in ("change_page", "publish_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page=site_tree.reports, permission=permission)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    member = UserFactory()
    member.groups.add(group)
    client.force_login(member)

    assert client.get(address(planned, act)).status_code == 404
    assert client.post(address(planned, act)).status_code == 404
    assert client.get(f"/admin/calendar/99999999999999999999/{act}/").status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_stranger_is_asked_to_sign_in(client, planned, act):
    assert client.get(address(planned, act))["Location"].startswith("/admin/login/")
    assert client.post(address(planned, act))["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("act", ACTS)
def test_act_needs_the_token_of_the_form(editor, planned, act):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(editor)
    slot = slot_of(planned)
    data = {"revision": slot.revision_id, "seen": slot.at.isoformat(), "date": "2026-03-12", "time": "09:00"}

    assert careful.post(address(planned, act), data).status_code == 403
    assert slot_of(again(planned)) == Slot(slot.revision_id, TENTH)


@pytest.mark.parametrize("act", ACTS)
def test_page_without_a_schedule_has_nothing_to_act_upon(client, editor, site_tree, act):
    draft = wish(site_tree.updates, "Wish", TENTH)

    response = client.get(address(draft, act), follow=True)

    assert "Nothing is scheduled for “Wish” any more." in words(response)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("data", [{}, {"revision": "x", "seen": "x"}, {"revision": 9**40, "seen": "2026-13-01T00:00Z"}])
def test_nonsense_does_nothing(client, editor, planned, act, data):
    response = client.post(address(planned, act), data | {"date": "2026-03-12", "time": "09:00", "shift": "x"})

    assert response.status_code == 200
    assert slot_of(again(planned)).at == TENTH


def test_title_is_that_of_the_version_that_goes_live(client, editor, site_tree):
    page = schedule(site_tree.updates, "Approved <b>title</b>", TENTH)
    page.title = "Title of a draft"
    page.save_revision()

    assert "Approved <b>title</b>" in words(client.get(address(page, "move")))


def test_expiry_is_moved_in_the_page_and_not_here(client, editor, site_tree):
    page = UpdatePageFactory(parent=site_tree.updates, title="Live", expire_at=TENTH)

    assert client.get(address(page, "move")).status_code == 302

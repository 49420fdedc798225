"""What axe says of the screens that we made for editors: nothing serious that is ours."""

import pytest

from tests.browser.axe import serious_faults
from tests.database import ROOT

TEMPLATES = ROOT / "templates"
# Where each of our templates for the admin is seen.
SHOWN_ON = {
    "blog/admin/import.html": "importing a document",
    "blog/admin/merge.html": "merging people",
    "blog/admin/new_from_pattern.html": "patterns",
    "blog/admin/person_in_use.html": "deleting a credited person",
    "blog/admin/person_merge.html": "merging two people",
    "blog/admin/plans_cell.html": "list of updates",
    "blog/admin/status_cell.html": "list of updates",
    "blog/admin/tag_merge.html": "merging two tags",
    "blog/admin/uses.html": "merging two people",
    "home/admin/dashboard_panel.html": "dashboard",
    "scheduling/admin/board.html": "board",
    "scheduling/admin/calendar.html": "month",
    "scheduling/admin/cancel.html": "cancelling a schedule",
    "scheduling/admin/days.html": "week",
    "scheduling/admin/engine_panel.html": "dashboard",
    "scheduling/admin/engine_state.html": "dashboard",
    "scheduling/admin/follow.html": "following a page",
    "scheduling/admin/item.html": "month",
    "scheduling/admin/move.html": "moving a schedule",
    "scheduling/admin/notice.html": "notices",
    "scheduling/admin/notices.html": "notices",
    "scheduling/admin/notices_panel.html": "dashboard",
    "scheduling/admin/notices_results.html": "notices",
    "scheduling/admin/publish_now.html": "publishing now",
    "scheduling/admin/rows.html": "agenda",
    "scheduling/admin/subscription.html": "calendar subscription",
    "scheduling/admin/tabs.html": "month",
    "scheduling/admin/zones.html": "week",
    "site_core/admin/amend_button.html": "scheduled update",
    "site_core/admin/blocked_content.html": "blocked content",
    "site_core/admin/blocked_content_results.html": "blocked content",
    "site_core/admin/broken_links.html": "broken links",
    "site_core/admin/broken_links_results.html": "broken links",
    "site_core/admin/confirm_bulk_publish.html": "publishing many",
    "site_core/admin/description_cell.html": "documents",
    "site_core/admin/edit_scheduled.html": "scheduled update",
    "site_core/admin/findings.html": "publishing many",
    "site_core/admin/handbook.html": "handbook",
    "site_core/admin/image_facts.html": "images",
    "site_core/admin/image_lacks.html": "images",
    "site_core/admin/image_library_results.html": "images",
    "site_core/admin/link_acts_cell.html": "broken links",
    "site_core/admin/link_cell.html": "broken links",
    "site_core/admin/link_fault_cell.html": "broken links",
    "site_core/admin/link_place_cell.html": "broken links",
    "site_core/admin/moment_choice.html": "scheduled update",
    "site_core/admin/promote.html": "promoting a page",
    "site_core/admin/publish_anyway.html": "publishing anyway",
    "site_core/admin/readiness_panel.html": "unfinished update",
    "site_core/admin/schedule_dialog.html": "scheduled update",
    "site_core/admin/scheduled_message.html": "scheduled update",
    "site_core/admin/scheduled_version.html": "scheduled update",
    "site_core/admin/site_health.html": "site health",
    "site_core/admin/size_cell.html": "documents",
    "subscriptions/admin/act_button.html": "announcement",
    "subscriptions/admin/announcement.html": "announcement",
    "subscriptions/admin/announcements.html": "announcements",
    "subscriptions/admin/dashboard_panel.html": "dashboard",
    "subscriptions/admin/import.html": "importing subscribers",
    "subscriptions/admin/import_review.html": "looking through addresses",
    "subscriptions/admin/number_cell.html": "announcements",
    "subscriptions/admin/progress.html": "announcements",
    "subscriptions/admin/state_cell.html": "announcements",
    "subscriptions/admin/subscriber.html": "subscriber",
    "subscriptions/admin/subscriber_act.html": "erasing a subscriber",
    "subscriptions/admin/typed.html": "announcing by hand",
    "subscriptions/admin/watched.html": "announcements",
}
# These stand on no address of their own: test_import.py looks at them when it has brought a document.
AFTER_AN_UPLOAD = {"blog/admin/import_preview.html", "blog/admin/import_review.html"}
# This draws a part of another screen anew after a save by itself: test_amend.py sees it do so.
AFTER_A_SAVE = {"site_core/admin/edit_scheduled_partials.html"}
# These are seen on the way in: test_signing_in.py looks at them.
ON_THE_WAY_IN = {
    f"site_core/admin/{name}.html"
    for name in (
        "add_authenticator",
        "authenticator_form",
        "codes",
        "new_recovery_codes",
        "recovery_codes",
        "remove_authenticator",
        "reset_second_factor",
        "second_factor_panel",
        "second_question",
        "sessions_panel",
        "sign_out_everywhere",
    )
}
# These follow an act: test_calendar.py looks at them when it has moved something.
AFTER_A_MOVE = {"scheduling/admin/moved.html", "scheduling/admin/refusals.html"}
# This stands on the dashboard of a restored site alone: test_background_work.py looks at it there.
AFTER_A_RESTORE = {"site_core/admin/hold_panel.html"}
# Screens of Wagtail with panels, columns or menus of ours.
EXTENDED = (
    "account",
    "list of reports",
    "updates in the tree",
    "update",
    "report",
    "new update",
    "people",
    "person",
    "merging people",
    "promoted results",
    "searches without results",
    "site settings",
    "subscribers",
    "failed deliveries",
)
SCREENS = sorted({*SHOWN_ON.values(), *EXTENDED})


def test_every_template_of_ours_is_seen_on_one_of_these_screens():
    templates = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.glob("*/admin/**/*.html")}

    seen_elsewhere = AFTER_AN_UPLOAD | AFTER_A_SAVE | AFTER_A_MOVE | AFTER_A_RESTORE | ON_THE_WAY_IN
    assert templates == set(SHOWN_ON) | seen_elsewhere


def test_every_screen_has_an_address(backstage):
    assert set(backstage["screens"]) == set(SCREENS)


@pytest.mark.parametrize("name", SCREENS)
def test_axe_finds_nothing_serious_on_screens_for_editors(open_context, backstage, name):
    page = open_context(is_staff=True).new_page()
    page.goto(backstage["screens"][name], wait_until="networkidle")

    assert serious_faults(page) == {"light": "", "dark": ""}

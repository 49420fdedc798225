"""What each group of a new site sees of the admin, and that nothing else answers to it."""

import re

import pytest
from django.urls import URLResolver, get_resolver, reverse
from wagtail.admin.menu import admin_menu
from wagtail.models import Page, Revision, Task

from blog.models import UpdatePage
from tests.factories import DocumentFactory, ImageFactory, PersonFactory, UpdatePageFactory, member_of
from tests.home.page_forms import form_of

pytestmark = pytest.mark.django_db

ACTIVITY = {
    "Site activity": {
        "Workflows": {},
        "Workflow tasks": {},
        "Site history": {},
        "Aging pages": {},
        "Broken links": {},
        "Page types usage": {},
    }
}
WRITING = {"Pages": {}, "Updates": {}, "Reports": {}, "Calendar": {}, "Notices": {}, "Images": {}, "Documents": {}}
ANNOUNCEMENTS = {"Announcements": {}}
PROMOTED = {"Promoted search results": {}}
SEARCHES = {"Searches without results": {}}
HELP = {"Help": {"Handbook": {}, "Style page": {}, "Shortcuts": {}}}
MENUS = {
    "Writers": {**WRITING, **ACTIVITY, **HELP},
    "Editors": {
        **WRITING,
        "Mailing list": ANNOUNCEMENTS,
        "People": {},
        "Tags": {},
        "Settings": PROMOTED,
        "Site activity": {**ACTIVITY["Site activity"], **SEARCHES},
        **HELP,
    },
    "Site managers": {
        **WRITING,
        "Mailing list": {**ANNOUNCEMENTS, "Subscribers": {}},
        "People": {},
        "Tags": {},
        "Settings": {
            "Site settings": {},
            "Mailing list": {},
            "Redirects": {},
            "Collections": {},
            "Users": {},
            **PROMOTED,
        },
        "Site activity": {
            "Blocked content": {},
            "Locked pages": {},
            **ACTIVITY["Site activity"],
            **SEARCHES,
            "Site health": {},
        },
        **HELP,
    },
}

# Addresses without an argument that answer everybody who signs in: their own account, the parts of the editor, and
# lists that show only what their viewer may see. An address that is new stands here, or belongs to a group below.
FOR_ALL = re.compile(
    r"/admin/($|account/|api/|block-preview/|calendar/|choose-|dismissibles/|documents/|embeds/|failwhale/|forms/|handbook/|images/"
    r"|import/|jsi18n/|login/|logout/|notices/|pages/|password_reset/|patterns/|report-pages/|reports/(?!blocked-content|locked|site-health)|snippets/choose/\w+/\w+/(?!create)"
    r"|snippets/$|sprite/|style/|tag-autocomplete/|test404/|update-pages/|workflows/task_chooser/)"
)
OF_EDITORS = re.compile(r"/admin/(announcements|searchpicks|snippets/(choose/)?blog/(person|tag))/")
OF_SITE_MANAGERS = re.compile(
    r"/admin/(background-work|collections|redirects|reports/(blocked-content|locked|site-health)|scheduling|settings|subscribers|users)/"
)
OPEN_TO = {
    "Writers": [FOR_ALL],
    "Editors": [FOR_ALL, OF_EDITORS],
    "Site managers": [FOR_ALL, OF_EDITORS, OF_SITE_MANAGERS],
}


@pytest.fixture(params=["Writers", "Editors", "Site managers"])
def group(request):
    return request.param


@pytest.fixture
def writer(client):
    writer = member_of("Writers")
    client.force_login(writer)
    return writer


def menu_shown(menu, request):
    items = menu.menu_items_for_request(request)
    return {str(item.label): menu_shown(item.menu, request) if hasattr(item, "menu") else {} for item in items}


def test_each_group_sees_its_menu_and_no_more(client, site_tree, group):
    client.force_login(member_of(group))

    request = client.get("/admin/").wsgi_request

    assert menu_shown(admin_menu, request) == MENUS[group]


def plain_addresses(patterns, prefix="/"):
    for pattern in patterns:
        address = prefix + str(pattern.pattern).replace("^", "").replace("$", "")
        if isinstance(pattern, URLResolver):
            yield from plain_addresses(pattern.url_patterns, address)
        elif address.startswith("/admin/") and not set(address) & set("<(*\\"):
            yield address


def test_what_a_group_does_not_see_does_not_answer(client, site_tree, group):
    client.force_login(member_of(group))

    addresses = set(plain_addresses(get_resolver().url_patterns))
    closed = {address for address in addresses if not any(part.match(address) for part in OPEN_TO[group])}
    answers = {address: client.get(address).status_code for address in sorted(closed)}

    assert len(addresses) > 90
    assert {address: status for address, status in answers.items() if status not in (302, 403, 404)} == {}


@pytest.mark.parametrize(
    ("name", "args"),
    [("wagtailsettings:edit", ["site_core", "sitesettings"]), ("wagtailusers_users:index", [])],
)
def test_only_site_managers_reach_settings_and_users(client, site_tree, group, name, args):
    client.force_login(member_of(group))

    response = client.get(reverse(name, args=args), follow=True)

    assert ("Sorry, you do not have permission" in response.content.decode()) == (group != "Site managers")


def test_nobody_makes_a_step_of_a_workflow_but_administrators(client, site_tree, group):
    client.force_login(member_of(group))

    client.post("/admin/workflows/task_chooser/create/", {"create-task-name": "Mine", "create-task-active": "on"})

    assert not Task.objects.filter(name="Mine").exists()


def test_writer_edits_what_is_their_own_and_nothing_else(client, site_tree, writer):
    own = UpdatePageFactory(parent=site_tree.updates, live=False, owner=writer)
    other = UpdatePageFactory(parent=site_tree.updates, live=False, title="Secret draft")

    assert client.get(reverse("wagtailadmin_pages:edit", args=[own.pk])).status_code == 200
    for name in ("edit", "view_draft", "history", "delete", "unpublish"):
        response = client.get(reverse(f"wagtailadmin_pages:{name}", args=[other.pk]))
        assert response.status_code == 302, name
        assert b"Secret draft" not in response.content


def test_writer_begins_updates_reports_and_pages(client, site_tree, writer):
    for app, model, parent in (
        ("blog", "updatepage", site_tree.updates),
        ("blog", "reportpage", site_tree.reports),
        ("home", "standardpage", site_tree.home),
    ):
        content = client.get(reverse("wagtailadmin_pages:add", args=[app, model, parent.pk])).content.decode()
        assert "Submit to Review" in content
        assert 'name="action-publish"' not in content


def test_writer_cannot_publish_by_any_way(client, site_tree, writer):
    own = UpdatePageFactory(parent=site_tree.updates, live=False, owner=writer)
    own.save_revision()

    client.post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={own.pk}")
    client.post(reverse("wagtailadmin_pages:edit", args=[own.pk]), form_of(own, **{"action-publish": "yes"}))

    permissions = own.permissions_for_user(writer)
    assert not permissions.can_publish()
    assert not permissions.can_set_view_restrictions()
    assert not UpdatePage.objects.get(pk=own.pk).live


def test_date_that_a_writer_names_is_a_wish_and_no_schedule(client, site_tree, writer):
    own = UpdatePageFactory(parent=site_tree.updates, live=False, owner=writer)
    form = form_of(own, **{"action-publish": "yes", "go_live_at": "2099-01-26 09:30"})

    client.post(reverse("wagtailadmin_pages:edit", args=[own.pk]), form)

    assert not Revision.page_revisions.filter(approved_go_live_at__isnull=False).exists()


def test_writer_chooses_people_and_brings_files_but_changes_no_other(client, site_tree, writer):
    person, image, document = PersonFactory(name="Ada Example"), ImageFactory(), DocumentFactory()

    chooser = client.get(reverse("wagtailsnippetchoosers_blog_person:choose_results"))
    assert "Ada Example" in chooser.content.decode()
    for url in (
        reverse("wagtailsnippets_blog_person:edit", args=[person.pk]),
        reverse("wagtailimages:edit", args=[image.pk]),
        reverse("wagtaildocs:edit", args=[document.pk]),
    ):
        assert client.get(url).status_code == 302, url
    assert client.get(reverse("wagtailimages:add_multiple")).status_code == 200
    assert client.get(reverse("wagtaildocs:add_multiple")).status_code == 200


@pytest.mark.parametrize(("group", "may"), [("Editors", False), ("Site managers", True)])
def test_only_site_managers_delete_and_merge_people(client, site_tree, group, may):
    client.force_login(member_of(group))
    person = PersonFactory()

    for name in ("delete", "merge"):
        status = client.get(reverse(f"wagtailsnippets_blog_person:{name}", args=[person.pk])).status_code
        assert (status == 200) is may, name


def test_editor_publishes_and_schedules_anywhere(client, site_tree):
    client.force_login(member_of("Editors"))
    draft = UpdatePageFactory(parent=site_tree.updates, live=False)

    response = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))

    assert 'name="action-publish"' in response.content.decode()
    assert "go_live_at" in response.context["form"].fields
    assert all(
        page.permissions_for_user(response.wsgi_request.user).can_publish() for page in Page.objects.filter(depth__gt=1)
    )

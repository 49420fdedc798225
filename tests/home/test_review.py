"""A page on its way from a writer to its readers."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories import PersonFactory, TagFactory, UpdatePageFactory, member_of
from tests.home.page_forms import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(site_tree):
    writer = member_of("Writers")
    page = UpdatePageFactory(
        parent=site_tree.updates,
        title="Tech for Forests",
        live=False,
        owner=writer,
        authors=[PersonFactory()],
        tags=[TagFactory()],
    )
    page.save_revision(user=writer)
    return page


def submit(client, page):
    client.force_login(page.owner)
    form = form_of(page, **{"action-submit": "yes"})
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form, follow=True)


def act(client, page, action, comment=""):
    client.force_login(member_of("Editors"))
    task = page.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, task.pk])
    return client.post(url, {"comment": comment}, follow=True)


def test_what_a_writer_submits_waits_for_an_editor_and_is_published_on_approval(client, draft):
    submitted = submit(client, draft)
    assert "submitted for moderation" in submitted.content.decode()
    assert client.get("/updates/tech-for-forests/").status_code == 404

    client.force_login(member_of("Editors"))
    dashboard = client.get("/admin/").content.decode()
    assert "Waiting for you" in dashboard
    assert "Tech for Forests" in dashboard

    act(client, draft, "approve")

    client.logout()
    assert client.get("/updates/tech-for-forests/").status_code == 200


def test_what_an_editor_rejects_goes_back_with_a_comment(client, draft):
    submit(client, draft)

    act(client, draft, "reject", "Please name the source.")

    client.force_login(draft.owner)
    assert "Please name the source." in client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert client.get("/updates/tech-for-forests/").status_code == 404


@pytest.mark.parametrize(
    ("comment", "words"),
    [("Name the <b>source</b>.", "asks for changes: “Name the &lt;b&gt;source&lt;/b&gt;.”"), ("", "asks for changes.")],
)
def test_writer_reads_above_the_form_what_is_asked_for(client, draft, comment, words):
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    submit(client, draft)
    act(client, draft, "reject", comment)

    client.force_login(draft.owner)
    assert words in client.get(address).content.decode()

    submit(client, draft)
    assert "asks for changes" not in client.get(address).content.decode()


def statuses(client, draft, address):
    """What a screen says of the draft, such as "changes requested"."""
    client.force_login(draft.owner)
    screen = BeautifulSoup(client.get(address).text, "html.parser")
    row = next(row for row in screen.select("tr") if draft.title in row.text)
    return [tag.get_text(" ", strip=True).removeprefix("Current page status: ") for tag in row.select(".w-status")]


@pytest.mark.parametrize("address", ["/admin/", "/admin/update-pages/", "explorer"])
def test_lists_tell_who_has_to_act_next(client, site_tree, draft, address):
    address = reverse("wagtailadmin_explore", args=[site_tree.updates.pk]) if address == "explorer" else address
    assert statuses(client, draft, address) == ["draft"]

    submit(client, draft)
    assert statuses(client, draft, address) == ["in moderation"]

    act(client, draft, "reject", "Please name the source.")
    assert statuses(client, draft, address) == ["changes requested"]

    submit(client, draft)
    assert statuses(client, draft, address) == ["in moderation"]


def test_list_is_narrowed_to_what_is_reviewed_and_to_what_was_sent_back(client, site_tree, draft):
    UpdatePageFactory(parent=site_tree.updates, title="Another draft", live=False)

    def found(status):
        return [page.title for page in client.get("/admin/update-pages/", {"status": status}).context["object_list"]]

    submit(client, draft)
    assert (found("in_moderation"), found("sent_back")) == (["Tech for Forests"], [])

    act(client, draft, "reject")
    assert (found("in_moderation"), found("sent_back")) == ([], ["Tech for Forests"])


def test_a_change_of_a_public_page_that_was_sent_back_is_told_from_one_nobody_has_read(client, draft):
    draft.latest_revision.publish()
    draft.refresh_from_db()
    submit(client, draft)
    assert statuses(client, draft, "/admin/update-pages/") == ["live + in moderation"]

    act(client, draft, "reject")

    assert statuses(client, draft, "/admin/update-pages/") == ["live + changes requested"]


def test_writer_cannot_approve_their_own(client, draft):
    submit(client, draft)
    task = draft.current_workflow_task_state

    client.post(reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", task.pk]))

    draft.refresh_from_db()
    assert not draft.live


def test_writer_leaves_a_page_alone_while_it_is_reviewed(client, draft):
    submit(client, draft)

    assert draft.get_lock().for_user(draft.owner)

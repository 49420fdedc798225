"""Which files are open, to whom, and for how long."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, PageViewRestriction

from blog.models import ReportDownload
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    PersonFactory,
    ReportPageFactory,
    StandardPageFactory,
    UpdatePageFactory,
    UserFactory,
    member_of,
    note_references,
    pdf_bytes,
    show_on_every_page,
)

pytestmark = pytest.mark.django_db

PRIVATE = "private, no-store"


@pytest.fixture
def document(db):
    return DocumentFactory(title="Findings", file=ContentFile(pdf_bytes(), name="findings.pdf"))


@pytest.fixture
def image(db):
    return ImageFactory(title="Forest")


def picture_of(image) -> str:
    return image.get_rendition("width-100").url


def report_with(document, site_tree, **fields):
    report = ReportPageFactory(parent=site_tree.reports, **fields)
    report.downloads.add(ReportDownload(document=document, label="Full report"))
    report.save()
    note_references(report)
    return report


def update_with(image, site_tree, **fields):
    update = UpdatePageFactory(parent=site_tree.updates, lead_image=image, **fields)
    note_references(update)
    return update


def status(address: str, client=None) -> int:
    return (client or Client()).get(address).status_code


# What opens a file


def test_file_that_nothing_uses_is_closed(document, image):
    assert status(document.url) == 404
    assert status(picture_of(image)) == 404


def test_file_is_open_while_one_of_its_pages_is_public(site_tree, document):
    first, second = (report_with(document, site_tree, slug=slug) for slug in ("first", "second"))

    statuses = [status(document.url)]
    for report in (first, second):
        report.unpublish()
        statuses.append(status(document.url))

    assert statuses == [200, 200, 404]


def test_logo_and_menu_of_the_site_are_open(document, image):
    show_on_every_page(document)
    show_on_every_page(image)

    assert status(document.url) == 200
    assert status(picture_of(image)) == 200


def test_portrait_is_as_public_as_the_works_of_the_person(site_tree, image):
    person = PersonFactory(photo=image)
    update = UpdatePageFactory(parent=site_tree.updates, live=False, authors=[person])
    note_references(person, update)
    before = status(picture_of(image))

    update.save_revision().publish()

    assert (before, status(picture_of(image))) == (404, 200)


def test_portrait_on_a_page_about_the_team_is_open(site_tree, image):
    person = PersonFactory(photo=image)
    page = StandardPageFactory(parent=site_tree.home, body=[("people", {"heading": "", "people": [person]})])
    note_references(person, page)

    assert status(picture_of(image)) == 200


def test_public_page_that_names_a_hidden_one_does_not_open_its_files(site_tree, image):
    hidden = update_with(image, site_tree, live=False)
    page = StandardPageFactory(parent=site_tree.home, body=[("related_pages", {"heading": "", "pages": [hidden]})])
    note_references(page)

    assert status(picture_of(image)) == 404


def test_files_of_a_public_page_below_a_draft_are_closed(site_tree, document):
    report_with(document, site_tree)
    site_tree.reports.live = False
    site_tree.reports.save()

    assert status(document.url) == 404


def test_files_of_an_unpublished_change_are_closed_until_it_is_published(site_tree, document, image):
    update = update_with(None, site_tree)
    update.lead_image = image
    update.body.append(("downloads", {"documents": [document]}))
    change = update.save_revision()
    before = [status(document.url), status(picture_of(image))]

    change.publish()

    assert before == [404, 404]
    assert [status(document.url), status(picture_of(image))] == [200, 200]


def test_files_of_a_scheduled_change_are_closed_until_then(site_tree, image):
    update = update_with(None, site_tree)
    update.lead_image = image
    update.go_live_at = timezone.now() + timedelta(hours=1)

    update.save_revision().publish()

    assert status(picture_of(image)) == 404


def test_file_that_a_change_takes_from_the_page_is_closed(site_tree, image):
    update = update_with(image, site_tree)
    before = status(picture_of(image))
    update.lead_image = None

    update.save_revision().publish()

    assert (before, status(picture_of(image))) == (200, 404)


def test_what_a_page_uses_is_known_though_the_process_dies_as_it_publishes(site_tree, image):
    """None of what waits for the end of the transaction runs here."""
    update = UpdatePageFactory(parent=site_tree.updates, live=False)
    update.lead_image = image

    update.save_revision().publish()

    assert status(picture_of(image)) == 200


def test_replaced_document_stays_as_closed_as_it_was(site_tree, document, client):
    report_with(document, site_tree, live=False)
    client.force_login(member_of("Editors"))
    form = {"title": "Findings", "collection": document.collection_id, "file": ContentFile(pdf_bytes(2), name="b.pdf")}

    client.post(reverse("wagtaildocs:edit", args=[document.pk]), form)
    document.refresh_from_db()

    assert document.page_count == 2
    assert status(document.url) == 404


# Who else may have it


@pytest.mark.parametrize("group", ["Writers", "Editors", "Site managers"])
def test_staff_see_closed_files_and_nobody_keeps_them(client, site_tree, document, image, group):
    report_with(document, site_tree, live=False)
    client.force_login(member_of(group))

    answers = [client.get(document.url), client.get(picture_of(image))]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert {answer.headers["Cache-Control"] for answer in answers} == {PRIVATE}


def test_staff_of_another_collection_do_not_see_them(client, document, image):
    writer = member_of("Writers")
    GroupCollectionPermission.objects.update(collection=Collection.get_first_root_node().add_child(name="Theirs"))
    client.force_login(writer)

    assert [status(document.url, client), status(picture_of(image), client)] == [404, 404]


def test_account_without_the_admin_is_a_stranger(client, document, image):
    client.force_login(UserFactory())

    assert [status(document.url, client), status(picture_of(image), client)] == [404, 404]


def test_open_files_are_the_same_for_staff(client, image):
    show_on_every_page(image)
    client.force_login(member_of("Editors"))

    assert client.get(picture_of(image)).headers["Cache-Control"].startswith("public")


def test_files_of_a_page_for_members_are_for_members(client, site_tree, document):
    report = report_with(document, site_tree)
    PageViewRestriction.objects.create(page=report, restriction_type=PageViewRestriction.LOGIN)

    stranger = status(document.url)
    client.force_login(UserFactory())
    member = client.get(document.url)

    assert (stranger, member.status_code) == (404, 200)
    assert member.headers["Cache-Control"] == PRIVATE


def test_files_of_a_page_with_a_password_are_for_those_who_gave_it(client, site_tree, image):
    update = update_with(image, site_tree)
    restriction = PageViewRestriction.objects.create(
        page=site_tree.updates, restriction_type=PageViewRestriction.PASSWORD, password="open sesame"
    )
    address = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, update.pk])

    before = status(picture_of(image), client)
    client.post(address, {"password": "open sesame", "return_url": update.url})
    after = client.get(picture_of(image))

    assert (before, after.status_code) == (404, 200)
    assert after.headers["Cache-Control"] == PRIVATE
    assert status(picture_of(image)) == 404


def test_files_of_a_private_page_that_has_expired_are_for_nobody(client, site_tree, document):
    report = report_with(document, site_tree, expire_at=timezone.now() - timedelta(seconds=1))
    PageViewRestriction.objects.create(page=report, restriction_type=PageViewRestriction.LOGIN)
    client.force_login(UserFactory())

    assert status(document.url, client) == 404


# How long


def test_files_close_when_the_page_expires_though_nothing_has_run(site_tree, image, document, time_machine):
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    update_with(image, site_tree, expire_at=timezone.now() + timedelta(minutes=1))
    report_with(document, site_tree, expire_at=timezone.now() + timedelta(minutes=1))
    time_machine.shift(timedelta(seconds=59))
    before = [status(document.url), status(picture_of(image))]

    time_machine.shift(timedelta(seconds=1, milliseconds=2000))

    assert before == [200, 200]
    assert [status(document.url), status(picture_of(image))] == [404, 404]


def test_caches_between_the_site_and_its_readers_keep_a_picture_for_two_seconds(image):
    show_on_every_page(image)

    assert "s-maxage=2" in Client().get(picture_of(image)).headers["Cache-Control"]


def test_browser_that_asks_again_for_a_closed_picture_is_told_nothing(site_tree, image):
    update = update_with(image, site_tree)
    address = picture_of(image)
    tag = Client().get(address).headers["ETag"]
    update.unpublish()

    assert Client().get(address, headers={"if-none-match": tag}).status_code == 404


def test_open_pictures_cost_two_queries_each_at_first_and_then_none(site_tree, django_assert_num_queries):
    addresses = []
    for _picture in range(3):
        image = ImageFactory()
        update_with(image, site_tree)
        addresses.append(picture_of(image))
    Client().get("/")

    with django_assert_num_queries(1 + 2 * 3):
        assert {status(address) for address in addresses} == {200}
    with django_assert_num_queries(0):
        assert {status(address) for address in addresses} == {200}


def test_picture_on_very_many_pages_is_open_while_one_of_them_is_public(site_tree, image, monkeypatch):
    monkeypatch.setattr("site_core.embargo.PAGES_AT_ONCE", 2)
    first, *others = [update_with(image, site_tree) for _page in range(5)]
    for page in others:
        page.unpublish()
    before = status(picture_of(image))

    first.unpublish()

    assert (before, status(picture_of(image))) == (200, 404)


# Ways around


@pytest.mark.parametrize("folder", ["original_images", "documents"])
def test_originals_have_no_address(client, image, document, folder):
    show_on_every_page(image)
    show_on_every_page(document)
    client.force_login(member_of("Site managers"))

    for file in (image.file, document.file):
        assert status(f"/media/{file.name}", client) == 404
        assert status(f"/{folder}/{file.name}", client) == 404


def test_addresses_of_the_admin_ask_strangers_to_sign_in(site_tree, image, document):
    update = update_with(image, site_tree, live=False)
    revision = update.save_revision()
    addresses = [
        reverse("wagtailadmin_pages:view_draft", args=[update.pk]),
        reverse("wagtailadmin_pages:revisions_view", args=[update.pk, revision.pk]),
        reverse("wagtailadmin_pages:preview_on_edit", args=[update.pk]),
        reverse("wagtailimages:preview", args=[image.pk, "width-50"]),
        reverse("wagtailimages:edit", args=[image.pk]),
        reverse("wagtaildocs:edit", args=[document.pk]),
        f"/admin/api/main/images/{image.pk}/",
        f"/admin/api/main/pages/{update.pk}/",
    ]

    answers = {address: Client().get(address) for address in addresses}

    assert {answer.status_code for answer in answers.values()} <= {302, 401, 403}
    assert not any(image.title in answer.text or update.title in answer.text for answer in answers.values())


def test_no_view_makes_pictures_of_any_size_for_strangers(image):
    with pytest.raises(NoReverseMatch):
        reverse("wagtailimages_serve", args=["signature", image.pk, "width-50"])

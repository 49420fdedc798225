"""A new file in the place of another, from the form to the reader."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from wagtail.documents.forms import get_document_form

from blog.models import ReportDownload
from site_core.forms import SiteDocumentForm
from site_core.models import SiteDocument, SiteImage
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    ReportPageFactory,
    UpdatePageFactory,
    member_of,
    pdf_bytes,
    picture_bytes,
    root_collection,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def newsroom(client):
    client.force_login(member_of("Editors"))
    return client


@pytest.fixture
def report(db):
    return DocumentFactory(title="Full report", file=ContentFile(pdf_bytes(3), name="report.pdf"))


@pytest.fixture
def replace(newsroom, django_capture_on_commit_callbacks):
    def replace(item, file, **more):
        app = "wagtaildocs" if isinstance(item, SiteDocument) else "wagtailimages"
        data = {"title": item.title, "collection": root_collection().pk, "file": file, **more}
        with django_capture_on_commit_callbacks(execute=True):
            response = newsroom.post(reverse(f"{app}:edit", args=[item.pk]), data)
        item.refresh_from_db()
        return response

    return replace


def test_new_file_is_served_at_the_old_address(client, replace, report):
    address = report.url
    before = client.get(address)

    replace(report, SimpleUploadedFile("final-version.pdf", pdf_bytes(8)))

    after = client.get(address)
    assert report.url == address
    assert after.getvalue() == pdf_bytes(8)
    assert after.headers["ETag"] != before.headers["ETag"]
    assert client.get(address, headers={"if-none-match": before.headers["ETag"]}).status_code == 200
    assert report.page_count == 8
    assert report.title == "Full report"


def test_replacing_again_keeps_the_address_again(client, replace, report):
    address = report.url

    for pages in (4, 5):
        replace(report, SimpleUploadedFile("report.pdf", pdf_bytes(pages)))

    assert report.url == address
    assert client.get(address).getvalue() == pdf_bytes(5)


def test_the_longest_name_keeps_its_address_too(client, replace, db):
    document = DocumentFactory(file=ContentFile(pdf_bytes(), name="n" * 86 + ".pdf"))
    address = document.url

    replace(document, SimpleUploadedFile("other.pdf", pdf_bytes(2)))

    assert document.url == address
    assert client.get(address).getvalue() == pdf_bytes(2)


def test_old_file_is_gone_once_the_new_one_is_saved(replace, report):
    storage, old_name = report.file.storage, report.file.name

    replace(report, SimpleUploadedFile("report.pdf", pdf_bytes(8)))

    assert not storage.exists(old_name)
    assert storage.exists(report.file.name)


def test_old_file_stays_when_saving_is_taken_back(report):
    data = {"title": "Full report", "collection": root_collection().pk}
    form = get_document_form(SiteDocument)(
        data, {"file": SimpleUploadedFile("report.pdf", pdf_bytes(8))}, instance=report, user=member_of("Editors")
    )

    with transaction.atomic():
        assert isinstance(form, SiteDocumentForm)
        assert form.is_valid(), form.errors
        form.save()
        transaction.set_rollback(True)

    kept = SiteDocument.objects.get(pk=report.pk)
    assert kept.file.storage.exists(kept.file.name)
    with kept.open_file() as file:
        assert file.read() == pdf_bytes(3)


@pytest.mark.parametrize("name", ["figures.csv", "report.txt"])
def test_file_of_another_kind_is_refused_in_words(client, replace, report, name):
    response = replace(report, SimpleUploadedFile(name, b"one,two"))

    assert "Upload it as a new document." in response.content.decode()
    assert client.get(report.url).getvalue() == pdf_bytes(3)


def test_file_that_is_not_what_its_name_says_replaces_nothing(client, replace, report):
    response = replace(report, SimpleUploadedFile("report.pdf", b"<script>"))

    assert "This is not a whole .pdf file." in response.content.decode()
    assert client.get(report.url).getvalue() == pdf_bytes(3)


def test_other_changes_leave_the_file_alone(client, newsroom, report):
    name = report.file.name

    newsroom.post(
        reverse("wagtaildocs:edit", args=[report.pk]), {"title": "Renamed", "collection": root_collection().pk}
    )

    report.refresh_from_db()
    assert (report.title, report.file.name) == ("Renamed", name)
    assert client.get(report.url).getvalue() == pdf_bytes(3)


def test_form_says_what_replacing_does_and_where_the_file_is_used(
    newsroom, site_tree, report, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = ReportPageFactory(parent=site_tree.reports)
        page.downloads.add(ReportDownload(document=report, label="PDF", language="en"))
        page.save()

    content = newsroom.get(reverse("wagtaildocs:edit", args=[report.pk])).content.decode()

    assert (
        f"Used in 1 place. A new file of the same kind takes its place everywhere, at the same address: {report.url}."
        in content
    )
    assert report.usage_url in content


def test_form_says_when_readers_get_the_file(newsroom, site_tree, report, django_capture_on_commit_callbacks):
    address = reverse("wagtaildocs:edit", args=[report.pk])
    before = newsroom.get(address).text
    with django_capture_on_commit_callbacks(execute=True):
        page = ReportPageFactory(parent=site_tree.reports)
        page.downloads.add(ReportDownload(document=report, label="PDF", language="en"))
        page.save()

    assert "Readers get it once a public page uses it." in before
    assert "Readers get it at once." in newsroom.get(address).text


def test_picture_keeps_its_key_and_use_and_is_drawn_anew(client, replace, site_tree):
    image = ImageFactory(title="Forest", focal_point_x=10, focal_point_y=10, focal_point_width=5, focal_point_height=5)
    page = UpdatePageFactory(parent=site_tree.updates, lead_image=image)
    old_original, old_rendition = image.file.name, image.get_rendition("width-100")
    address = page.get_url()
    before = client.get(address).content.decode()

    replace(image, SimpleUploadedFile("new.png", picture_bytes(300, 200, "#aa0000"), "image/png"))

    assert (image.width, image.height, image.has_focal_point()) == (300, 200, False)
    page.refresh_from_db()
    assert page.lead_image_id == image.pk
    assert not image.file.storage.exists(old_original)
    assert not image.file.storage.exists(old_rendition.file.name)
    new_rendition = SiteImage.objects.get(pk=image.pk).get_rendition("width-100")
    assert new_rendition.url != old_rendition.url
    assert client.get(address).content.decode() != before


def test_picture_that_is_not_replaced_keeps_its_focal_point(newsroom):
    image = ImageFactory(focal_point_x=10, focal_point_y=10, focal_point_width=5, focal_point_height=5)
    focal = {"focal_point_x": 10, "focal_point_y": 10, "focal_point_width": 5, "focal_point_height": 5}

    newsroom.post(
        reverse("wagtailimages:edit", args=[image.pk]),
        {"title": "Renamed", "collection": root_collection().pk, **focal},
    )

    image.refresh_from_db()
    assert (image.title, image.has_focal_point()) == ("Renamed", True)


def test_damaged_picture_replaces_nothing(replace):
    image = ImageFactory()
    name = image.file.name

    response = replace(image, SimpleUploadedFile("new.png", picture_bytes()[:60], "image/png"))

    assert response.status_code == 200
    assert image.file.name == name
    assert image.file.storage.exists(name)


def test_form_of_a_picture_says_what_replacing_does(newsroom):
    content = newsroom.get(reverse("wagtailimages:edit", args=[ImageFactory().pk])).content.decode()

    assert "Not used anywhere yet. A new file takes the place of this picture everywhere." in content
    assert "Its focal point is forgotten" in content


def test_writer_cannot_replace_what_others_uploaded(client, report):
    client.force_login(member_of("Writers"))

    response = client.post(
        reverse("wagtaildocs:edit", args=[report.pk]),
        {"title": "Mine", "file": SimpleUploadedFile("report.pdf", pdf_bytes(8))},
    )

    assert response.status_code == 302
    assert client.get(report.url).getvalue() == pdf_bytes(3)

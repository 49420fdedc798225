import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail import hooks
from wagtail.documents.models import document_served
from wagtail.models import Collection, CollectionViewRestriction

from site_core.documents import clear_document
from site_core.models import SiteDocument
from tests.factories import DocumentFactory, UserFactory, pdf_bytes, show_on_every_page

TEXT = b"0123456789"


@pytest.fixture(autouse=True)
def own_media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def open_document(name, contents):
    """A document that strangers may have."""
    document = DocumentFactory(file=ContentFile(contents, name=name))
    show_on_every_page(document)
    return document


@pytest.fixture
def pdf(db):
    return open_document("report.pdf", pdf_bytes())


@pytest.fixture
def text(db):
    return open_document("figures.csv", TEXT)


@pytest.fixture
def private_pdf(pdf):
    collection = Collection.get_first_root_node().add_child(name="Board only")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    pdf.collection = collection
    pdf.save()
    return pdf


def test_a_pdf_opens_in_the_browser(client, pdf):
    response = client.get(pdf.url)

    assert response.status_code == 200
    assert response.getvalue() == pdf_bytes()
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'inline; filename="report.pdf"'
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize("name", ["figures.csv", "figures.zip", "figures.docx", "Zählung „2024“.txt"])
def test_every_other_document_is_saved_to_disk(client, db, name):
    document = open_document(name, TEXT)

    response = client.get(document.url)

    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_browser_that_has_a_document_is_told_so(client, text):
    first = client.get(text.url)

    by_tag = client.get(text.url, headers={"If-None-Match": first.headers["ETag"]})
    by_date = client.get(text.url, headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert first.headers["ETag"] == f'"{text.file_hash}"'
    assert (by_tag.status_code, by_date.status_code) == (304, 304)


def test_a_document_made_in_code_has_a_validator_too(client, text):
    SiteDocument.objects.update(file_hash="")

    first = client.get(text.url)

    assert client.get(text.url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("asked", "part", "named"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=4-", b"456789", "bytes 4-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-99", TEXT, "bytes 0-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
        ("bytes=0-0", b"0", "bytes 0-0/10"),
        ("bytes=9-9", b"9", "bytes 9-9/10"),
    ],
)
def test_a_part_of_a_document_can_be_fetched(client, text, asked, part, named):
    response = client.get(text.url, headers={"Range": asked})

    assert response.status_code == 206
    assert response.getvalue() == part
    assert response.headers["Content-Range"] == named
    assert response.headers["Content-Length"] == str(len(part))


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_part_beyond_the_end_is_refused(client, text, asked):
    response = client.get(text.url, headers={"Range": asked})

    assert response.status_code == 416
    assert response.headers["Content-Range"] == "bytes */10"


@pytest.mark.parametrize(
    "asked", ["bytes=5-2", "bytes=-", "bytes=a-b", "bytes=0-1,4-5", "lines=1-2", "bytes=²-", "bytes=" + "9" * 30, ""]
)
def test_a_request_for_parts_that_makes_no_sense_gets_the_whole(client, text, asked):
    response = client.get(text.url, headers={"Range": asked})

    assert response.status_code == 200
    assert response.getvalue() == TEXT


def test_a_download_is_resumed_only_if_the_document_is_the_same(client, text):
    tag = client.get(text.url).headers["ETag"]

    same = client.get(text.url, headers={"Range": "bytes=4-", "If-Range": tag})
    changed = client.get(text.url, headers={"Range": "bytes=4-", "If-Range": '"older"'})

    assert same.status_code == 206
    assert changed.status_code == 200


def test_a_document_can_be_asked_about(client, text):
    response = client.head(text.url, headers={"Range": "bytes=0-3"})

    assert response.status_code == 200
    assert response.headers["Content-Length"] == "10"
    assert response.headers["Accept-Ranges"] == "bytes"


def test_the_privacy_check_comes_before_the_file(db):
    serving = hooks.get_hooks("before_serve_document")

    assert serving[-1] is clear_document
    assert len(serving) > 1


def test_a_private_document_is_for_those_who_signed_in_and_is_never_kept(client, private_pdf):
    stranger = Client().get(private_pdf.url, headers={"Range": "bytes=0-3"})
    client.force_login(UserFactory())
    reader = client.get(private_pdf.url)

    assert stranger.status_code == 302
    assert b"%PDF" not in stranger.content
    assert reader.status_code == 200
    assert reader.headers["Cache-Control"] == "private, no-store"


def test_a_private_document_opened_with_a_password_is_never_kept(client, pdf):
    CollectionViewRestriction.objects.create(
        collection=pdf.collection, restriction_type="password", password="open sesame"
    )

    asked = client.get(pdf.url)
    restriction = CollectionViewRestriction.objects.get()
    client.post(
        f"/documents/authenticate_with_password/{restriction.pk}/", {"password": "open sesame", "return_url": pdf.url}
    )
    opened = client.get(pdf.url)

    assert b"%PDF" not in asked.content
    assert asked.headers["Cache-Control"] == "private, no-store"
    assert opened.getvalue().startswith(b"%PDF")
    assert opened.headers["Cache-Control"] == "private, no-store"


def test_a_document_whose_file_is_gone_is_a_missing_page(client, pdf):
    pdf.file.storage.delete(pdf.file.name)

    assert client.get(pdf.url).status_code == 404


def test_a_document_under_another_name_is_a_missing_page(client, pdf):
    assert client.get(f"/documents/{pdf.pk}/other.pdf").status_code == 404
    assert client.get("/documents/999/report.pdf").status_code == 404


def test_whoever_counts_downloads_is_told(client, pdf):
    seen = []

    def count(sender, instance, request, **kwargs):
        seen.append((sender, instance.pk, request.path))

    document_served.connect(count)
    client.get(pdf.url)
    document_served.disconnect(count)

    assert seen == [(SiteDocument, pdf.pk, pdf.url)]


def test_documents_are_sent_from_any_storage(client, db, settings):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    document = open_document("figures.csv", TEXT)

    assert client.get(document.url).getvalue() == TEXT
    assert client.get(document.url, headers={"Range": "bytes=2-3"}).getvalue() == b"23"

"""Reports are found by the words in their downloads, by those who may read them."""

import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from blog.models import ReportDownload, ReportPage
from site_core import document_text, pdf_text
from site_core.document_text import MOST_INDEXED, read_documents
from site_core.models import DocumentText
from tests.factories import (
    DocumentFactory,
    ReportPageFactory,
    UpdatePageFactory,
    member_of,
    pdf_bytes,
    pdf_saying,
    root_collection,
)

pytestmark = pytest.mark.django_db

WORDS = "Groundwater and aquifers, measured twice"


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def document(db):
    return DocumentFactory(file=ContentFile(pdf_saying("Nothing here.", WORDS), name="report.pdf"))


@pytest.fixture
def report(site_tree, document, commits):
    """A public report with a file that nobody has read yet."""
    with commits():
        report = ReportPageFactory(parent=site_tree.reports, title="Wells", slug="wells")
        report.downloads.add(ReportDownload(document=document, label="Full report", language="en"))
        report.save()
    return report


def found(client, words):
    return [page.title for page in client.get("/search/", {"q": words}).context["results"]]


def read_all(commits):
    with commits():
        read_documents()


def test_report_is_found_by_the_words_in_its_file_once_it_was_read(client, report, commits):
    assert found(client, "aquifers") == []

    read_all(commits)

    assert found(client, "aquifers") == ["Wells"]
    assert found(client, "groundwater wells twice") == ["Wells"]


def test_excerpt_says_that_the_words_are_in_the_file(client, report, commits):
    read_all(commits)

    text = client.get("/search/", {"q": "aquifers"}).content.decode()

    assert "In the file “Full report”:" in text
    assert "Groundwater and <mark>aquifers</mark>, measured twice" in text


def test_words_on_the_page_itself_are_shown_first(client, report, commits):
    report.abstract = "<p>Of aquifers everywhere.</p>"
    with commits():
        report.save()
    read_all(commits)

    text = client.get("/search/", {"q": "aquifers"}).content.decode()

    assert "Of <mark>aquifers</mark> everywhere." in text
    assert "In the file" not in text


def test_word_in_a_title_counts_more_than_words_in_a_long_file(client, site_tree, report, document, commits):
    many = " ".join(f"word{number}" for number in range(3000))
    document.file = ContentFile(pdf_saying(f"rivers rivers rivers {many}"), name="long.pdf")
    with commits():
        document.save()
        UpdatePageFactory(parent=site_tree.updates, title="Rivers")
    read_all(commits)

    assert found(client, "rivers") == ["Rivers", "Wells"]


def test_long_file_does_not_make_the_title_of_its_report_count_less(client, site_tree, report, document, commits):
    many = " ".join(f"word{number}" for number in range(8000))
    document.file = ContentFile(pdf_saying(many), name="long.pdf")
    with commits():
        document.save()
        for number in range(10):
            text = "<p>Some wells are deep, and other wells are not wells.</p>" + "<p>Of other things.</p>" * 50
            UpdatePageFactory(parent=site_tree.updates, title=f"Rivers {number}", body=[("text", text)])
    read_all(commits)

    assert found(client, "wells")[0] == "Wells"


def test_file_is_read_once_however_often_its_report_is_indexed(client, report, commits, monkeypatch):
    read_all(commits)
    monkeypatch.setattr(document_text, "text_of_pdf", lambda path: pytest.fail("read again"))

    with commits():
        report.save()
    read_all(commits)

    assert found(client, "aquifers") == ["Wells"]


def test_index_follows_a_file_that_is_replaced(client, report, document, commits):
    read_all(commits)
    client.force_login(member_of("Editors"))
    new = SimpleUploadedFile("new.pdf", pdf_saying("Rainwater only"), content_type="application/pdf")
    data = {"title": "Report", "collection": root_collection().pk, "file": new}

    with commits():
        client.post(reverse("wagtaildocs:edit", args=[document.pk]), data)
    assert found(client, "aquifers") == []

    read_all(commits)
    assert found(client, "aquifers") == []
    assert found(client, "rainwater") == ["Wells"]


def restrict(collection):
    return CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )


def test_file_of_a_private_collection_gives_nothing_away(client, report, document, commits):
    private = root_collection().add_child(name="Internal")
    restrict(private)
    document.collection = private
    document.save()

    read_all(commits)

    assert found(client, "aquifers") == []


def test_index_follows_a_collection_that_becomes_private_and_public_again(client, report, document, commits):
    shelf = root_collection().add_child(name="Shelf")
    document.collection = Collection.objects.get(pk=shelf.pk).add_child(name="Below")
    document.save()
    read_all(commits)
    assert found(client, "aquifers") == ["Wells"]

    with commits():
        restriction = restrict(shelf)
    assert found(client, "aquifers") == []

    with commits():
        restriction.delete()
    assert found(client, "aquifers") == ["Wells"]


def test_index_follows_a_change_that_told_nobody(client, report, document, commits):
    read_all(commits)
    private = root_collection().add_child(name="Internal")
    restrict(private)
    type(document).objects.filter(pk=document.pk).update(collection=private)

    read_all(commits)

    assert found(client, "aquifers") == []


def test_words_are_not_shown_of_a_file_that_became_private_a_moment_ago(client, report, document, commits):
    read_all(commits)
    private = root_collection().add_child(name="Internal")
    restrict(private)
    type(document).objects.filter(pk=document.pk).update(collection=private)

    text = client.get("/search/", {"q": "aquifers"}).content.decode()

    assert "Groundwater" not in text


def test_file_of_a_draft_or_of_a_withdrawn_report_finds_nothing(client, site_tree, report, document, commits):
    with commits():
        draft = ReportPageFactory(parent=site_tree.reports, title="Draft", live=False)
        draft.downloads.add(ReportDownload(document=document, label="Report", language="en"))
        draft.save()
    read_all(commits)
    assert found(client, "aquifers") == ["Wells"]

    with commits():
        report.unpublish()
    assert found(client, "aquifers") == []


def test_file_that_only_a_draft_of_the_report_has_finds_nothing(client, report, commits):
    secret = DocumentFactory(file=ContentFile(pdf_saying("Unpublished annex"), name="annex.pdf"))
    edited = report.get_latest_revision_as_object()
    edited.downloads.add(ReportDownload(document=secret, label="Annex", language="en"))
    with commits():
        revision = edited.save_revision()
    read_all(commits)
    assert found(client, "annex") == []

    with commits():
        revision.publish()
    assert found(client, "annex") == ["Wells"]


def test_deleted_file_is_forgotten(client, report, document, commits):
    read_all(commits)

    with commits():
        document.delete()

    assert found(client, "aquifers") == []


def test_stored_words_are_no_use_of_a_document(report, document, commits):
    before = document.get_usage().count()

    read_all(commits)

    assert document.get_usage().count() == before


@pytest.mark.parametrize("content", [b"%PDF-1.7 broken %%EOF", pdf_bytes(), b""])
def test_file_without_words_that_can_be_read_is_left_alone(client, report, document, commits, monkeypatch, content):
    document.file = ContentFile(content, name="broken.pdf")
    document.save()
    read_all(commits)
    monkeypatch.setattr(document_text, "text_of_pdf", lambda path: pytest.fail("read again"))

    read_all(commits)

    assert DocumentText.objects.get().is_read
    assert found(client, "wells") == ["Wells"]


def test_file_that_is_missing_is_tried_again_after_an_hour(client, report, document, commits, time_machine):
    storage, name = document.file.storage, document.file.name
    content = storage.open(name).read()
    storage.delete(name)
    read_all(commits)
    storage.save(name, ContentFile(content))
    read_all(commits)
    assert found(client, "aquifers") == []

    time_machine.move_to(timezone.now() + timedelta(minutes=61))
    read_all(commits)

    assert found(client, "aquifers") == ["Wells"]


def test_reading_ends_when_its_time_is_over(tmp_path, monkeypatch):
    file = tmp_path / "slow.pdf"
    file.write_bytes(pdf_saying("First", "Second"))
    slow = tmp_path / "slow.py"
    slow.write_text("import time\nprint('First page', flush=True)\ntime.sleep(60)")
    monkeypatch.setattr(pdf_text, "__file__", str(slow))
    monkeypatch.setattr(pdf_text, "SECONDS_WAITED", 1)
    began = time.monotonic()

    assert pdf_text.text_of_pdf(str(file)) == "First page"
    assert time.monotonic() - began < 10


def test_reading_stops_at_so_many_words_and_pages(tmp_path, monkeypatch):
    file = tmp_path / "long.pdf"
    file.write_bytes(pdf_saying(*(f"page{number} " + "x" * 100 for number in range(10))))
    monkeypatch.setattr(pdf_text, "MAX_CHARACTERS", 250)
    assert list(pdf_text.pages_of(str(file)))[-1].startswith("page2")

    monkeypatch.setattr(pdf_text, "MAX_PAGES", 2)
    assert len(list(pdf_text.pages_of(str(file)))) == 2


def test_words_are_whole_though_lines_and_ligatures_broke_them():
    assert (
        pdf_text.clean("The o\ufb03ce of coopera-\ntives,\nwell-\x00known\u00ad")
        == "The office of cooperatives, well- known"
    )


def test_report_with_a_file_of_the_longest_kind_can_be_indexed(client, report, commits):
    words = " ".join(f"{number:x}wörter" for number in range(60_000))
    DocumentText.objects.create(
        document=report.files[0].document,
        file_name=report.files[0].document.file.name,
        file_hash=report.files[0].document.file_hash,
        attempted_at=timezone.now(),
        is_read=True,
        text=words,
    )

    read_all(commits)

    assert len(ReportPage.objects.get().words_in_files) == MOST_INDEXED
    assert found(client, "2fwörter") == ["Wells"]

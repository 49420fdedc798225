import re

import pytest

from blog.models import ReportDownload, ReportPage, ReportRelatedUpdate, UpdateRelatedPage
from tests.factories import DocumentFactory, PersonFactory, ReportPageFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(site_tree):
    report = ReportPageFactory(
        parent=site_tree.reports,
        title="A Cooperative Model",
        slug="cooperative",
        authors=[PersonFactory(name="Ada Example", slug="ada")],
        body=[
            ("heading", {"text": "Method", "level": "2"}),
            ("text", "<p>How we asked.</p>"),
            ("heading", {"text": "Findings", "level": "2"}),
        ],
        recommendations=[
            ("recommendation", {"title": "Share ownership", "text": "<p>Because.</p>", "audience": "Funders"}),
            ("recommendation", {"title": "Keep records", "text": "", "audience": ""}),
            ("recommendation", {"title": "Pay maintainers", "text": "", "audience": ""}),
        ],
        doi="10.5281/zenodo.1234567",
        isbn="978-0-306-40615-7",
        licence="CC-BY-4.0",
    )
    return ReportPage.objects.get(pk=report.pk)


def page_text(client, address="/reports/cooperative/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def anchors(html, kind):
    return re.findall(rf'id="({kind}-[0-9a-f]+)"', html)


def test_reader_finds_sections_in_the_table_of_contents(report, client):
    html = page_text(client)

    sections = anchors(html, "section")
    assert len(sections) == 2
    for anchor in sections:
        assert f'href="#{anchor}"' in html


def test_address_of_a_section_survives_a_new_heading(report, client):
    before = anchors(page_text(client), "section")

    report.body[0].value["text"] = "How we asked the cooperatives"
    report.save_revision().publish()

    html = page_text(client)
    assert "How we asked the cooperatives" in html
    assert anchors(html, "section") == before


def test_address_of_a_recommendation_survives_rewording_and_reordering(report, client):
    first, second, third = anchors(page_text(client), "recommendation")

    raw = report.recommendations.raw_data
    raw[0]["value"]["title"] = "Own it together"
    report.recommendations = [raw[2], raw[0], raw[1]]
    report.recommendations = report._meta.get_field("recommendations").to_python([dict(raw[i]) for i in (2, 0, 1)])
    report.save_revision().publish()

    assert anchors(page_text(client), "recommendation") == [third, first, second]


def test_reader_sees_label_language_format_size_and_pages_of_a_download(report, client):
    ReportDownload.objects.create(
        page=report, document=DocumentFactory(pages=12), label="Full report", language="pt-br"
    )

    html = page_text(client)

    assert "Full report" in html
    assert re.search(r"12\s+pages", html)
    assert "PDF" in html
    assert "Português brasileiro" in html
    assert re.search(r"\d+(\.\d+)?\s(bytes|KB)", html.replace("\xa0", " "))


def test_reader_sees_doi_isbn_and_licence_as_links(report, client):
    html = page_text(client)

    assert "https://doi.org/10.5281/zenodo.1234567" in html
    assert "978-0-306-40615-7" in html
    assert "https://creativecommons.org/licenses/by/4.0/" in html


def test_report_and_update_name_each_other_whoever_was_linked(report, site_tree, client):
    named_by_report = UpdatePageFactory(parent=site_tree.updates, title="Told by the report", slug="told")
    names_report = UpdatePageFactory(parent=site_tree.updates, title="Tells of the report", slug="tells")
    ReportRelatedUpdate.objects.create(page=report, update=named_by_report)
    UpdateRelatedPage.objects.create(page=names_report, related_page=report)

    html = page_text(client)

    assert "Told by the report" in html
    assert "Tells of the report" in html
    assert "A Cooperative Model" in page_text(client, "/updates/told/")
    assert "A Cooperative Model" in page_text(client, "/updates/tells/")


def test_report_is_on_the_shelf_and_on_its_author_s_page(report, client):
    assert "A Cooperative Model" in page_text(client, "/reports/")
    assert "A Cooperative Model" in page_text(client, "/updates/authors/ada/")


def test_empty_report_is_shown_without_error(site_tree, client):
    ReportPageFactory(parent=site_tree.reports, slug="bare", body=[])

    page_text(client, "/reports/bare/")

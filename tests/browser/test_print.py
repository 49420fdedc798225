"""What comes out of a reader's printer."""

import io

import pytest
from pypdf import PdfReader

NEWSROOM = """
from django.core.management import call_command
from blog.models import ReportPage, UpdateIndexPage
if not UpdateIndexPage.objects.exists():
    call_command("create_demo_site", verbosity=0)
print(ReportPage.objects.live().first().url)
"""


@pytest.fixture(scope="module")
def sheets(running_site, browser):
    """The printed sheets of a report, as text."""
    address = running_site.shell(NEWSROOM).split()[-1]
    page = browser.new_page(base_url=running_site.url)
    page.goto(address)
    return sheets_of(page)


def sheets_of(page) -> list[str]:
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()
    return [" ".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(pdf)).pages]


def test_the_cover_has_title_authors_date_and_address_and_no_more_than_the_abstract(sheets):
    cover = sheets[0]

    assert "A Cooperative Model for Digital Infrastructure" in cover
    assert "By Digital Infrastructure Fund" in cover
    assert "June 15th 2023" in cover
    assert "/reports/a-cooperative-model-for-digital-infrastructure/" in cover
    assert "A very old answer" not in cover


def test_every_sheet_after_the_cover_has_the_title_and_its_number(sheets):
    for number, sheet in enumerate(sheets[1:], start=2):
        assert "A Cooperative Model for Digital Infrastructure" in sheet
        assert f"{number} / {len(sheets)}" in sheet


def test_paper_has_notes_addresses_of_links_and_how_to_cite(sheets):
    printed = " ".join(sheets)

    assert printed.count("Toad Lane") == 1
    assert "(https://" in printed
    assert "Cite this report Digital Infrastructure Fund (2023)." in printed


def test_paper_has_nothing_that_only_a_screen_can_use(sheets):
    printed = " ".join(sheets)

    for words in ["Subscribe for Updates", "Skip to the content", "All reports", "Search this site", "Read the report"]:
        assert words not in printed


QUESTIONS = """
import json
from django.core.management import call_command
from blog.models import UpdateIndexPage, UpdatePage
if not UpdateIndexPage.objects.exists():
    call_command("create_demo_site", verbosity=0)
answer = "<p>" + "Water finds its way, and so does a packet. " * 14 + "That is answer {0}.</p>"
items = [{"title": f"Question {number}?", "text": answer.format(number)} for number in range(101, 125)]
body = [{"type": "accordion", "value": {"items": items}}]
page = UpdatePage(title="Questions", slug="questions", body=json.dumps(body))
UpdateIndexPage.objects.get().add_child(instance=page)
"""


def test_on_paper_a_question_stands_on_one_sheet_with_its_answer(running_site, browser):
    running_site.shell(QUESTIONS)
    page = browser.new_page(base_url=running_site.url)
    page.goto("/updates/questions/")

    sheets = sheets_of(page)

    assert len(sheets) > 3
    for number in range(101, 125):
        [sheet] = [sheet for sheet in sheets if f"Question {number}?" in sheet]
        assert f"That is answer {number}." in sheet

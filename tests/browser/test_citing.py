"""A reader takes a citation along."""

from playwright.sync_api import expect

from tests.browser.reading_site import ADDRESSES


def test_citation_is_copied_by_the_button_beside_it(open_context):
    page = open_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(ADDRESSES["report"])

    page.get_by_role("button", name="Copy: APA").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Digital Infrastructure Fund (2023). A Cooperative Model for Digital Infrastructure: ")
    assert copied.endswith("/reports/a-cooperative-model-for-digital-infrastructure/")


def test_file_for_references_is_saved_under_the_name_of_the_report(open_context):
    page = open_context(java_script_enabled=False).new_page()
    page.goto(ADDRESSES["report"])

    with page.expect_download() as download:
        page.get_by_role("link", name="BibTeX").click()

    assert download.value.suggested_filename == "a-cooperative-model-for-digital-infrastructure.bib"

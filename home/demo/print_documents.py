"""Prints the files of the demo's report from `print/` into `documents/`: `python -m home.demo.print_documents`.

It needs Playwright and a Chromium, which CHROMIUM may name. The pages load nothing but files of this project.
"""

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Route, sync_playwright
from pypdf import PdfReader, PdfWriter

from home.demo.draw_pictures import draw_cover
from home.demo.markup import read_html

PROJECT = Path(__file__).resolve().parent.parent.parent
SOURCES = "home/demo/print"
DOCUMENTS = PROJECT / "home/demo/documents"
ADDRESS = "http://demo.invalid/"
NAMES = ("summary", "full-report", "recommendations")
PRINTED_AT = datetime(2023, 6, 15, 12, tzinfo=UTC)


def answer(route: Route) -> None:
    """Answers the browser from the project's files, with the texts of the demo in their places."""
    path = PROJECT / route.request.url.removeprefix(ADDRESS)
    if path.suffix == ".html":
        route.fulfill(body=with_texts(path.read_text(encoding="utf-8")), content_type="text/html; charset=utf-8")
    elif path.name == "cover.svg":
        route.fulfill(body=draw_cover().svg(), content_type="image/svg+xml")
    elif path.is_file():
        route.fulfill(path=path)
    else:
        route.abort()


def with_texts(source: str) -> str:
    source = re.sub(r"<!-- contents ([\w-]+) -->", lambda match: contents(match[1]), source)
    source = re.sub(r"<!-- include ([\w-]+) -->", lambda match: read_html(match[1]), source)
    return source.replace("<small>", "<sup></sup><small>")


def contents(name: str) -> str:
    return "".join(f"<li>{heading}</li>" for heading in re.findall(r"<h2>(.*?)</h2>", read_html(name)))


def finish(path: Path, printed: bytes) -> None:
    """Writes the file with its particulars, and with a fixed date, so that a second run changes little."""
    path.write_bytes(printed)
    reader = PdfReader(path)
    writer = PdfWriter(clone_from=reader)
    writer.add_metadata(
        {
            "/Title": reader.metadata.title,
            "/Author": "Digital Infrastructure Fund",
            "/Subject": "Demo text, written to show this site",
            "/Creator": "home.demo.print_documents",
            "/CreationDate": PRINTED_AT.strftime("D:%Y%m%d%H%M%SZ"),
            "/ModDate": PRINTED_AT.strftime("D:%Y%m%d%H%M%SZ"),
        }
    )
    writer.compress_identical_objects()
    for page in writer.pages:
        page.compress_content_streams(level=9)
    writer.write(path)


def print_documents() -> None:
    DOCUMENTS.mkdir(exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        page = browser.new_page()
        page.route("**/*", answer)
        for name in NAMES:
            page.goto(f"{ADDRESS}{SOURCES}/{name}.html", wait_until="load")
            page.evaluate("document.fonts.ready")
            printed = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
            finish(DOCUMENTS / f"{name}.pdf", printed)
        browser.close()


if __name__ == "__main__":
    print_documents()

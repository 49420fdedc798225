"""Takes the pictures of `docs/screenshots/`: each kind of page as a reader meets it, and a printed report.

Not one of the tests, whose own pictures are compared: `make screenshots` runs it.
"""

import io
import subprocess

import pytest
from PIL import Image

from tests.browser.reading_site import ADDRESSES
from tests.database import ROOT

TARGET = ROOT / "docs" / "screenshots"
LARGEST = 60_000
HEIGHT = 1000
DARK = {(320, "home"), (320, "update"), (1280, "home"), (1280, "updates"), (1280, "update"), (1280, "report")}
READY = """async () => {
    await document.fonts.ready;
    for (const image of document.images) image.loading = "eager";
    await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
}"""


@pytest.fixture(scope="module", autouse=True)
def empty_folder():
    TARGET.mkdir(exist_ok=True)
    for former in TARGET.glob("*.webp"):
        former.unlink()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_each_kind_of_page(open_context, width, scheme):
    page = open_context(width=width, height=HEIGHT, color_scheme=scheme).new_page()
    for name, address in ADDRESSES.items():
        if scheme == "light" or (width, name) in DARK:
            page.goto(address)
            page.evaluate(READY)
            keep(page.screenshot(), f"{name}-{width}-{scheme}.webp")


def test_printed_report(open_context, tmp_path):
    """The cover and the first sheet, side by side."""
    page = open_context().new_page()
    page.goto(ADDRESSES["report"])
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    subprocess.run(["pdftoppm", "-r", "80", "-l", "2", "-png", "report.pdf", "sheet"], check=True, cwd=tmp_path)
    sheets = [Image.open(file) for file in sorted(tmp_path.glob("sheet-*.png"))]
    width, height = sheets[0].size
    desk = Image.new("RGB", (width * 2 + 48, height + 32), "#8a8f8b")
    for place, sheet in enumerate(sheets):
        desk.paste(sheet, (16 + place * (width + 16), 16))
    buffer = io.BytesIO()
    desk.save(buffer, "PNG")
    keep(buffer.getvalue(), "report-print.webp")


def keep(png: bytes, name: str) -> None:
    """As small as it must be, and as good as that allows."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for quality in range(55, 5, -5):
        buffer = io.BytesIO()
        picture.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() <= LARGEST:
            break
    (TARGET / name).write_bytes(buffer.getvalue())

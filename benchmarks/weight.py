"""What a first visit weighs: bytes over the wire and requests of each page, in a real browser that has nothing yet."""

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, sync_playwright

from benchmarks.limits import MOST_BYTES, MOST_BYTES_WITHOUT_FONTS, MOST_REQUESTS
from benchmarks.table import Row
from tests.browser.server import RunningSite

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
PHONE = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": 1.75}
UPDATE = "/updates/weighed/"
TARGET = f"<= {MOST_BYTES // 1000} KB, {MOST_BYTES_WITHOUT_FONTS // 1000} KB without fonts, {MOST_REQUESTS} requests"
# Text alone: what authors add to it is theirs.
ADD_UPDATE = """
from blog.models import Person, Tag, UpdateIndexPage, UpdatePage
from tests.factories import UpdatePageFactory
if not UpdatePage.objects.filter(slug="weighed").exists():
    words = "<p>" + "Roads and pipes are easy to see, and so is who mends them. " * 12 + "</p>"
    body = [("text", words), ("heading", {"text": "Who mends it"}), ("text", words * 3)]
    UpdatePageFactory(
        parent=UpdateIndexPage.objects.get(), title="What software weighs", slug="weighed", body=body,
        authors=list(Person.objects.all()[:3]), tags=list(Tag.objects.all()[:3]),
    )
"""


@dataclass(frozen=True)
class Weight:
    """All that came over the wire for a page, headers included."""

    transfers: dict[str, int]

    @property
    def requests(self) -> int:
        return len(self.transfers)

    @property
    def bytes(self) -> int:
        return sum(self.transfers.values())

    @property
    def bytes_without_fonts(self) -> int:
        return sum(size for address, size in self.transfers.items() if not address.endswith(".woff2"))

    def is_light(self) -> bool:
        return (
            self.bytes <= MOST_BYTES
            and self.bytes_without_fonts <= MOST_BYTES_WITHOUT_FONTS
            and self.requests <= MOST_REQUESTS
        )


def weigh(browser: Browser, address: str) -> Weight:
    """The weight of a page to a telephone that was never here, without what lies below its first screens."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    addresses: dict[str, str] = {}
    transfers: dict[str, int] = {}
    session.send("Network.enable")
    session.on(
        "Network.requestWillBeSent", lambda event: addresses.update({event["requestId"]: event["request"]["url"]})
    )
    session.on(
        "Network.loadingFinished",
        lambda event: transfers.update({addresses[event["requestId"]]: int(event["encodedDataLength"])}),
    )
    page.goto(address, wait_until="networkidle")
    context.close()
    return Weight(transfers)


def weigh_all(addresses: Iterable[str]) -> Iterator[Weight]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-quic"])
        for address in addresses:
            yield weigh(browser, address)
        browser.close()


def weight_rows(site: RunningSite) -> Iterator[Row]:
    """Rows about a site with demo content; only the update without pictures has a target."""
    site.shell(ADD_UPDATE)
    pages = {"home": "/", "index": "/updates/", "update without pictures": UPDATE, "reports": "/reports/"}
    for name, weight in zip(pages, weigh_all(site.url + path for path in pages.values()), strict=True):
        has_target = pages[name] == UPDATE
        yield Row(
            part="weight",
            name=name,
            figure=f"{weight.bytes / 1000:.1f} KB, {weight.bytes_without_fonts / 1000:.1f} without fonts, "
            f"in {weight.requests}",
            ratio=None,
            target=TARGET if has_target else "",
            met=weight.is_light() if has_target else None,
        )

"""The message that subscribers get, opened as a mail program opens it: alone, narrow or wide, light or dark."""

import json
from itertools import product

import pytest

from site_core.accessibility import AXE_WIDTHS, SCHEMES
from tests.browser.axe import told, violations
from tests.browser.layout import sticking_out

WRITE = """
import json
from blog.announcements import Frame, Work, write_announcement, write_digest
from blog.models import ReportPage, UpdatePage
from site_core.models import SiteSettings
works = [UpdatePage.objects.get(slug=slug) for slug in ("tech-for-forests-website", "hostile", "right-to-left")]
works.append(ReportPage.objects.first())
address = "https://fund.example/work/"
shown = SiteSettings.objects.get()
links = ("https://fund.example/leave/", "https://fund.example/choices/")
frame = Frame(shown.name, shown.tagline, *links, "1 Bridge Street, Dhaka")
messages = [write_announcement(work, frame, address=address) for work in works]
messages.append(write_digest([Work(work, address) for work in works], frame))
print(json.dumps([message.html for message in messages]))
"""
# A message has no regions: mail programs put it into a page of their own.
OF_PAGES = ("region", "landmark-one-main")


@pytest.fixture(scope="module")
def messages(reading_site, backstage) -> list[str]:
    return json.loads(reading_site.shell(WRITE).splitlines()[-1])


def test_messages_can_be_read_by_everybody_on_every_screen(messages, open_context):
    page = open_context().new_page()

    found = {}
    for number, message in enumerate(messages):
        for width, scheme in product(AXE_WIDTHS, SCHEMES):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.set_content(message)
            if faults := [*sticking_out(page), *filter(None, [told(violations(page, OF_PAGES))])]:
                found[f"message {number} at {width} px, {scheme}"] = faults

    assert found == {}

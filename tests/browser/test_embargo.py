"""Files open and close with their page, in a running site of two processes, with what each of them keeps."""

import time
from concurrent.futures import ThreadPoolExecutor
from json import loads
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.answers import without_stamp
from tests.browser.admin import newsroom_of

CLOSES_WITHIN_SECONDS = 5
OPENS_WITHIN_SECONDS = 1

REPORT = """
import json
from django.core.files.base import ContentFile
from blog.models import ReportDownload, ReportIndexPage
from tests.factories import DocumentFactory, ImageFactory, ReportPageFactory, pdf_bytes, picture_bytes
cover = ImageFactory(title="Secret cover", file=ContentFile(picture_bytes(), name="cover.png"))
document = DocumentFactory(title="Findings", file=ContentFile(pdf_bytes(), name="findings.pdf"))
index = ReportIndexPage.objects.get()
report = ReportPageFactory(parent=index, title="Under embargo {slug}", slug="{slug}", live=False, cover=cover)
report.downloads.add(ReportDownload(document=document, label="Full report"))
report.save()
report.save_revision()
picture = cover.get_rendition("width-320").url
print(json.dumps({{"pk": report.pk, "addresses": [report.url, document.url, picture]}}))
"""
LATER = """
from datetime import timedelta
from django.utils import timezone
from blog.models import ReportPage
report = ReportPage.objects.get(pk={pk})
{field} = timezone.now() + timedelta(seconds={seconds})
report.{field} = {field}
report.save_revision().publish()
print({field}.timestamp())
"""
UNPUBLISH = """
import time
from blog.models import ReportPage
ReportPage.objects.get(pk={pk}).unpublish()
print(time.time())
"""


class Report:
    """A report on the running site, and what its readers get."""

    def __init__(self, site, slug: str) -> None:
        self.site = site
        found = loads(site.shell(REPORT.format(slug=slug)).splitlines()[-1])
        self.pk, self.addresses = found["pk"], found["addresses"]

    def shell(self, code: str, **values) -> float:
        return float(self.site.shell(code.format(pk=self.pk, **values)).splitlines()[-1])

    def statuses(self) -> set[int]:
        """What several readers at once are answered, so that every process is asked."""
        with ThreadPoolExecutor(8) as readers:
            return set(readers.map(self.status, self.addresses * 4))

    def status(self, address: str) -> int:
        try:
            with urlopen(self.site.url + address, timeout=20) as answer:
                return answer.status
        except HTTPError as error:
            return error.code

    def first_time_of(self, status: int, patience: float) -> float:
        """When all of it is answered with this status, to every reader; they ask all the time."""
        deadline = time.time() + patience
        while time.time() < deadline:
            began = time.time()
            if self.statuses() == {status}:
                return began
        raise AssertionError(f"after {patience} seconds not all of it answers {status}")


@pytest.fixture
def newsroom(running_site, page):
    return newsroom_of("emma", running_site, page)


def test_all_of_a_page_opens_with_it_and_closes_with_it(newsroom, running_site):
    report = Report(running_site, "embargo-times")
    assert report.statuses() == {404}

    due = report.shell(LATER, field="go_live_at", seconds=2)
    time.sleep(max(0.0, due - time.time()))
    assert report.statuses() == {404}
    running_site.manage("run_scheduler", "--once")
    released = time.time()
    assert report.first_time_of(200, patience=20) - released < OPENS_WITHIN_SECONDS

    unpublished = report.shell(UNPUBLISH)
    assert report.first_time_of(404, patience=20) - unpublished < CLOSES_WITHIN_SECONDS


def test_all_of_a_page_closes_when_its_time_has_come_though_nothing_takes_it_down(newsroom, running_site):
    report = Report(running_site, "embargo-expiry")

    expiry = report.shell(LATER, field="expire_at", seconds=12)
    report.first_time_of(200, patience=11)

    assert 0 <= report.first_time_of(404, patience=20) - expiry < CLOSES_WITHIN_SECONDS


def test_staff_see_the_pictures_of_a_draft_and_strangers_do_not(newsroom, running_site, page, browser):
    report = Report(running_site, "embargo-preview")
    picture = report.addresses[-1]

    page.goto(f"/admin/pages/{report.pk}/edit/")
    cover = newsroom.preview().locator("main img").first
    expect(cover).to_be_visible()
    assert cover.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert page.goto(picture).headers["cache-control"] == "private, no-store"

    stranger = browser.new_page(base_url=running_site.url)
    assert stranger.goto(picture).status == 404


def test_library_shows_its_thumbnails_to_staff(newsroom, running_site, page):
    Report(running_site, "embargo-library")

    page.goto("/admin/images/?q=Secret+cover")

    thumbnail = page.get_by_role("main").locator("img").first
    assert thumbnail.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_the_running_site_says_no_more_of_it_than_of_what_never_was(newsroom, running_site):
    report = Report(running_site, "embargo-404")

    for address in report.addresses:
        twin = address.replace("embargo-404", "no-report").replace("findings", "nothing").replace("cover", "nothing")
        hidden, absent = (answer_of(running_site.url + path) for path in (address, twin))

        assert twin != address
        assert hidden == absent


def answer_of(address: str) -> tuple[int, list, bytes]:
    """Status, headers and body; without the seconds in which it was sent and its form was made."""
    try:
        answer = urlopen(address, timeout=20)
    except HTTPError as error:
        answer = error
    headers = [(name, value) for name, value in answer.headers.items() if name != "Date"]
    return answer.status, headers, without_stamp(answer.read())

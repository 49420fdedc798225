"""Nothing of a page is public before the page is, and nothing after: addresses, files and traces."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from blog.models import FormerPersonSlug, Person, ReportDownload, UpdateRelatedPage
from blog.share_images import share_image_of, share_image_url
from site_core.models import SiteSettings
from site_core.pictures.shapes import FIRST
from tests.answers import same_for_all
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    PersonFactory,
    ReportPageFactory,
    TagFactory,
    UpdatePageFactory,
    note_references,
    pdf_bytes,
    picture_bytes,
)
from users.models import User

pytestmark = pytest.mark.django_db

SECRET = "Zanzibar"
LINK = re.compile(r"""(?:href="|<loc>|src="|srcset="|content=")(?:http://localhost)?(/[^"#<, ]*)""")
SEARCHES = [f"/search/?q={words}" for words in ("update", "report", "ZANZIBAR")]
STARTS = ["/", "/sitemap.xml", "/robots.txt", *SEARCHES, "/nothing/"]
NOT_FOR_STRANGERS = ("/admin/", "/static/", "/favicon.ico")


@dataclass
class Embargo:
    """An update and a report that nobody may know of yet, and everything that comes with them."""

    update: Page
    report: Page
    addresses: list[str]

    @property
    def pages(self) -> list[Page]:
        return [type(page).objects.get(pk=page.pk) for page in (self.update, self.report)]


@pytest.fixture
def clock(time_machine):
    """Stands at nine o'clock until a test moves it."""
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    return time_machine


@pytest.fixture
def embargo(site_tree, clock) -> Embargo:
    """Drafts that have never been live, with a public update beside them by one of their authors."""
    known, unknown = PersonFactory(name="Ada Example", slug="ada"), PersonFactory(name=f"{SECRET} Author", slug="zara")
    unknown.photo = secret_image()
    unknown.save()
    tag, secret_tag = TagFactory(name="Water", slug="water"), TagFactory(name=f"{SECRET} tag", slug="zanzibar-tag")
    public = UpdatePageFactory(
        parent=site_tree.updates, title="Public update", slug="public", authors=[known], tags=[tag]
    )
    lead, inside, cover, file, linked, full = (
        secret_image(),
        secret_image(),
        secret_image(),
        secret_document(),
        secret_document(),
        secret_document(),
    )
    update = UpdatePageFactory(
        parent=site_tree.updates,
        live=False,
        title=f"{SECRET} update",
        slug="secret-update",
        summary=f"{SECRET} summary",
        lead_image=lead,
        authors=[known, unknown],
        tags=[tag, secret_tag],
        publication_date=timezone.now() - timedelta(days=900),
        body=[
            ("text", f'<p>{SECRET} <a linktype="document" id="{linked.pk}">file</a></p>'),
            ("image", {"image": {"image": inside, "alt_text": "x", "decorative": False}, "width": "text"}),
            ("downloads", {"documents": [file]}),
        ],
    )
    report = ReportPageFactory(
        parent=site_tree.reports,
        live=False,
        title=f"{SECRET} report",
        slug="secret-report",
        publication_date=timezone.now(),
        cover=cover,
        authors=[known, unknown],
    )
    report.downloads.add(ReportDownload(document=full, label="Full report"))
    report.save()
    for page in (update, report):
        UpdateRelatedPage.objects.create(page=public, related_page=page)
    home = site_tree.home
    home.body = [("featured_report", {"heading": "", "report": report}), ("people", {"heading": "", "people": [known]})]
    home.save()
    note_references(home, public, update, report, unknown)
    images, documents = [lead, inside, cover, unknown.photo], [file, linked, full]
    return Embargo(
        update, report, [*addresses_of_pages(update, report, unknown), *addresses_of_files(images, documents)]
    )


def secret_image():
    return ImageFactory(
        title=f"{SECRET} picture", file=ContentFile(picture_bytes(), name="zanzibar.png"), files=[FIRST]
    )


def secret_document():
    return DocumentFactory(title=f"{SECRET} file", file=ContentFile(pdf_bytes(), name="zanzibar.pdf"))


def addresses_of_pages(update, report, person) -> list[str]:
    shown = SiteSettings.for_site(update.get_site())
    lists = ["/updates/tags/zanzibar-tag/", "/updates/authors/zara/"]
    return [
        "/updates/secret-update/",
        "/reports/secret-report/",
        f"/updates/{update.publication_date.year}/",
        *[f"{address}{rest}" for address in lists for rest in ("", "feed/", "feed/atom/", "feed/json/")],
        *[share_image_url(subject, share_image_of(subject, shown)) for subject in (update, report, person)],
    ]


def addresses_of_files(images, documents) -> list[str]:
    renditions = [image.get_rendition(spec) for image in images for spec in ("width-100", "width-200|format-webp")]
    return [rendition.url for rendition in renditions] + [document.url for document in documents]


# How a page comes to be closed


def leave_as_draft(embargo: Embargo, clock) -> None:
    for page in embargo.pages:
        page.save_revision()


def schedule(embargo: Embargo, clock) -> None:
    for page in embargo.pages:
        page.go_live_at = timezone.now() + timedelta(hours=1)
        page.save_revision().publish()


def unpublish(embargo: Embargo, clock) -> None:
    for page in embargo.pages:
        page.save_revision().publish()
    for page in embargo.pages:
        page.unpublish()


def expire_by_time(embargo: Embargo, clock) -> None:
    """No engine has run since."""
    for page in embargo.pages:
        page.expire_at = timezone.now() + timedelta(minutes=5)
        page.save_revision().publish()
    clock.shift(timedelta(minutes=5))


def expire_by_engine(embargo: Embargo, clock) -> None:
    expire_by_time(embargo, clock)
    call_command("run_scheduler", "--once")


WAYS: dict[str, Callable] = {
    "draft": leave_as_draft,
    "scheduled": schedule,
    "unpublished": unpublish,
    "expired by time": expire_by_time,
    "expired by engine": expire_by_engine,
}


def nobody() -> Client:
    return Client()


def somebody_with_an_old_cookie() -> Client:
    return Client(headers={"cookie": "sessionid=" + "s" * 32})


def somebody_with_an_account() -> Client:
    """It may sign in, and nothing else."""
    client = Client()
    client.force_login(User.objects.get_or_create(username="visitor")[0])
    return client


VISITORS = [nobody, somebody_with_an_old_cookie, somebody_with_an_account]


@pytest.fixture(params=WAYS)
def closed(request, embargo, clock, django_capture_on_commit_callbacks) -> Embargo:
    with django_capture_on_commit_callbacks(execute=True):
        WAYS[request.param](embargo, clock)
    return embargo


def twin_of(address: str) -> str:
    """An address of the same kind that nothing ever had."""
    return re.sub(r"zanzibar|secret|zara|20[0-9]{2}(?=/$)|(?<=page-)[0-9]+|(?<=person-)[0-9]+", "1999", address)


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_address_answers_as_one_that_never_was(closed, visitor):
    for address in closed.addresses:
        twin = twin_of(address)
        hidden, absent = (visitor().get(address) for address in (address, twin))

        assert twin != address
        assert (hidden.status_code, absent.status_code) == (404, 404), address
        assert same_for_all(hidden) == same_for_all(absent), address
        assert dict(hidden.headers) == dict(absent.headers), address
        assert "no-store" in hidden.headers["Cache-Control"], address
        assert hidden.cookies.output() == absent.cookies.output(), address


def test_crawler_finds_no_trace(closed, client):
    for address, text in crawl(client).items():
        assert not re.search("Zanzibar|zanzibar|secret-|zara", text), address


def test_the_public_site_is_the_same_as_if_nobody_had_written_it(closed, client):
    with_it = crawl(client)

    for page in closed.pages:
        page.delete()

    assert crawl(client) == with_it


def test_former_address_of_an_unknown_author_leads_nowhere(closed, client):
    FormerPersonSlug.objects.create(slug="zoe", person=Person.objects.get(slug="zara"))

    for address in ("/updates/authors/zoe/", "/updates/authors/zoe/feed/", "/updates/authors/zoe/feed/atom/"):
        assert client.get(address).status_code == 404


def test_redirect_to_it_is_as_if_nobody_had_made_it(closed, client):
    Redirect.objects.create(old_path="/soon", redirect_page=closed.update, is_permanent=False)
    hidden, absent = client.get("/soon/"), client.get("/later/")

    assert (hidden.status_code, same_for_all(hidden)) == (404, same_for_all(absent))
    assert dict(hidden.headers) == dict(absent.headers)


@pytest.mark.parametrize("way", ["login", "password"])
def test_redirect_to_a_private_page_asks_before_it_tells_the_address(site_tree, client, way):
    page = UpdatePageFactory(parent=site_tree.updates, title=SECRET, slug="zanzibar")
    PageViewRestriction.objects.create(page=page, restriction_type=way, password="open sesame")
    Redirect.objects.create(old_path="/soon", redirect_page=page)

    answer = client.get("/soon/")

    assert answer.status_code == (302 if way == "login" else 200)
    assert "zanzibar" not in (answer.content.decode() + answer.headers.get("Location", "")).lower()
    assert "no-store" in answer.headers["Cache-Control"]


def test_whoever_knows_the_password_is_led_on_by_the_redirect(site_tree, client):
    page = UpdatePageFactory(parent=site_tree.updates, title=SECRET, slug="zanzibar")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="password", password="open sesame")
    Redirect.objects.create(old_path="/soon", redirect_page=page)
    form = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk])

    answer = client.post(form, {"password": "open sesame", "return_url": "/soon/"}, follow=True)

    assert [address for address, _status in answer.redirect_chain] == ["/soon/", "/updates/zanzibar/"]
    assert SECRET in answer.content.decode()


def test_form_for_the_password_of_another_page_does_not_show_it(closed, client):
    private = UpdatePageFactory(parent=closed.update.get_parent(), title="Private", slug="private")
    restriction = PageViewRestriction.objects.create(page=private, restriction_type="password", password="open sesame")

    answers = [
        client.get(reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk]))
        for page in closed.pages
    ]

    assert {answer.status_code for answer in answers} == {404}


def test_all_of_it_answers_one_second_after_it_goes_live(embargo, client, clock, django_capture_on_commit_callbacks):
    schedule(embargo, clock)
    before = {address: client.get(address).status_code for address in embargo.addresses}

    clock.shift(timedelta(hours=1, seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("run_scheduler", "--once")

    after = {address: client.get(address).status_code for address in embargo.addresses}
    assert set(before.values()) == {404}
    assert {address: status for address, status in after.items() if status != 200} == {}


def crawl(client, starts=STARTS) -> dict[str, str]:
    """What a stranger reads who follows every link from these addresses on."""
    read, waiting = {}, list(starts)
    while waiting:
        address = waiting.pop().replace("&amp;", "&")
        if address in read or address.startswith(NOT_FOR_STRANGERS):
            continue
        response = client.get(address, follow=True)
        content = b"".join(response) if response.streaming else same_for_all(response)
        read[address] = content.decode(errors="ignore")
        assert response.status_code == 200 or address == "/nothing/", address
        if "image" not in response.headers["Content-Type"]:
            waiting += LINK.findall(read[address])
    return read


def test_crawler_reads_all_that_is_public(embargo, client, clock, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for page in embargo.pages:
            page.save_revision().publish()

    read = crawl(client)

    assert {
        "/updates/secret-update/",
        "/updates/public/",
        "/updates/feed/",
        "/updates/tags/zanzibar-tag/",
    } <= read.keys()
    assert any(address.startswith("/media/") for address in read)
    assert any(address.startswith("/documents/") for address in read)
    assert SECRET in read["/search/?q=ZANZIBAR"]

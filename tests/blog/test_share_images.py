import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from wagtail.models import PageViewRestriction

from blog.share_images import kept_png
from site_core.pictures.shapes import SHARED
from site_core.share_images import ShareImage
from tests.answers import same_for_all
from tests.factories import ImageFactory, PersonFactory, ReportPageFactory, StandardPageFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def update(site_tree):
    return UpdatePageFactory(parent=site_tree.updates, title="Wells", slug="wells", authors=[PersonFactory(slug="ada")])


def meta(client, address) -> dict[str, str]:
    tags = BeautifulSoup(client.get(address).text, "html.parser").select("meta[content]")
    return {tag.get("property") or tag.get("name") or "": tag["content"] for tag in tags}


def picture_of(client, address) -> str:
    return meta(client, address)["og:image"].removeprefix("http://localhost")


@pytest.mark.parametrize(
    "address", ["/", "/updates/", "/reports/", "/updates/wells/", "/updates/authors/ada/", "/reports/ropes/", "/about/"]
)
def test_every_page_without_a_picture_names_one_that_is_there(site_tree, client, update, address):
    ReportPageFactory(parent=site_tree.reports, slug="ropes")
    StandardPageFactory(parent=site_tree.home, slug="about")

    tags = meta(client, address)
    response = client.get(picture_of(client, address))

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/png"
    size = Image.open(io.BytesIO(response.content)).size
    assert size == (int(tags["og:image:width"]), int(tags["og:image:height"])) == (1200, 630)
    assert "drawing of dots and lines" in tags["og:image:alt"]
    assert tags["twitter:card"] == "summary_large_image"


def test_a_page_with_a_picture_shares_that(site_tree, client):
    update = UpdatePageFactory(
        parent=site_tree.updates, lead_image=ImageFactory(files=[SHARED]), lead_image_alt="Two wells"
    )

    tags = meta(client, update.url)

    assert "/media/images/" in tags["og:image"]
    assert tags["og:image:alt"] == "Two wells"


def test_a_title_that_cannot_be_written_is_not_promised(site_tree, client):
    update = UpdatePageFactory(parent=site_tree.updates, title="基础设施")

    assert meta(client, update.url)["og:image:alt"] == "Drawing of dots and lines"


def test_a_former_address_leads_to_the_present_picture(client, update):
    former = picture_of(client, update.url)
    update.title = "Ropes"
    update.save()

    response = client.get(former)

    assert response.status_code == 302
    assert response.headers["Location"] == picture_of(client, update.url) != former


def unpublish(page):
    page.unpublish()


def expire(page):
    page.expire_at = timezone.now() - timedelta(minutes=1)
    page.save()


def restrict(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def restrict_the_section(page):
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize("hide", [unpublish, expire, restrict, restrict_the_section])
def test_the_picture_of_a_hidden_page_is_as_unknown_as_one_that_never_was(client, update, hide):
    address = picture_of(client, update.url)
    hide(update)

    hidden, unknown = client.get(address), client.get("/share/page-999999999-0123456789ab.png")

    assert hidden.status_code == unknown.status_code == 404
    assert same_for_all(hidden) == same_for_all(unknown)


@pytest.mark.parametrize(
    "address",
    [
        "/share/page-1-0123456789ab.png",  # the root, which is no page of the site
        "/share/person-999999999999999999-0123456789ab.png",
        "/share/tag-1-0123456789ab.png",
        "/share/page-1.png",
    ],
)
def test_odd_addresses_are_not_found(site_tree, client, address):
    assert client.get(address).status_code == 404


def test_somebody_without_public_works_has_no_picture(client, update):
    address = picture_of(client, "/updates/authors/ada/")
    update.unpublish()

    assert client.get(address).status_code == 404


def test_an_editor_sees_the_picture_of_a_draft_and_a_stranger_does_not(admin_client, client, update):
    update.title = "Secret wells"
    update.save_revision()
    draft = update.get_latest_revision_as_object()
    address = preview_picture(draft)

    assert admin_client.get(address).status_code == 200
    assert client.get(address).status_code == 302
    update.unpublish()
    assert client.get(address).status_code == 404


def preview_picture(page) -> str:
    html = page.make_preview_request().text
    tag = BeautifulSoup(html, "html.parser").select_one("meta[property='og:image']")
    return tag["content"].removeprefix("http://localhost")


def test_a_crowd_has_one_picture_drawn(monkeypatch):
    drawn = []
    draw = ShareImage.png
    monkeypatch.setattr(ShareImage, "png", lambda image: drawn.append(1) or draw(image))
    image = ShareImage("update/crowd", "update", "Crowd", "Update", "", ("Fund",))

    with ThreadPoolExecutor(8) as pool:
        pictures = set(pool.map(lambda _number: kept_png(image), range(8)))

    assert len(pictures) == len(drawn) == 1


def test_the_picture_costs_few_queries(client, update):
    address = picture_of(client, update.url)
    client.get(address)

    with CaptureQueriesContext(connection) as captured:
        client.get(address)

    assert len(captured.captured_queries) <= 6

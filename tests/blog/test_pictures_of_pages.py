"""What a reader's first look at a page costs in pictures: nothing, whoever published it."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.images.models import Filter

from blog.models import Person, UpdatePage
from scheduling.engine import ReleaseEngine
from site_core.models import SiteRendition
from site_core.pictures.making import make_all
from tests.factories import (
    ImageFactory,
    PersonFactory,
    ReportPageFactory,
    TagFactory,
    UpdatePageFactory,
    picture_bytes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def encoded(monkeypatch):
    """What was encoded from now on."""
    specs = []
    run = Filter.run
    monkeypatch.setattr(
        Filter, "run", lambda self, *args, **kwargs: specs.append(self.spec) or run(self, *args, **kwargs)
    )
    return specs


@pytest.fixture
def draft(site_tree):
    """An update with three pictures by somebody with a portrait, written and not published."""
    images = [ImageFactory() for _number in range(3)]
    for image in images:
        image.contextual_alt_text = "A well"
    page = UpdatePageFactory(
        parent=site_tree.updates,
        title="Three wells",
        slug="wells",
        live=False,
        lead_image=images[0],
        lead_image_alt="A well",
        body=[
            ("text", "<p>Look.</p>"),
            ("image", {"image": images[1], "caption": "", "credit": "", "width": "text"}),
            ("text_image", {"heading": "", "text": "<p>Words.</p>", "image": images[2], "links": []}),
        ],
        authors=[PersonFactory(name="Ada", slug="ada", photo=ImageFactory())],
        tags=[TagFactory(name="Water", slug="water")],
    )
    page.save_revision()
    make_all()
    return page


def by_editor(client, page):
    page.save_revision().publish()


def by_engine(client, page):
    page.go_live_at = timezone.now() + timedelta(minutes=1)
    page.save_revision().publish()
    page.revisions.update(approved_go_live_at=timezone.now() - timedelta(seconds=1))
    ReleaseEngine().run()


def in_bulk(client, page):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}"
    seen = re.search(r'name="seen" value="([^"]+)"', client.get(address).text)
    client.post(address, {"include_descendants": "on", "seen": seen[1] if seen else ""})


ADDRESSES = [
    "/updates/wells/",
    "/updates/",
    "/updates/tags/water/",
    "/updates/authors/ada/",
    "/updates/feed/",
    "/updates/feed/json/",
    "/api/v1/updates/",
    "/api/v1/people/",
]


@pytest.mark.parametrize("publish", [by_editor, by_engine, in_bulk])
def test_first_view_of_a_fresh_update_costs_what_the_second_does(client, admin_client, draft, encoded, publish):
    publish(admin_client, draft)
    assert UpdatePage.objects.get(pk=draft.pk).live
    cache.clear()
    stored = set(SiteRendition.objects.values_list("pk", flat=True))
    client.get("/reports/")  # what stands around every page is the same for all

    for address in ADDRESSES:
        with CaptureQueriesContext(connection) as first:
            assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as second:
            client.get(address)

        about_pictures = [[q["sql"] for q in looked if "siterendition" in q["sql"]] for looked in (first, second)]
        assert about_pictures[0] == about_pictures[1], address
    assert encoded == []
    assert set(SiteRendition.objects.values_list("pk", flat=True)) == stored


def test_all_pictures_of_an_update_are_looked_up_together(client, draft):
    draft.save_revision().publish()

    with CaptureQueriesContext(connection) as asked:
        client.get(draft.url)

    assert len([query for query in asked.captured_queries if "siterendition" in query["sql"]]) == 1


def pictures(client, address: str) -> list:
    return BeautifulSoup(client.get(address).text, "html.parser").select("main picture")


def test_pictures_come_in_three_formats_with_their_size(client, draft):
    draft.save_revision().publish()

    for picture in pictures(client, draft.url):
        assert [source["type"] for source in picture.select("source")] == ["image/avif", "image/webp"]
        assert all(re.fullmatch(r"(\S+ \d+w(, )?)+", source["srcset"]) for source in picture.select("source"))
        assert picture.img["src"].endswith(".jpg")
        assert int(picture.img["width"]) / int(picture.img["height"]) == pytest.approx(640 / 400, rel=0.01)


@pytest.mark.parametrize("address", [*ADDRESSES[:4], "/reports/", "/reports/report/"])
def test_one_picture_opens_a_page_and_the_others_wait(client, site_tree, draft, address):
    draft.save_revision().publish()
    UpdatePageFactory(
        parent=site_tree.updates,
        lead_image=ImageFactory(),
        authors=[Person.objects.get(slug="ada")],
        tags=list(draft.tags.all()),
    )
    for slug in ("report", "other"):
        ReportPageFactory(parent=site_tree.reports, slug=slug, cover=ImageFactory())

    opening, *others = [picture.img for picture in pictures(client, address)]

    assert opening["fetchpriority"] == "high"
    assert not opening.has_attr("loading")
    assert all(image["loading"] == "lazy" and image["decoding"] == "async" for image in others)
    assert not [image for image in others if image.has_attr("fetchpriority")]


def test_a_featured_update_opens_the_list(client, site_tree, draft):
    draft.save_revision().publish()
    UpdatePageFactory(parent=site_tree.updates, lead_image=ImageFactory())
    site_tree.updates.featured_update = UpdatePage.objects.get(pk=draft.pk)
    site_tree.updates.save()

    priorities = [picture.img.get("fetchpriority") for picture in pictures(client, "/updates/")]

    assert priorities == ["high", None]


# Where something is missing


def test_a_page_shows_the_first_file_until_there_are_more(client, draft, encoded):
    draft.save_revision().publish()
    SiteRendition.objects.exclude(filter_spec="format-jpeg|width-960").delete()

    response = client.get(draft.url)

    assert response.status_code == 200
    assert "<source" not in response.text
    assert len(re.findall(r'<img[^>]* src="/media/images/[^"]+\.jpg"', response.text)) == 3
    assert encoded == []


def test_a_format_that_is_half_made_is_not_offered(client, draft):
    draft.save_revision().publish()
    SiteRendition.objects.filter(filter_spec="format-avif|width-640").delete()

    assert {source["type"] for source in BeautifulSoup(client.get(draft.url).text, "html.parser").select("source")} == {
        "image/webp"
    }


@pytest.mark.parametrize("address", [*ADDRESSES, "/"])
def test_a_page_stands_when_no_file_of_its_pictures_is_there(client, draft, encoded, address):
    draft.save_revision().publish()
    SiteRendition.objects.all().delete()

    response = client.get(address)

    assert response.status_code == 200
    assert encoded == []
    assert not SiteRendition.objects.exists()


def test_a_picture_that_was_replaced_is_shown_by_its_new_files(
    client, admin_client, draft, django_capture_on_commit_callbacks
):
    draft.save_revision().publish()
    before = set(re.findall(r"/media/images/[^\" ]+", client.get(draft.url).text))
    image = draft.lead_image

    with django_capture_on_commit_callbacks(execute=True):
        data = {"title": image.title, "collection": image.collection_id}
        file = SimpleUploadedFile("new.png", picture_bytes(800, 500, "#aa0000"), "image/png")
        admin_client.post(reverse("wagtailimages:edit", args=[image.pk]), {**data, "file": file})
    make_all()

    lead = pictures(client, draft.url)[0]
    assert not before & set(re.findall(r"/media/images/[^\" ]+", str(lead)))
    assert lead.img["width"] == "800"


def test_files_of_a_draft_are_there_and_closed_until_it_is_published(client, draft, django_capture_on_commit_callbacks):
    names = list(draft.lead_image.renditions.values_list("file", flat=True))
    assert len(names) > 5
    before = {client.get(f"/media/{name}").status_code for name in names}

    with django_capture_on_commit_callbacks(execute=True):
        draft.save_revision().publish()

    assert before == {404}
    assert {client.get(f"/media/{name}").status_code for name in names} == {200}

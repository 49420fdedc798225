import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.models import ReportDownload
from site_core.models import SiteDocument, SiteImage, SiteSettings
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    ReportPageFactory,
    UpdatePageFactory,
    member_of,
    picture_bytes,
)

pytestmark = pytest.mark.django_db

IMAGES, DOCUMENTS = "/admin/images/", "/admin/documents/"
LIBRARY_BUDGET = 40


@pytest.fixture
def newsroom(client):
    client.force_login(member_of("Editors"))
    return client


def words_of(response, selector):
    page = BeautifulSoup(response.content, "html.parser")
    return [" ".join(item.get_text(" ").split()) for item in page.select(selector)]


def titles(response):
    return [item.title for item in response.context["object_list"]]


@pytest.fixture
def used_image(site_tree, django_capture_on_commit_callbacks):
    image = ImageFactory(title="Forest", description="Trees", credit="Ada", file_size=1234)
    with django_capture_on_commit_callbacks(execute=True):
        UpdatePageFactory(parent=site_tree.updates, lead_image=image)
        UpdatePageFactory(parent=site_tree.updates, lead_image=image)
    return image


@pytest.mark.parametrize(("layout", "selector"), [("grid", "ul.images > li"), ("list", "table.listing tbody tr")])
def test_images_show_size_use_and_what_they_lack(newsroom, used_image, layout, selector):
    ImageFactory(title="Unknown")

    unknown, forest = words_of(newsroom.get(IMAGES, {"layout": layout}), selector)

    assert "640 × 400" in forest
    assert "1.2" in forest and "KB" in forest
    assert "Used 2 times" in forest
    assert "No description" not in forest and "No credit" not in forest
    assert "Used 0 times" in unknown
    assert "No description" in unknown and "No credit" in unknown


def test_images_are_filtered_by_what_they_lack_also_while_searching(newsroom, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ImageFactory(title="Forest whole", description="Trees", credit="Ada")
        ImageFactory(title="Forest undescribed", credit="Ada")
        ImageFactory(title="Forest uncredited", description="Trees")

    assert titles(newsroom.get(IMAGES, {"missing": "description"})) == ["Forest undescribed"]
    assert titles(newsroom.get(IMAGES, {"missing": "credit"})) == ["Forest uncredited"]
    assert titles(newsroom.get(IMAGES, {"missing": "credit", "q": "Forest"})) == ["Forest uncredited"]
    assert len(titles(newsroom.get(IMAGES, {"missing": "nonsense"}))) == 3


@pytest.mark.parametrize("url", [IMAGES, DOCUMENTS, f"{IMAGES}results/", f"{DOCUMENTS}results/"])
@pytest.mark.parametrize("ordering", ["file_size", "-file_size", "usage_count", "page_count", "title", "nonsense"])
@pytest.mark.parametrize("query", ["", "Forest"])
def test_every_order_is_answered_also_while_searching(newsroom, used_image, url, ordering, query):
    DocumentFactory(title="Forest report")

    for layout in ("grid", "list"):
        response = newsroom.get(url, {"ordering": ordering, "q": query, "layout": layout})
        assert response.status_code == 200


def test_documents_show_format_pages_size_and_use(newsroom, site_tree, django_capture_on_commit_callbacks):
    document = DocumentFactory(title="Full report", pages=12)
    with django_capture_on_commit_callbacks(execute=True):
        report = ReportPageFactory(parent=site_tree.reports)
        report.downloads.add(ReportDownload(document=document, label="PDF", language="en"))
        report.save()
    SiteDocument.objects.update(file_size=340_000)

    (row,) = words_of(newsroom.get(DOCUMENTS), "table.listing tbody tr")

    assert "PDF 12 332.0" in row.replace("\xa0", " ")
    assert "Used 1 time" in row


@pytest.mark.parametrize("url", [IMAGES, f"{IMAGES}?layout=list", DOCUMENTS])
def test_libraries_cost_the_same_for_few_and_for_many(newsroom, site_tree, url):
    def add(count):
        for _number in range(count):
            DocumentFactory()
            image = ImageFactory(file=ContentFile(picture_bytes(20, 20), name="small.png"))
            image.get_rendition("max-165x165")
            UpdatePageFactory(parent=site_tree.updates, lead_image=image)

    def queries():
        newsroom.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert newsroom.get(url).status_code == 200
        return len(captured)

    add(3)
    few = queries()
    add(15)

    assert (queries(), few <= LIBRARY_BUDGET) == (few, True)


def test_writer_sees_only_files_they_may_change(client):
    writer = member_of("Writers")
    ImageFactory(title="Mine", uploaded_by_user=writer)
    ImageFactory(title="Of others")
    client.force_login(writer)

    assert titles(client.get(IMAGES)) == ["Mine"]
    assert SiteImage.objects.count() == 2


def test_strangers_are_asked_to_sign_in(client, db):
    for url in (IMAGES, DOCUMENTS):
        assert client.get(url).status_code == 302


def test_logo_of_the_site_counts_as_used(newsroom, site_tree, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        settings = SiteSettings.for_site(site_tree.site)
        settings.logo = ImageFactory(title="Logo")
        settings.save()

    (logo,) = words_of(newsroom.get(IMAGES), "ul.images > li")

    assert "Used 1 time" in logo
    assert "Site settings" in newsroom.get(settings.logo.usage_url).content.decode()

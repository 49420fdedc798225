import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from blog.blocks import BodyStreamBlock
from home.blocks import HomeStreamBlock
from site_core import handbook
from tests.factories import member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(client):
    client.force_login(member_of("Writers"))
    return client


@pytest.fixture
def text(monkeypatch, tmp_path):
    """Another text in the place of the handbook."""

    def put(words):
        file = tmp_path / "editors.md"
        file.write_text(words)
        monkeypatch.setattr(handbook, "HANDBOOK", file)

    return put


def read(client):
    return BeautifulSoup(client.get("/admin/handbook/").content, "html.parser")


def test_everybody_who_signs_in_reads_the_handbook(writer):
    page = read(writer)

    assert page.select_one(".handbook__text h2")
    assert "Handbook" in page.title.get_text()


def test_strangers_are_asked_to_sign_in(client):
    assert client.get("/admin/handbook/").status_code == 302
    assert client.get(reverse("handbook_picture", args=["dashboard.webp"])).status_code == 302


def test_contents_lead_to_every_chapter(writer):
    page = read(writer)

    chapters = [heading["id"] for heading in page.select(".handbook__text h2")]
    assert [link["href"].removeprefix("#") for link in page.select(".handbook__contents a")] == chapters
    assert len(set(chapters)) == len(chapters) > 5


def test_links_inside_the_handbook_lead_somewhere(writer):
    page = read(writer)

    anchors = {heading["id"] for heading in page.select(".handbook__text [id]")}
    links = {link["href"] for link in page.select(".handbook__text a")}
    assert {link for link in links if link.startswith("#") and link[1:] not in anchors} == set()
    assert {link for link in links if not link.startswith(("#", "https://", "mailto:"))} == set()


def test_every_picture_of_the_handbook_is_there_and_described(writer):
    for picture in read(writer).select(".handbook__text img"):
        response = writer.get(picture["src"])
        assert (response.status_code, response["Content-Type"]) == (200, "image/webp"), picture
        assert len(b"".join(response.streaming_content)) <= 50 * 1024, picture
        assert len(picture["alt"]) > 10


@pytest.mark.parametrize("stream", [BodyStreamBlock, HomeStreamBlock])
def test_handbook_has_a_line_for_every_block(stream):
    words = handbook.HANDBOOK.read_text()

    assert [str(block.label) for block in stream().child_blocks.values() if f"**{block.label}**" not in words] == []


def test_markup_in_the_handbook_stays_text(writer, text):
    text("# Title\n\n## One\n\n<script>alert(1)</script> <img src=x onerror=alert(1)>\n\n[a](javascript:alert(1))")

    page = read(writer)

    assert not page.select(".handbook__text script, .handbook__text img, .handbook__text a")
    assert "<script>alert(1)</script>" in page.select_one(".handbook__text").get_text()


@pytest.mark.parametrize(
    "name",
    [
        "..%2F..%2Feditors.md",
        "../../editors.md",
        "%2e%2e/x.webp",
        "a.webp/../b",
        "editors.md",
        "nothing.webp",
        ".webp",
        f"{'a' * 300}.webp",
    ],
)
def test_no_other_file_is_served_as_a_picture(writer, name):
    assert writer.get(f"/admin/handbook/pictures/{name}", follow=True).status_code == 404


def test_new_words_are_shown_at_once(writer, text):
    text("# Title\n\n## First words")
    assert "First words" in str(read(writer))
    text("# Title\n\n## Second words")
    assert "Second words" in str(read(writer))


def test_handbook_stands_in_the_help_menu_and_on_the_dashboard(writer):
    content = writer.get("/admin/").content.decode().replace("&quot;", '"')

    assert '"url": "/admin/handbook/"' in content
    assert 'href="/admin/handbook/"' in content
    assert "guide.wagtail.org" not in content

import json

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.blocks import StructBlockValidationError

from site_core.blocks import EmbedBlock
from site_core.embeds import player_for
from tests.factories import UpdatePageFactory

PEERTUBE_ID = "9c9de5e8-0a1e-484a-b099-e80766180a6d"


@pytest.mark.parametrize(
    ("address", "player"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://youtube.com/watch?list=x&v=dQw4w9WgXcQ&t=3", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://m.youtube.com/shorts/dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://youtu.be/dQw4w9WgXcQ?si=abc", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871"),
        ("https://vimeo.com/76979871/0a1b2c3d4e", "https://player.vimeo.com/video/76979871?h=0a1b2c3d4e"),
        (
            "https://player.vimeo.com/video/76979871?h=0a1b2c3d4e",
            "https://player.vimeo.com/video/76979871?h=0a1b2c3d4e",
        ),
        (f"https://tube.example.org/videos/watch/{PEERTUBE_ID}", "https://tube.example.org/videos/embed/9c9de5e8-"),
        ("https://tube.example.org/w/kkGMgK9ZtnKfYAgnEtQxbv", "https://tube.example.org/videos/embed/kkGMgK9ZtnKf"),
        ("https://archive.org/details/BigBuckBunny_124", "https://archive.org/embed/BigBuckBunny_124"),
        ("https://media.ccc.de/v/38c3-a-talk", "https://media.ccc.de/v/38c3-a-talk/oembed"),
    ],
)
def test_addresses_as_people_copy_them_lead_to_a_player(address, player):
    assert player_for(address).address.startswith(player)


@pytest.mark.parametrize(
    "address",
    [
        "",
        None,
        "https://example.org/film.mp4",
        "https://www.youtube.com/@somebody",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
        "https://evil.example/?https://youtu.be/dQw4w9WgXcQ",
        "https://evil.example;script-src/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "javascript:alert(1)//youtu.be/dQw4w9WgXcQ",
        "https://localhost/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "https://tube.example.org:8080/w/kkGMgK9ZtnKfYAgnEtQxbv",
    ],
)
def test_other_addresses_have_no_player(address):
    assert player_for(address) is None


def film(**values) -> dict:
    return {"url": "https://vimeo.com/76979871", "title": "A talk", "poster": None, "caption": "", **values}


def test_an_unknown_host_is_refused_with_the_list_of_what_works():
    block = EmbedBlock()

    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python(film(url="https://example.org/film.mp4")))

    words = " ".join(refused.value.block_errors["url"].messages)
    assert "YouTube, Vimeo, Internet Archive, media.ccc.de, PeerTube" in words


def test_a_draft_may_name_an_unknown_host_and_shows_a_plain_link():
    block = EmbedBlock()
    block.defer_required_validation()

    shown = block.render(block.clean(block.to_python(film(url="https://example.org/film.mp4"))))

    assert 'href="https://example.org/film.mp4"' in shown
    assert "data-embed" not in shown
    assert "<script" not in shown


def test_a_film_is_a_link_until_a_reader_asks_for_it():
    block = EmbedBlock()

    shown = BeautifulSoup(block.render(block.to_python(film())), "html.parser")

    assert shown.a["href"] == "https://vimeo.com/76979871"
    assert "A talk" in shown.a.get_text()
    assert not shown.select("iframe, img, video")
    assert shown.svg["aria-hidden"] == "true"
    assert "vimeo.com" in shown.select_one(".embed__notice").get_text()


def policy(response) -> str:
    return response.headers["Content-Security-Policy"]


def test_only_a_page_with_a_film_may_frame_its_host(site_tree, client):
    with_film = UpdatePageFactory(parent=site_tree.updates, body=json.dumps([{"type": "embed", "value": film()}]))
    without = UpdatePageFactory(parent=site_tree.updates)

    assert "frame-src https://player.vimeo.com;" in policy(client.get(with_film.url)) + ";"
    assert "frame-src" not in policy(client.get(without.url))
    assert "js/embed.js" in client.get(with_film.url).content.decode()
    assert "js/embed.js" not in client.get(without.url).content.decode()


def test_the_preview_of_a_draft_may_frame_it_too(site_tree, admin_client):
    draft = UpdatePageFactory(parent=site_tree.updates, body=json.dumps([{"type": "embed", "value": film()}]))
    draft.save_revision()

    response = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[draft.pk]))

    assert "frame-src 'self' https://player.vimeo.com" in policy(response)


def test_the_front_page_may_have_a_film(site_tree, client):
    site_tree.home.body = json.dumps([{"type": "embed", "value": film()}])
    site_tree.home.save()

    assert "frame-src https://player.vimeo.com" in policy(client.get("/"))

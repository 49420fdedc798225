"""A film of another host: nothing is asked of that host before the click, and without JavaScript it is a link."""

import pytest
from playwright.sync_api import expect

PAGE = """
import json
from blog.models import UpdateIndexPage, UpdatePage
from django.core.management import call_command
if not UpdateIndexPage.objects.exists():
    call_command("create_demo_site", verbosity=0)
film = {"url": "https://vimeo.com/76979871", "title": "A talk on wells", "poster": None, "caption": ""}
update = UpdatePage(title="A film", slug="a-film", body=json.dumps([{"type": "embed", "value": film}]))
if not UpdatePage.objects.filter(slug="a-film").exists():
    UpdateIndexPage.objects.get().add_child(instance=update)
"""
PLAYER = "https://player.vimeo.com/video/76979871"


@pytest.fixture
def reader(running_site, browser):
    """A window that notes what it asks of other hosts, and answers in their place."""

    def open_window(**options):
        context = browser.new_context(base_url=running_site.url, **options)
        window = context.new_page()
        window.asked_elsewhere = []

        def answer(route):
            window.asked_elsewhere.append(route.request)
            route.fulfill(body="<!doctype html><title>Film</title>", content_type="text/html")

        window.route(lambda address: not address.startswith(running_site.url), answer)
        contexts.append(context)
        return window

    contexts = []
    running_site.shell(PAGE)
    yield open_window
    for context in contexts:
        context.close()


def test_the_other_host_is_asked_only_after_the_click(reader):
    window = reader()
    refused = []
    window.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)

    window.goto("/updates/a-film/", wait_until="networkidle")
    assert window.asked_elsewhere == []

    window.get_by_role("link", name="A talk on wells").click()
    film = window.locator("iframe[title='A talk on wells']")
    expect(film).to_be_focused()
    frame = film.element_handle().content_frame()
    frame.wait_for_url(f"{PLAYER}**")
    frame.wait_for_load_state("networkidle")

    assert [request.url.split("?")[0] for request in window.asked_elsewhere] == [PLAYER]
    assert "/updates/" not in window.asked_elsewhere[0].headers.get("referer", "")
    assert refused == []


def test_the_keyboard_starts_the_film_too(reader):
    window = reader()
    window.goto("/updates/a-film/")

    window.get_by_role("link", name="A talk on wells").focus()
    window.keyboard.press("Enter")

    expect(window.locator("iframe")).to_have_count(1)


def test_without_javascript_the_film_is_a_plain_link(reader):
    window = reader(java_script_enabled=False)
    window.goto("/updates/a-film/")

    window.get_by_role("link", name="A talk on wells").click()

    assert window.url == "https://vimeo.com/76979871"

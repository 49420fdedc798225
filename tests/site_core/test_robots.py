from urllib.robotparser import RobotFileParser

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules(client):
    """What a crawler makes of our robots.txt."""
    parser = RobotFileParser()
    parser.parse(client.get("/robots.txt").content.decode().splitlines())
    return parser


@pytest.mark.parametrize(
    "path", ["/", "/updates/", "/updates/feed/", "/documents/1/report.pdf", "/media/images/a.webp"]
)
def test_crawlers_may_read_what_is_public(rules, path):
    assert rules.can_fetch("*", path)


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/search/", "/search/?q=water"])
def test_crawlers_are_asked_to_leave_admin_and_search_alone(rules, path):
    assert not rules.can_fetch("*", path)


def test_crawlers_are_told_where_the_sitemap_is(client, settings):
    settings.SITE_URL = "https://fund.example"

    response = client.get("/robots.txt")

    assert "Sitemap: https://fund.example/sitemap.xml" in response.content.decode().splitlines()
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    "path", ["/", "/robots.txt", "/admin/login/", "/nothing/", "/static/css/site.css", "/health/live"]
)
def test_everything_on_a_copy_asks_not_to_be_found(client, settings, site_tree, path):
    settings.IS_COPY = True

    assert client.get(path).headers["X-Robots-Tag"] == "noindex, nofollow"


def test_copy_lets_crawlers_read_that_it_is_not_to_be_found(client, settings):
    settings.IS_COPY = True

    words = client.get("/robots.txt").content.decode()

    assert "Disallow: /\n" not in words
    assert "Sitemap" not in words


def test_pages_of_the_site_itself_are_to_be_found(client, site_tree):
    assert "X-Robots-Tag" not in client.get("/").headers

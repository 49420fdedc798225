"""The demo site read from end to end, as a crawler reads it: every address that a page leads to, and every page."""

import io
import json
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.management import call_command

from tests.block_values import whole_values
from tests.database import ROOT
from tests.factories import StandardPageFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db

HOST = "http://localhost"
STARTS = ["/", "/sitemap.xml", "/llms.txt", "/robots.txt", "/search/?q=digital", "/search/?q=nothing", "/not/there/"]
MISSING = "/not/there/"
# Style sheets and scripts stand in files that the tests do not collect.
NOT_READ = ("/static/", "/admin/")
VALIDATOR = ROOT / "node_modules" / ".bin" / "html-validate"


@dataclass
class Crawl:
    """What was read, and what led nowhere."""

    pages: dict[str, str] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)

    def read(self, client, address: str, source: str) -> list[str]:
        """The addresses of this site that the answer names."""
        response = client.get(address)
        content = b"".join(response) if response.streaming else response.content
        if response.status_code != (404 if address == MISSING else 200):
            self.broken.append(f"{address} answers {response.status_code}; {source} leads there")
        elif "text/html" in response.headers["Content-Type"]:
            self.pages[address] = content.decode()
            return [link for tag in tags_with_links(self.pages[address]) for link in links_of(tag, address)]
        self.others.add(address)
        return []


def tags_with_links(html: str) -> list[Tag]:
    return BeautifulSoup(html, "html.parser").select("[href], [src], [srcset], meta[content^='http']")


def links_of(tag: Tag, page: str) -> list[str]:
    """Whole addresses without their fragment, as far as they are of this site."""
    named = [tag.get("href"), tag.get("src"), tag.get("content")]
    named += [part.split()[0] for part in tag.get("srcset", "").split(",") if part.strip()]
    found = []
    for name in filter(None, named):
        parts = urlsplit(urldefrag(urljoin(HOST + page, name))[0])
        if parts.netloc == "localhost" and not parts.path.startswith(NOT_READ):
            found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found


@pytest.fixture
def crawl(client, django_capture_on_commit_callbacks) -> Crawl:
    with django_capture_on_commit_callbacks(execute=True):
        call_command("create_demo_site", verbosity=0)
        call_command("make_renditions", stdout=io.StringIO())
    done, seen, waiting = Crawl(), set(), [(start, "the list of beginnings") for start in STARTS]
    while waiting:
        address, source = waiting.pop(0)
        if address not in seen:
            seen.add(address)
            waiting += [(link, address) for link in done.read(client, address, source)]
    return done


def faults_of(pages: dict[str, str], folder: Path) -> str:
    """What html-validate finds wrong by the standard, in its own words."""
    if not VALIDATOR.exists():
        pytest.fail("html-validate is not installed: `make node_modules` does it.")
    for number, (address, html) in enumerate(pages.items()):
        (folder / f"{number}.html").write_text(html.replace("<head>", f"<head><!-- {address} -->", 1), encoding="utf-8")
    config = ROOT / "tests" / "html-validate.json"
    command = [VALIDATOR, "--formatter", "codeframe", "--config", config, folder]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return (answer.stdout + answer.stderr).strip() if answer.returncode else ""


def test_every_address_leads_somewhere(crawl):
    assert crawl.broken == []
    assert len(crawl.pages) > 20
    assert {urlsplit(address).path.rpartition(".")[2] for address in crawl.others} >= {
        "md",
        "xml",
        "txt",
        "pdf",
        "webp",
    }


def test_every_link_into_a_page_finds_its_place(crawl):
    places = {address: ids_of(html) for address, html in crawl.pages.items()}
    lost = [
        f"{link['href']} on {address}"
        for address, html in crawl.pages.items()
        for link in BeautifulSoup(html, "html.parser").select("a[href*='#']")
        if not finds_place(link["href"], address, places)
    ]

    assert lost == []


def ids_of(html: str) -> set[str]:
    return {tag["id"] for tag in BeautifulSoup(html, "html.parser").select("[id]")}


def finds_place(href: str, page: str, places: dict[str, set[str]]) -> bool:
    whole, fragment = urldefrag(urljoin(HOST + page, href))
    parts = urlsplit(whole)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    return parts.netloc != "localhost" or unquote(fragment) in places.get(target, set())


def test_every_page_is_valid_html(crawl, tmp_path):
    assert faults_of(crawl.pages, tmp_path) == ""


def test_every_block_is_valid_html(client, site_tree, tmp_path):
    values = whole_values(site_tree)
    body = [{"type": name, "value": value} for name, value in values.items()]
    for factory, parent in ((UpdatePageFactory, site_tree.updates), (StandardPageFactory, site_tree.home)):
        page = factory(parent=parent, slug="whole")
        known = page.body.stream_block.child_blocks
        page.body = json.dumps([block for block in body if block["type"] in known])
        page.save()
    pages = {address: client.get(address).content.decode() for address in ("/updates/whole/", "/whole/")}

    assert faults_of(pages, tmp_path) == ""


def test_validator_finds_what_is_wrong(tmp_path):
    html = (
        '<!doctype html><html lang="en"><head><title>A</title></head><body><p id="a"><b id="a">b</b></p></body></html>'
    )

    assert "no-dup-id" in faults_of({"/": html}, tmp_path)


def test_titles_and_descriptions_are_there_and_distinct(crawl):
    heads = {address: BeautifulSoup(html, "html.parser").head for address, html in crawl.pages.items()}
    found = {address: head for address, head in heads.items() if not head.select_one("meta[name=robots]")}
    titles = Counter(head.title.text.strip() for head in found.values())
    descriptions = {address: head.select_one("meta[name=description]") for address, head in found.items()}
    words = Counter(tag["content"] for tag in descriptions.values() if tag)

    assert [title for title, count in titles.items() if count > 1 or not title] == []
    assert [address for address, tag in descriptions.items() if not tag or not tag["content"].strip()] == []
    assert [text for text, count in words.items() if count > 1] == []

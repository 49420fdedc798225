"""Whatever is done to pages, in whatever order: every surface shows exactly what is public, in the same order."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from wagtail.models import Page

from blog.models import ReportRelatedUpdate, UpdateIndexPage, UpdateRelatedPage
from home.models import StandardPage
from tests.blog.newsroom import AUTHORS, TAGS, YEARS, Newsroom, Place, Work
from tests.factories import PersonFactory, ReportPageFactory, StandardPageFactory, TagFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
BEFORE = datetime(2023, 1, 1, tzinfo=UTC)
STEPS = 16
NAME = re.compile(r"work-[0-9]+-[0-9]+")
WORK = re.compile(r"/(updates|reports|archive)/(work-[0-9]+-[0-9]+)(?:/|\.md)")
ON_HOME = 3


@pytest.fixture
def newsroom(site_tree, request, django_capture_on_commit_callbacks):
    """With five works to begin with, a second index, a section, and pages that lead to the works in every way."""
    home = site_tree.home
    section = home.add_child(instance=StandardPage(title="Section", slug="section"))
    archive = home.add_child(instance=UpdateIndexPage(title="Archive", slug="archive"))
    places = {"updates": site_tree.updates, "reports": site_tree.reports, "section": section, "archive": archive}
    newsroom = Newsroom(
        places={name: Place(page) for name, page in places.items()},
        people={slug: PersonFactory(name=f"Person {slug}", slug=slug) for slug in AUTHORS},
        tags={slug: TagFactory(name=f"Tag {slug}", slug=slug) for slug in TAGS},
        dice=random.Random(request.param),
    )
    with django_capture_on_commit_callbacks(execute=True):
        for _number in range(5):
            newsroom.make()
        lead_to(newsroom.works, newsroom, home)
    return newsroom


def lead_to(works, newsroom: Newsroom, home: Page) -> None:
    """Pages that name these works in texts, blocks, buttons and lists."""
    newsroom.picked = list(works)
    pages = [newsroom.page(work) for work in works]
    text = "".join(f'<p><a linktype="page" id="{page.pk}">there</a></p>' for page in pages)
    buttons = {"links": [{"page": page} for page in pages[:4]]}
    cards = {"heading": "", "pages": pages}
    body = [
        ("text", text),
        ("links", buttons),
        ("related_pages", cards),
        ("text_image", {"heading": "Beside", "text": text, **buttons}),
    ]
    StandardPageFactory(parent=home, title="Links", slug="links", body=body)
    # Older than all works, so that they are the newest in every list.
    guide = UpdatePageFactory(parent=newsroom.fresh("updates"), slug="guide", body=body, publication_date=BEFORE)
    study = ReportPageFactory(parent=newsroom.fresh("reports"), slug="study", body=body, publication_date=BEFORE)
    for work in works:
        UpdateRelatedPage.objects.create(page=guide, related_page_id=work.pk)
        if work.kind == "updates":
            ReportRelatedUpdate.objects.create(page=study, update_id=work.pk)
    reports = [page for page, work in zip(pages, works, strict=True) if work.kind == "reports"]
    home.body = [
        ("latest_updates", {"heading": "Latest", "count": ON_HOME, "link_label": "all"}),
        ("lead", {"title": "Lead", "standfirst": "", "links": [{"page": report} for report in reports[:5]]}),
        *(("featured_report", {"heading": "", "report": report}) for report in reports),
    ]
    home.save()


def read(client, address: str):
    """What an address answers, with every name of a work in it."""
    response = client.get(address)
    assert response.status_code in {200, 301, 302, 404}, address
    return response, set(NAME.findall(response.content.decode() + response.headers.get("Location", "")))


def found(response, kind: str = "updates|reports") -> list[str]:
    """The works that an answer leads to, in order, each once; of a page for people only what is its own."""
    if response.status_code != 200:
        return []
    text = response.content.decode()
    if "html" in response.headers["Content-Type"]:
        main = BeautifulSoup(text, "html.parser").main
        text = " ".join(link["href"] for link in main.select("a[href]"))
    kinds = kind.replace("updates", "updates|archive").split("|")
    return list(dict.fromkeys(match[2] for match in WORK.finditer(text) if match[1] in kinds))


def expected(newsroom: Newsroom) -> dict[tuple[str, str], list[str]]:
    """What each address must show of updates, of reports or of both."""
    shown, both = newsroom.shown, "updates|reports"
    lists = {
        ("/", "updates"): shown("updates")[:ON_HOME],
        ("/api/v1/updates/?per_page=100", "updates"): shown("updates"),
        ("/api/v1/reports/?per_page=100", "reports"): shown("reports"),
        ("/llms.txt", "updates"): shown("updates"),
        ("/llms.txt", "reports"): shown("reports"),
        ("/reports/", "reports"): shown("reports") if newsroom.is_open("reports") else [],
        ("/links/", both): [work.slug for work in newsroom.picked if newsroom.is_shown(work)],
    }
    # The addresses of tags, people, years and feeds stand below an index of updates, and go and come with it.
    below = {("/updates/", "updates"): shown("updates")}
    for form in ("", "atom/", "json/"):
        below[f"/updates/feed/{form}", both] = shown()
    for tag in TAGS:
        lists[f"/api/v1/updates/?tag={tag}", "updates"] = shown("updates", tag=tag)
        below[f"/updates/tags/{tag}/", "updates"] = below[f"/updates/tags/{tag}/feed/", both] = shown(
            "updates", tag=tag
        )
    for author in AUTHORS:
        lists[f"/api/v1/updates/?author={author}", "updates"] = shown("updates", author=author)
        lists[f"/api/v1/reports/?author={author}", "reports"] = shown("reports", author=author)
        below[f"/updates/authors/{author}/", "updates"] = shown("updates", author=author)
        below[f"/updates/authors/{author}/", "reports"] = shown("reports", author=author)
        below[f"/updates/authors/{author}/feed/", both] = shown(author=author)
    for year in YEARS:
        below[f"/updates/{year}/", "updates"] = shown("updates", year=year)
    archive = newsroom.address_of("archive")
    other = {(archive, "updates"): shown("updates"), (f"{archive}feed/", both): shown()}
    return (
        lists
        | (below if newsroom.is_open("updates") else {key: [] for key in below})
        | (other if newsroom.is_open("archive") else {key: [] for key in other})
    )


def differences(client, newsroom: Newsroom) -> list[str]:
    secrets, answers, wrong = newsroom.secrets(), {}, []
    lists = expected(newsroom)
    leading = ["/sitemap.xml", "/search/?q=wells", "/updates/guide/", "/updates/guide.md", "/reports/study/"]
    for address in {*(address for address, _kind in lists), *leading, "/api/v1/people/"}:
        answers[address], names = read(client, address)
        if names & secrets:
            wrong.append(f"{address} names {names & secrets}")
    for (address, kind), wanted in lists.items():
        if (shown := found(answers[address], kind)) != wanted:
            wrong.append(f"{address} shows {shown}, not {wanted}")
    for address in ("/sitemap.xml", "/search/?q=wells"):
        if set(shown := found(answers[address])) != set(newsroom.shown()):
            wrong.append(f"{address} shows {shown}, not {newsroom.shown()} in some order")
    for work in newsroom.works:
        wrong += differences_of(client, newsroom, work, secrets)
    return wrong


def differences_of(client, newsroom: Newsroom, work: Work, secrets: set[str]) -> Iterator[str]:
    """A page itself, and the addresses that it had before."""
    address = f"{newsroom.address_of(work.place)}{work.slug}"
    for form in (f"{address}/", f"{address}.md"):
        response, names = read(client, form)
        # Who is asked for a password sees a page too, but nothing of this one.
        is_there = response.status_code == 200 and work.title in names
        if is_there is not newsroom.is_shown(work) or (names - set(NAME.findall(form))) & secrets:
            yield f"{form} answers {response.status_code}"
    for former in work.former:
        response, names = read(client, f"/{former}/")
        leads = response.headers.get("Location") == f"{address}/"
        if leads is not newsroom.is_shown(work) or (names - set(NAME.findall(former))) & secrets:
            yield f"/{former}/ answers {response.status_code} to {response.headers.get('Location')}"


@pytest.mark.parametrize("newsroom", range(6), indirect=True)
def test_every_surface_shows_what_is_public_after_every_act(newsroom, client, django_capture_on_commit_callbacks):
    with time_machine.travel(NOW, tick=True) as clock:
        for number in range(STEPS):
            with django_capture_on_commit_callbacks(execute=True):
                newsroom.step()
            if number % 5 == 4:
                newsroom.history.append("an hour passes")
                clock.shift(timedelta(hours=1))

            assert differences(client, newsroom) == [], "\n".join(newsroom.history)


@pytest.mark.parametrize("newsroom", [1], indirect=True)
def test_the_watch_sees_one_page_too_many_and_a_wrong_order(newsroom, client):
    assert len(newsroom.shown("updates")) > 1 and newsroom.shown("reports")
    assert differences(client, newsroom) == []

    oldest = newsroom.shown("updates")[-1]
    (work,) = (work for work in newsroom.works if work.slug == oldest)
    work.live = False
    wrong = differences(client, newsroom)
    assert all(any(line.startswith(words) for line in wrong) for words in ("/updates/feed/ shows", "/links/ names"))
    work.live, work.date = True, NOW
    wrong = differences(client, newsroom)
    assert all(any(line.startswith(address) for line in wrong) for address in ("/updates/ ", "/llms.txt", "/api/v1/"))

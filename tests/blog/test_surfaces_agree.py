"""Whatever is done to pages, in whatever order: every surface shows exactly what is public, in the same order.

What must be shown is reckoned here from what was done, not asked from the site.
"""

import random
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from blog.models import ReportCredit, UpdateCredit
from tests.factories import PersonFactory, ReportPageFactory, TagFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
OLDEST = datetime(2024, 1, 1, tzinfo=UTC)
STEPS = 16
WORK = re.compile(r"/(?:updates|reports)/(work-[0-9]+-[0-9]+)(?:/|\.md)")
TAGS, AUTHORS, YEARS = ("water", "ropes"), ("ada", "bo"), (2024, 2025)
ON_HOME = 3


@dataclass
class Work:
    """What the test knows of a page that it made."""

    kind: str
    slug: str
    pk: int
    date: datetime
    live: bool
    authors: list[str]
    tags: list[str]
    expires: datetime | None = None
    private: bool = False


@dataclass
class Newsroom:
    """The pages, and what was done to them."""

    indexes: dict[str, Page]
    people: dict
    tags: dict
    dice: random.Random
    works: list[Work] = field(default_factory=list)
    hidden_indexes: set[str] = field(default_factory=set)
    private_indexes: set[str] = field(default_factory=set)
    history: list[str] = field(default_factory=list)
    made: int = 0

    # What must be shown

    def shown(self, kind: str | None = None, **wanted) -> list[str]:
        found = [work for work in self.works if kind in {None, work.kind} and self.is_shown(work)]
        for name, value in wanted.items():
            found = [work for work in found if value in self.facts(work)[name]]
        return [work.slug for work in sorted(found, key=lambda work: (work.date, work.pk), reverse=True)]

    def is_shown(self, work: Work) -> bool:
        is_over = work.expires is not None and work.expires <= timezone.now()
        return work.live and not is_over and not work.private and self.is_open(work.kind)

    def is_open(self, kind: str) -> bool:
        return kind not in self.hidden_indexes | self.private_indexes

    @staticmethod
    def facts(work: Work) -> dict[str, list]:
        return {"author": work.authors, "tag": work.tags, "year": [work.date.year]}

    # What can be done

    def new_slug(self) -> str:
        self.made += 1
        return f"work-{self.made}-{self.dice.randrange(1000)}"

    def some(self, names) -> list[str]:
        return self.dice.sample(names, self.dice.randrange(len(names) + 1))

    def any_date(self) -> datetime:
        return OLDEST + timedelta(minutes=self.dice.randrange(2 * 365 * 24 * 60))

    def page(self, work: Work):
        return Page.objects.get(pk=work.pk).specific

    def make(self, is_live: bool = True) -> None:
        kind, slug, date = self.dice.choice(["updates", "reports"]), self.new_slug(), self.any_date()
        authors, tags = self.some(AUTHORS), self.some(TAGS) if kind == "updates" else []
        extra = {"tags": [self.tags[name] for name in tags]} if kind == "updates" else {}
        factory = UpdatePageFactory if kind == "updates" else ReportPageFactory
        page = factory(
            parent=self.indexes[kind],
            title=f"Wells {slug}",
            slug=slug,
            publication_date=date,
            live=is_live,
            authors=[self.people[name] for name in authors],
            **extra,
        )
        self.works.append(Work(kind, slug, page.pk, date, is_live, authors, tags))

    def draft(self) -> None:
        self.make(is_live=False)

    def schedule(self) -> None:
        self.make(is_live=False)
        page = self.page(self.works[-1])
        page.go_live_at = timezone.now() + timedelta(days=30)
        page.save_revision(approved_go_live_at=page.go_live_at)

    def publish(self, work: Work) -> None:
        page = self.page(work)
        page.expire_at = work.expires = None
        page.save_revision().publish()
        work.live = True

    def unpublish(self, work: Work) -> None:
        self.page(work).unpublish()
        work.live = False

    def expire(self, work: Work, after: timedelta = timedelta(0)) -> None:
        page = self.page(work)
        page.expire_at = work.expires = timezone.now() + after
        page.save()

    def expire_soon(self, work: Work) -> None:
        self.expire(work, timedelta(minutes=40))

    def restrict(self, work: Work) -> None:
        PageViewRestriction.objects.get_or_create(page_id=work.pk, restriction_type="login")
        work.private = True

    def free(self, work: Work) -> None:
        for restriction in PageViewRestriction.objects.filter(page_id=work.pk):
            restriction.delete()
        work.private = False

    def retag(self, work: Work) -> None:
        if work.kind == "updates":
            page, work.tags = self.page(work), self.some(TAGS)
            page.tags.set([self.tags[name] for name in work.tags])
            page.save()

    def recredit(self, work: Work) -> None:
        page, work.authors = self.page(work), self.some(AUTHORS)
        credit = UpdateCredit if work.kind == "updates" else ReportCredit
        page.page_authors = [
            credit(author=self.people[name], sort_order=place) for place, name in enumerate(work.authors)
        ]
        page.save()

    def redate(self, work: Work) -> None:
        page = self.page(work)
        page.publication_date = work.date = self.any_date()
        page.save()

    def rename(self, work: Work) -> None:
        page = self.page(work)
        page.slug = work.slug = self.new_slug()
        page.save()

    def delete(self, work: Work) -> None:
        if len(self.works) > 1:
            self.page(work).delete()
            self.works.remove(work)

    def edit_only(self, work: Work) -> None:
        """A draft of a page changes nothing of what readers see."""
        page = self.page(work)
        page.slug = self.new_slug()
        page.save_revision()

    def restrict_index(self, kind: str) -> None:
        PageViewRestriction.objects.get_or_create(page=self.indexes[kind], restriction_type="login")
        self.private_indexes.add(kind)

    def hide_index(self, kind: str) -> None:
        self.fresh_index(kind).unpublish()
        self.hidden_indexes.add(kind)

    def open_index(self, kind: str) -> None:
        for restriction in PageViewRestriction.objects.filter(page=self.indexes[kind]):
            restriction.delete()
        self.fresh_index(kind).save_revision().publish()
        self.hidden_indexes.discard(kind)
        self.private_indexes.discard(kind)

    def fresh_index(self, kind: str):
        return Page.objects.get(pk=self.indexes[kind].pk).specific

    def step(self) -> None:
        to_nothing = [self.make, self.make, self.draft, self.schedule]
        to_works = [self.publish, self.unpublish, self.expire, self.expire_soon, self.restrict, self.free, self.retag]
        to_works += [self.recredit, self.redate, self.rename, self.delete, self.edit_only]
        closed = sorted(self.hidden_indexes | self.private_indexes)
        to_indexes = [self.open_index] * 4 if closed else [self.restrict_index, self.hide_index]
        act = self.dice.choice([*to_nothing, *to_works, *self.dice.sample(to_indexes, 1)])
        if act in to_nothing:
            self.history.append(act.__name__)
            act()
        elif act in to_works:
            work = self.dice.choice(self.works)
            self.history.append(f"{act.__name__} {work.slug}")
            act(work)
        else:
            kind = self.dice.choice(closed or ["updates", "reports"])
            self.history.append(f"{act.__name__} {kind}")
            act(kind)


@pytest.fixture
def newsroom(site_tree, request, django_capture_on_commit_callbacks):
    """With five works to begin with."""
    site_tree.home.body = [("latest_updates", {"heading": "Latest", "count": ON_HOME, "link_label": "all"})]
    site_tree.home.save()
    newsroom = Newsroom(
        indexes={"updates": site_tree.updates, "reports": site_tree.reports},
        people={slug: PersonFactory(name=f"Person {slug}", slug=slug) for slug in AUTHORS},
        tags={slug: TagFactory(name=f"Tag {slug}", slug=slug) for slug in TAGS},
        dice=random.Random(request.param),
    )
    with django_capture_on_commit_callbacks(execute=True):
        for _number in range(5):
            newsroom.make()
    return newsroom


def found(client, address: str, kind: str = "updates|reports") -> list[str]:
    """The works that an address leads to, in order, each once; of a page for people only what is its own."""
    response = client.get(address)
    if response.status_code != 200:
        assert response.status_code in {302, 404}, address
        return []
    text = response.content.decode()
    if "html" in response.headers["Content-Type"]:
        main = BeautifulSoup(text, "html.parser").main
        text = " ".join(link["href"] for link in main.select("a[href]"))
    return list(dict.fromkeys(match[1] for match in WORK.finditer(text) if match[0].split("/")[1] in kind.split("|")))


def expected(newsroom: Newsroom) -> dict[tuple[str, str], list[str]]:
    """What each address must show of updates, of reports or of both."""
    shown, both = newsroom.shown, "updates|reports"
    lists = {
        ("/", "updates"): shown("updates")[:ON_HOME],
        ("/reports/", "reports"): shown("reports"),
        ("/api/v1/updates/?per_page=100", "updates"): shown("updates"),
        ("/api/v1/reports/?per_page=100", "reports"): shown("reports"),
        ("/llms.txt", "updates"): shown("updates"),
        ("/llms.txt", "reports"): shown("reports"),
    }
    # The addresses of tags, people, years and feeds stand below the index of updates, and go and come with it.
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
    return lists | (below if newsroom.is_open("updates") else {key: [] for key in below})


def differences(client, newsroom: Newsroom) -> list[str]:
    wrong = [
        f"{address} shows {shown}, not {wanted}"
        for (address, kind), wanted in expected(newsroom).items()
        if (shown := found(client, address, kind)) != wanted
    ]
    for address in ("/sitemap.xml", "/search/?q=wells"):
        if set(shown := found(client, address)) != set(newsroom.shown()):
            wrong.append(f"{address} shows {shown}, not {newsroom.shown()} in some order")
    for work in newsroom.works:
        for address in (f"/{work.kind}/{work.slug}/", f"/{work.kind}/{work.slug}.md"):
            if (client.get(address).status_code == 200) is not newsroom.is_shown(work):
                wrong.append(f"{address} answers {client.get(address).status_code}")
    return wrong


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
    assert any(line.startswith("/updates/feed/ shows") for line in differences(client, newsroom))
    work.live, work.date = True, NOW
    wrong = differences(client, newsroom)
    assert all(any(line.startswith(address) for line in wrong) for address in ("/updates/ ", "/llms.txt", "/api/v1/"))

"""Pages to which anything may be done, and what a stranger must then see of them.

It is reckoned here from what was done, not asked from the site.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from blog.models import ReportCredit, UpdateCredit
from tests.factories import ReportPageFactory, UpdatePageFactory

OLDEST = datetime(2024, 1, 1, tzinfo=UTC)
TAGS, AUTHORS, YEARS = ("water", "ropes"), ("ada", "bo"), (2024, 2025)
KINDS = ("updates", "reports")


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
    place: str
    title: str
    expires: datetime | None = None
    private: bool = False
    source: "Work | None" = None
    former: set[str] = field(default_factory=set)

    @property
    def names(self) -> set[str]:
        return {self.slug, self.title}


@dataclass
class Place:
    """A page that others stand below: an index, or the section that an index may be moved to."""

    page: Page
    above: str | None = None
    live: bool = True
    private: bool = False


@dataclass
class Newsroom:
    """The pages, and what was done to them."""

    places: dict[str, Place]
    people: dict
    tags: dict
    dice: random.Random
    works: list[Work] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    # The works that other pages lead to, and the slugs that no reader has met.
    picked: list[Work] = field(default_factory=list)
    drafted: set[str] = field(default_factory=set)
    made: int = 0

    # What must be shown

    def shown(self, kind: str | None = None, **wanted) -> list[str]:
        found = [work for work in self.works if kind in {None, work.kind} and self.is_shown(work)]
        for name, value in wanted.items():
            found = [work for work in found if value in self.facts(work)[name]]
        return [work.slug for work in sorted(found, key=lambda work: (work.date, work.pk), reverse=True)]

    def is_shown(self, work: Work) -> bool:
        return self.is_served(work) and not self.is_private(work)

    def is_served(self, work: Work) -> bool:
        """Public, or private: a page that there is for somebody."""
        is_over = work.expires is not None and work.expires <= timezone.now()
        return work.live and not is_over and all(place.live for place in self.way_to(work.place))

    def is_private(self, work: Work) -> bool:
        if any(place.private for place in self.way_to(work.place)):
            return True
        return work.private or (work.source is not None and self.is_private(work.source))

    def is_open(self, name: str) -> bool:
        return all(place.live and not place.private for place in self.way_to(name))

    def way_to(self, name: str | None) -> list[Place]:
        way = []
        while name:
            way.append(self.places[name])
            name = self.places[name].above
        return way

    def address_of(self, name: str | None) -> str:
        return self.address_of(self.places[name].above) + f"{name}/" if name else "/"

    def secrets(self) -> set[str]:
        """The words that stand nowhere: the names of what is not shown, and of drafts."""
        shown, hidden = set(), set(self.drafted)
        for work in self.works:
            (shown if self.is_shown(work) else hidden).update(work.names)
        return hidden - shown

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

    def fresh(self, name: str):
        return Page.objects.get(pk=self.places[name].page.pk).specific

    def make(self, is_live: bool = True) -> None:
        kind, slug, date = self.dice.choice(KINDS), self.new_slug(), self.any_date()
        authors, tags = self.some(AUTHORS), self.some(TAGS) if kind == "updates" else []
        extra = {"tags": [self.tags[name] for name in tags]} if kind == "updates" else {}
        factory = UpdatePageFactory if kind == "updates" else ReportPageFactory
        page = factory(
            parent=self.fresh(kind),
            title=f"Wells {slug}",
            slug=slug,
            publication_date=date,
            live=is_live,
            authors=[self.people[name] for name in authors],
            **extra,
        )
        Redirect.objects.create(old_path=f"/to-{page.pk}", redirect_page=page)
        self.works.append(Work(kind, slug, page.pk, date, is_live, authors, tags, kind, slug, former={f"to-{page.pk}"}))

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
        for alias in self.aliases_of(work):
            alias.live, alias.expires, alias.date = True, None, work.date
            alias.authors, alias.tags = list(work.authors), list(work.tags)

    def unpublish(self, work: Work) -> None:
        self.page(work).unpublish()
        for page in (work, *self.aliases_of(work)):
            page.live = False

    def aliases_of(self, work: Work) -> list[Work]:
        own = [page for page in self.works if page.source is work]
        return own + [alias for page in own for alias in self.aliases_of(page)]

    def alias(self, work: Work) -> None:
        """The same page at another place too; it follows the first, and has no life of its own."""
        place, slug = self.dice.choice(self.places_for(work)), self.new_slug()
        page = self.page(work).create_alias(parent=self.fresh(place), update_slug=slug)
        copied = {name: getattr(work, name) for name in ("kind", "date", "live", "title", "expires")}
        lists = {"authors": list(work.authors), "tags": list(work.tags)}
        self.works.append(Work(slug=slug, pk=page.pk, place=place, source=work, **copied, **lists))

    def expire(self, work: Work, after: timedelta = timedelta(0)) -> None:
        page = self.page(work)
        page.expire_at = work.expires = timezone.now() + after
        page.save()

    def expire_soon(self, work: Work) -> None:
        self.expire(work, timedelta(minutes=40))

    def restrict(self, work: Work) -> None:
        kind = self.dice.choice(["login", "password"])
        PageViewRestriction.objects.get_or_create(page_id=work.pk, defaults={"restriction_type": kind, "password": "x"})
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
        self.leave(work)
        page.slug = work.slug = self.new_slug()
        page.save()

    def leave(self, work: Work) -> None:
        work.former.add(self.address_of(work.place).strip("/") + f"/{work.slug}")

    def places_for(self, work: Work) -> list[str]:
        return ["updates", "archive"] if work.kind == "updates" else ["reports"]

    def move(self, work: Work) -> None:
        place = self.dice.choice(self.places_for(work))
        if place != work.place:
            self.leave(work)
            self.page(work).move(self.fresh(place), pos="last-child")
            work.place = place

    def delete(self, work: Work) -> None:
        if len(self.works) > 1:
            if work.live:
                self.unpublish(work)
            self.page(work).delete()
            self.works.remove(work)
            self.picked = [other for other in self.picked if other is not work]
            for alias in self.works:
                alias.source = None if alias.source is work else alias.source

    def edit_only(self, work: Work) -> None:
        """A draft of a page changes nothing of what readers see."""
        page = self.page(work)
        page.slug = self.new_slug()
        self.drafted.add(page.slug)
        page.save_revision()

    def restrict_place(self, name: str) -> None:
        PageViewRestriction.objects.get_or_create(page=self.places[name].page, restriction_type="login")
        self.places[name].private = True

    def hide_place(self, name: str) -> None:
        self.fresh(name).unpublish()
        self.places[name].live = False

    def open_place(self, name: str) -> None:
        for restriction in PageViewRestriction.objects.filter(page=self.places[name].page):
            restriction.delete()
        self.fresh(name).save_revision().publish()
        self.places[name].live, self.places[name].private = True, False

    def move_archive(self, _name: str) -> None:
        """The second index goes below another page, or comes back."""
        archive = self.places["archive"]
        archive.above = None if archive.above else "section"
        parent = self.fresh(archive.above) if archive.above else self.fresh("section").get_parent()
        self.fresh("archive").move(parent, pos="last-child")

    def step(self) -> None:
        to_nothing = [self.make, self.make, self.draft, self.schedule]
        to_works = [self.publish, self.unpublish, self.expire, self.expire_soon, self.restrict, self.free, self.retag]
        to_works += [self.recredit, self.redate, self.rename, self.edit_only]
        to_aliases = [self.delete, self.move, self.move, self.alias, self.unpublish]
        closed = sorted(name for name, place in self.places.items() if not place.live or place.private)
        to_places = [self.open_place] * 4 if closed else [self.restrict_place, self.hide_place, self.move_archive]
        act = self.dice.choice([*to_nothing, *to_works, *to_aliases, *self.dice.sample(to_places, 1)])
        if act in to_nothing:
            self.history.append(act.__name__)
            act()
        elif act in to_works + to_aliases:
            # What is only repeated is not edited, but it may be withdrawn, moved and repeated again.
            own = [work for work in self.works if work.source is None]
            work = self.dice.choice(self.works if act in to_aliases else own or self.works)
            if act in to_works and work.source is not None:
                return
            self.history.append(f"{act.__name__} {work.slug}")
            act(work)
        else:
            name = self.dice.choice(closed or sorted(self.places))
            self.history.append(f"{act.__name__} {name}")
            act(name)

"""What stands in for updates, reports and people in the previews of blocks: nothing is stored, nothing is asked for."""

from datetime import UTC, datetime

from django.apps import apps
from wagtail.models import Page

from blog.cards import Deck

PEOPLE = [("Ada Example", "Institute for Shared Things"), ("Sam Sample", "Example Foundation"), ("Noor Nemo", "")]
UPDATES = [
    ("What a year of maintenance looks like", "Three projects kept a diary. This is what stood in it."),
    ("Twelve projects for the spring", "A new round of support begins, and with it a new way to report."),
    ("Notes from the workshop", "Forty people, two days, and one long list of what nobody is paid for."),
]


def sample_people() -> list:
    person = apps.get_model("blog", "Person")
    return [person(name=name, affiliation=affiliation, slug=name.lower()) for name, affiliation in PEOPLE]


def sample_pages() -> list[Page]:
    """A report and two updates, as unlike as cards can be."""
    return [sample_report(), *sample_updates()[:2]]


def sample_updates() -> list[Page]:
    update = apps.get_model("blog", "UpdatePage")
    return [
        leading_nowhere(
            update(title=title, summary=summary, slug=f"sample-{number}", publication_date=sample_day(number))
        )
        for number, (title, summary) in enumerate(UPDATES, start=1)
    ]


def sample_report() -> Page:
    report = apps.get_model("blog", "ReportPage")
    return leading_nowhere(
        report(
            title="Keepers of shared ground",
            subtitle="Who looks after what everybody uses",
            abstract="<p>What the report found, in a sentence or two, as it stands on its card.</p>",
            slug="sample",
            publication_date=sample_day(4),
        )
    )


def leading_nowhere(page: Page) -> Page:
    """The page with an address to show: it stands in no tree that could give it one."""
    vars(page)["get_url"] = lambda request=None: "#"
    return page


def sample_day(number: int) -> datetime:
    return datetime(2024, 6 - number, 12, 12, tzinfo=UTC)


class SampleDeck(Deck):
    """Shows whatever it is given."""

    def cards_of(self, pages):
        return [page for page in pages if page]


def sample_deck() -> Deck:
    return SampleDeck(sample_updates(), {})

"""Made-up people and pages for the style page: never saved."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from blog.citations import Work, work_of
from blog.models import Person, ReportCredit, ReportPage, ReportPartner, Tag, UpdateCredit, UpdatePage
from blog.samples import leading_nowhere
from home.models import StandardPage

NAMES = ("Ada Ferris", "Márcia Nóbrega", "Bruno Rigonato", "Institute for Shared Things")
TAGS = ("Rivers", "Commons", "Maintenance")
DAY = datetime(2024, 5, 17, 12, tzinfo=UTC)
SUMMARY = "Water finds its way, and so does a packet. What keeps both going is somebody who clears the channel."
RECOMMENDATIONS = ("Share the well with whoever is thirsty", "Keep the rope", "Write down who mends it")


class SampleForm(forms.Form):
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput)


def people() -> list[Person]:
    # No stored person has a number below zero; a credit counts for nothing without one.
    return [Person(pk=-place, name=name, slug=f"sample-{place}") for place, name in enumerate(NAMES, start=1)]


def sample_update() -> Page:
    credits = [UpdateCredit(author=person) for person in people()]
    page = UpdatePage(
        title="What a river can teach a network",
        slug="sample-update",
        summary=SUMMARY,
        publication_date=DAY,
        page_authors=[*credits, UpdateCredit(author=people()[0], role="translator")],
    )
    page.subjects = tags()
    return leading_nowhere(page)


def sample_report() -> Page:
    page = ReportPage(
        title="A cooperative for wells",
        slug="sample-report",
        subtitle="What villages know about keeping things together",
        abstract=f"<p>{SUMMARY}</p>",
        publication_date=DAY,
        licence=ReportPage.Licence.CC_BY,
        doi="10.5281/zenodo.1234567",
        isbn="978-3-16-148410-0",
        page_authors=[ReportCredit(author=people()[-1])],
        partners=[ReportPartner(name="Example Foundation", url="https://example.org/")],
        recommendations=[("recommendation", {"title": title, "text": SUMMARY}) for title in RECOMMENDATIONS],
    )
    return leading_nowhere(page)


def sample_work() -> Work:
    return replace(
        work_of(sample_report(), "Digital Infrastructure Fund"), address="https://fund.example/reports/wells/"
    )


def sample_standard_page() -> Page:
    return leading_nowhere(StandardPage(title="About the fund", slug="sample-page", introduction=SUMMARY))


def tags() -> list[Tag]:
    return [Tag(name=name, slug=f"sample-{name.lower()}") for name in TAGS]


def menu() -> list[SimpleNamespace]:
    return [SimpleNamespace(text=text, href="#", is_current=text == "Reports") for text in ("Updates", "Reports")]


def download() -> SimpleNamespace:
    return SimpleNamespace(
        title="Full report",
        url="#",
        content_type="application/pdf",
        file_extension="pdf",
        file_size=1_400_000,
        page_count=48,
    )


def annotated() -> SimpleNamespace:
    """A page with two footnotes, one of them placed twice."""
    notes = [("A book on wells, second edition.", [1]), ("A letter on ropes.", [1, 2])]
    return SimpleNamespace(footnotes_list=[SimpleNamespace(words=words, references=places) for words, places in notes])


def numbered():
    """The second of three pages of a list."""
    page = Paginator(range(60), 20).page(2)
    page.object_list = [sample_update()]
    return page


def form() -> SampleForm:
    """A form that was sent empty."""
    return SampleForm({})

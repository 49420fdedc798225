"""Reports as others cite them: one description of a work, from which styles, files and tags of a page are made."""

import datetime
import unicodedata
from dataclasses import dataclass

from django.utils import timezone

from blog.models.credits import CreditRole
from blog.models.people import Person
from site_core.links import site_address, whole_address
from site_core.stored_text import words_of_text

PDF = "application/pdf"
CONTROLS = {"Cc", "Cs"}


@dataclass(frozen=True)
class Name:
    """Of a person, in its parts; of an organisation, or a person of one name, the family name alone."""

    family: str
    given: str = ""

    @property
    def inverted(self) -> str:
        return ", ".join(part for part in (self.family, self.given) if part)

    @property
    def plain(self) -> str:
        return " ".join(part for part in (self.given, self.family) if part)

    @property
    def initials(self) -> str:
        """Such as "Souza, N. L. de" or "Dupont, J.-P."."""
        words = [initials_of(word) for word in self.given.split()]
        return ", ".join(part for part in (self.family, " ".join(words)) if part)


def initials_of(word: str) -> str:
    """A particle such as "de" stays as it is."""
    return word if word.islower() else "-".join(f"{part[0]}." for part in word.split("-") if part)


def name_of(person: Person) -> Name:
    """By the name for sorting, where it has a comma; else the last word of a person's name is the family's."""
    if person.kind == Person.Kind.ORGANISATION:
        return Name(clean(person.name))
    family, comma, given = clean(person.sort_name).partition(",")
    if not comma:
        given, _space, family = clean(person.name).rpartition(" ")
    return Name(family.strip(), given.strip())


@dataclass(frozen=True)
class Work:
    """A report, in the fields that every form of a citation has in common."""

    key: str
    title: str
    authors: tuple[Name, ...]
    editors: tuple[Name, ...]
    orcids: tuple[str, ...]
    publisher: str
    date: datetime.date | None
    address: str
    doi: str
    isbn: str
    pdf: str
    language: str
    abstract: str

    @property
    def url(self) -> str:
        """The lasting one, where the work has a DOI."""
        return f"https://doi.org/{self.doi}" if self.doi else self.address


def work_of(page, publisher: str) -> Work:
    """What is said of this report by this publisher, who is the author too where nobody is named."""
    publisher = clean(publisher)
    people = {role: [credit.author for credit in page.credits if credit.role == role] for role in CreditRole}
    authors = tuple(name_of(person) for person in people[CreditRole.AUTHOR]) or (Name(publisher),)
    date = timezone.localtime(page.publication_date).date() if page.publication_date else None
    return Work(
        key=f"{page.slug or 'report'}-{date.year}" if date else page.slug,
        title=clean(f"{page.title.strip()}: {page.subtitle}" if page.subtitle else page.title),
        authors=authors,
        editors=tuple(name_of(person) for person in people[CreditRole.EDITOR]),
        orcids=tuple(person.orcid for person in people[CreditRole.AUTHOR]) or ("",),
        publisher=publisher,
        date=date,
        address=site_address(page),
        doi=page.doi,
        isbn=page.isbn,
        pdf=pdf_of(page),
        language=page.language,
        abstract=clean(words_of_text(page.abstract)),
    )


def pdf_of(page) -> str:
    """Of the PDF files that strangers may have the longest, in the language of the page if there is one."""
    files = [row for row in page.files if row.document.content_type == PDF]
    public = [row for row in files if not getattr(row, "is_restricted", True)]
    chosen = max(public, key=lambda row: (row.language == page.language, row.document.page_count or 0), default=None)
    return whole_address(chosen.document.url) if chosen else ""


def clean(text: str) -> str:
    """On one line, without characters that no format can carry."""
    return "".join(sign for sign in " ".join(text.split()) if unicodedata.category(sign) not in CONTROLS)


# Styles


@dataclass(frozen=True)
class Citation:
    """A work in one style, around its title and its link, which are marked up."""

    style: str
    before: str
    title: str
    after: str
    url: str
    end: str = ""

    def __str__(self) -> str:
        return f"{self.before} {self.title}{self.after} {self.url}{self.end}".strip()


def citations_of(work: Work) -> list[Citation]:
    return [apa(work), chicago(work), mla(work)]


def apa(work: Work) -> Citation:
    """Publication Manual of the American Psychological Association, 7th edition, 10.4: reports."""
    names = [name.initials for name in work.authors]
    if len(names) > 20:
        who = f"{', '.join(names[:19])}, . . . {names[-1]}"
    elif len(names) > 1:
        who = f"{', '.join(names[:-1])}, & {names[-1]}"
    else:
        who = names[0]
    publisher = "" if who == work.publisher else f" {stopped(work.publisher)}"
    return Citation("APA", f"{who} ({year(work)}).", work.title, stop_after(work.title) + publisher, work.url)


def chicago(work: Work) -> Citation:
    """The Chicago Manual of Style, 18th edition, author and date: of more than six authors three are named."""
    names = inverted_first(work.authors)
    if len(names) > 6:
        who = f"{', '.join(names[:3])}, et al."
    elif len(names) > 1:
        who = f"{', '.join(names[:-1])}, and {names[-1]}"
    else:
        who = names[0]
    before = f"{stopped(who)} {year(work)}."
    return Citation("Chicago", before, work.title, f"{stop_after(work.title)} {stopped(work.publisher)}", work.url, ".")


def mla(work: Work) -> Citation:
    """MLA Handbook, 9th edition: of more than two authors the first is named, a publisher not twice."""
    names = inverted_first(work.authors)
    who = f"{names[0]}, et al." if len(names) > 2 else ", and ".join(names)
    who = "" if who == work.publisher else who
    parts = [work.publisher, str(work.date.year) if work.date else ""]
    after = f"{stop_after(work.title)} {', '.join(part for part in parts if part)},"
    return Citation("MLA", stopped(who), work.title, after, work.url, ".")


def inverted_first(names: tuple[Name, ...]) -> list[str]:
    return [*(name.inverted for name in names[:1]), *(name.plain for name in names[1:])]


def year(work: Work) -> str:
    return str(work.date.year) if work.date else "n.d."


def stopped(text: str) -> str:
    return f"{text}{stop_after(text)}" if text else ""


def stop_after(text: str) -> str:
    return "" if text.endswith((".", "?", "!", "…")) else "."


# What the page says to programs


def highwire_tags(work: Work) -> list[tuple[str, str]]:
    """The tags that Google Scholar and Zotero read, each author in an own one and followed by their ORCID."""
    authors = []
    for name, orcid in zip(work.authors, work.orcids, strict=True):
        authors += [
            ("citation_author", name.inverted),
            ("citation_author_orcid", orcid and f"https://orcid.org/{orcid}"),
        ]
    tags = [
        ("citation_title", work.title),
        *authors,
        ("citation_publication_date", work.date.strftime("%Y/%m/%d") if work.date else ""),
        ("citation_technical_report_institution", work.publisher),
        ("citation_publisher", work.publisher),
        ("citation_doi", work.doi),
        ("citation_isbn", work.isbn),
        ("citation_language", work.language),
        ("citation_abstract_html_url", work.address),
        ("citation_pdf_url", work.pdf),
    ]
    return [(name, content) for name, content in tags if content]

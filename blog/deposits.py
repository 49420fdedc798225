"""What DataCite is told of a report that has a DOI: a file for staff to deposit. Nothing is sent, and no DOI is made.

DataCite Metadata Schema 4.5, as the body of a request to its REST API.
"""

import json
import re
from typing import Any

from django.utils.translation import gettext as _

from blog.citations import Work, clean, name_of, work_of
from blog.models import CreditRole, Person, ReportPage, ReportPartner

DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
SCHEMA = "http://datacite.org/schema/kernel-4"
SPDX = "https://spdx.org/licenses/"

Facts = dict[str, Any]


class DepositRefused(Exception):
    """What DataCite asks for and the report does not have, in words."""

    def __init__(self, missing: list[str]):
        super().__init__(", ".join(missing))
        self.missing = missing


def deposit_of(page: ReportPage, publisher: str) -> bytes:
    """The file. It says nothing of registering the DOI: whoever deposits it decides that."""
    work = work_of(page, publisher)
    if missing := missing_facts(page, work):
        raise DepositRefused(missing)
    attributes = {name: value for name, value in attributes_of(page, work).items() if value}
    return json.dumps({"data": {"type": "dois", "attributes": attributes}}, ensure_ascii=False, indent=2).encode()


def missing_facts(page: ReportPage, work: Work) -> list[str]:
    needed = {
        _("a DOI with the prefix of your account, such as 10.5281/report-1"): DOI.fullmatch(page.doi),
        _("a title"): clean(page.title),
        _("authors, or a name of the site that stands for them"): any(name.family for name in work.authors),
        _("a publisher: the name of the site"): work.publisher,
        _("a publication date"): work.date,
    }
    return [words for words, fact in needed.items() if not fact]


def attributes_of(page: ReportPage, work: Work) -> Facts:
    by_role = {role: [credit.author for credit in page.credits if credit.role == role] for role in CreditRole}
    authors, others = by_role.pop(CreditRole.AUTHOR), by_role
    date = work.date.isoformat() if work.date else ""
    return {
        "schemaVersion": SCHEMA,
        "doi": page.doi,
        "url": work.address,
        "types": {"resourceTypeGeneral": "Report", "resourceType": "Report"},
        "creators": [agent(person) for person in authors] or [organisation(work.publisher)],
        "titles": titles(page),
        "publisher": {"name": work.publisher},
        "publicationYear": date[:4],
        "dates": [{"date": date, "dateType": "Issued"}],
        "language": page.language,
        "contributors": [contributor(person, role) for role, people in others.items() for person in people],
        "alternateIdentifiers": isbn(page),
        "rightsList": rights(page),
        "descriptions": [{"description": work.abstract, "descriptionType": "Abstract"}] if work.abstract else [],
        "fundingReferences": funders(page),
    }


def titles(page: ReportPage) -> list[Facts]:
    subtitle = clean(page.subtitle)
    others = [{"title": subtitle, "titleType": "Subtitle"}] if subtitle else []
    return [{"title": clean(page.title)}, *others]


def organisation(name: str) -> Facts:
    return {"name": name, "nameType": "Organizational"}


def agent(person: Person) -> Facts:
    name = name_of(person)
    facts = organisation(name.family)
    if person.kind == Person.Kind.PERSON:
        facts = {"name": name.inverted, "nameType": "Personal", "familyName": name.family}
        facts |= {"givenName": name.given} if name.given else {}
    if person.orcid:
        scheme = {"nameIdentifierScheme": "ORCID", "schemeUri": "https://orcid.org"}
        facts["nameIdentifiers"] = [{"nameIdentifier": person.orcid_url, **scheme}]
    if affiliation := clean(person.affiliation):
        facts["affiliation"] = [{"name": affiliation}]
    return facts


def contributor(person: Person, role: str) -> Facts:
    """The schema knows editors; translators, reviewers and illustrators are its "Other"."""
    return {**agent(person), "contributorType": "Editor" if role == CreditRole.EDITOR else "Other"}


def isbn(page: ReportPage) -> list[Facts]:
    return [{"alternateIdentifier": page.isbn, "alternateIdentifierType": "ISBN"}] if page.isbn else []


def rights(page: ReportPage) -> list[Facts]:
    if not page.licence:
        return []
    facts = {"rights": str(page.get_licence_display())}
    if page.licence_url:
        scheme = {"rightsIdentifierScheme": "SPDX", "schemeUri": SPDX}
        facts |= {"rightsUri": page.licence_url, "rightsIdentifier": page.licence, **scheme}
    return [facts]


def funders(page: ReportPage) -> list[Facts]:
    rows = [row for row in page.supporters if row.part == ReportPartner.Part.FUNDER]
    return [{"funderName": name} for name in dict.fromkeys(clean(row.name) for row in rows) if name]

"""The file that registers a report's DOI, held to DataCite's schema."""

from datetime import UTC, datetime

import pytest
from datacite import schema45
from django.urls import reverse

from blog.models import CreditRole, Person, ReportCredit, ReportPartner
from tests.factories import PersonFactory, ReportPageFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(site_tree):
    page = ReportPageFactory(
        parent=site_tree.reports,
        title="Keeping wells",
        subtitle="Who pays",
        slug="wells",
        live=False,
        doi="10.5281/zenodo.1234567",
        isbn="978-3-16-148410-0",
        licence="CC-BY-4.0",
        publication_date=datetime(2025, 3, 9, 12, tzinfo=UTC),
        authors=[
            PersonFactory(
                name="Narrira Lemos de Souza",
                sort_name="Souza, Narrira Lemos de",
                orcid="0000-0002-1825-0097",
                affiliation="Institute",
            ),
            PersonFactory(name="Well Trust", kind=Person.Kind.ORGANISATION),
        ],
    )
    for place, role in enumerate([CreditRole.EDITOR, CreditRole.TRANSLATOR], 2):
        ReportCredit.objects.create(page=page, author=PersonFactory(name="Bo Third"), role=role, sort_order=place)
    ReportPartner.objects.create(page=page, name="Rope Fund", part="funder")
    return page


def deposit(client, page):
    return client.get(reverse("deposit_file", args=[page.pk]), follow=True)


def test_file_of_a_draft_fits_the_schema_and_says_who_what_and_when(admin_client, report):
    response = deposit(admin_client, report)
    body = response.json()["data"]
    facts = body["attributes"]

    schema45.validator.validate(facts)
    assert 'filename="wells.datacite.json"' in response.headers["Content-Disposition"]
    assert (body["type"], facts["doi"], facts["publicationYear"]) == ("dois", "10.5281/zenodo.1234567", "2025")
    assert facts["url"] == "http://localhost/reports/wells/"
    assert [title["title"] for title in facts["titles"]] == ["Keeping wells", "Who pays"]
    assert [creator["name"] for creator in facts["creators"]] == ["Souza, Narrira Lemos de", "Well Trust"]
    assert facts["creators"][0]["nameIdentifiers"][0]["nameIdentifier"] == "https://orcid.org/0000-0002-1825-0097"
    assert [person["contributorType"] for person in facts["contributors"]] == ["Editor", "Other"]
    assert facts["rightsList"][0]["rightsIdentifier"] == "CC-BY-4.0"
    assert facts["fundingReferences"] == [{"funderName": "Rope Fund"}]


def test_nothing_in_it_asks_for_the_doi_to_be_registered(admin_client, report):
    assert "event" not in deposit(admin_client, report).json()["data"]["attributes"]


def test_report_with_no_more_than_it_must_have_fits_too(admin_client, site_tree):
    page = ReportPageFactory(parent=site_tree.reports, doi="10.5281/x", body=[])

    facts = deposit(admin_client, page).json()["data"]["attributes"]

    schema45.validator.validate(facts)
    assert facts["creators"] == [{"name": facts["publisher"]["name"], "nameType": "Organizational"}]


def test_it_is_made_from_what_was_last_saved(admin_client, report):
    report.title = "Keeping ropes"
    report.save_revision()

    assert deposit(admin_client, report).json()["data"]["attributes"]["titles"][0]["title"] == "Keeping ropes"


def test_what_is_missing_is_said_in_words(admin_client, report):
    report.doi, report.publication_date = "", None
    report.save()

    page = deposit(admin_client, report).content.decode()

    assert (
        "The report lacks: a DOI with the prefix of your account, such as 10.5281/report-1 and a publication date"
        in page
    )


def test_only_those_who_may_edit_the_report_get_it(client, report):
    assert deposit(client, report).redirect_chain[0][0].startswith("/admin/login/")
    client.force_login(UserFactory())
    assert "Keeping wells" not in deposit(client, report).content.decode()
    client.force_login(member_of("Editors"))
    assert deposit(client, report).json()["data"]["type"] == "dois"


def test_form_of_a_report_leads_to_it(admin_client, report, site_tree):
    address = reverse("deposit_file", args=[report.pk])

    assert address in admin_client.get(reverse("wagtailadmin_pages:edit", args=[report.pk])).content.decode()
    other = admin_client.get(reverse("wagtailadmin_pages:edit", args=[site_tree.reports.pk])).content.decode()
    assert "/deposits/" not in other

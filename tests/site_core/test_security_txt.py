"""Whom to tell of a hole in the site (RFC 9116)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Site

from site_core.models import SiteSettings

pytestmark = pytest.mark.django_db

ADDRESS = "/.well-known/security.txt"


def name_contact(contact: str, policy: str = "") -> None:
    shown = SiteSettings.for_site(Site.objects.get())
    shown.security_contact, shown.security_policy = contact, policy
    shown.full_clean()
    shown.save()


def fields(client) -> dict[str, str]:
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    return dict(line.split(": ", 1) for line in response.content.decode().splitlines())


@pytest.mark.parametrize(
    ("contact", "written"),
    [
        ("security@fund.example", "mailto:security@fund.example"),
        ("https://fund.example/tell-us/", "https://fund.example/tell-us/"),
        ("https://fund.example/@security", "https://fund.example/@security"),
    ],
)
def test_contact_of_the_settings_is_published(client, site_tree, contact, written):
    name_contact(contact, "https://fund.example/policy/")

    found = fields(client)

    assert found["Contact"] == written
    assert found["Policy"] == "https://fund.example/policy/"
    assert found["Canonical"] == "http://localhost/.well-known/security.txt"
    assert found["Preferred-Languages"] == "en"


def test_it_holds_for_less_than_a_year(client, site_tree):
    name_contact("security@fund.example")

    expires = datetime.fromisoformat(fields(client)["Expires"])

    assert timedelta(days=90) < expires - datetime.now(UTC) < timedelta(days=365)


def test_without_a_contact_there_is_none(client, site_tree):
    assert client.get(ADDRESS).status_code == 404


@pytest.mark.parametrize(
    "contact", ["nobody", "http://fund.example/", "javascript:alert(1)", "a@b\nContact: c@d.example"]
)
def test_what_is_no_contact_is_refused_in_words(site_tree, contact):
    with pytest.raises(ValidationError, match="e-mail address"):
        name_contact(contact)

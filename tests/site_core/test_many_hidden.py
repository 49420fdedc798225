"""A site with more hidden pages than a database takes conditions."""

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, PageViewRestriction

from home.models import StandardPage
from tests.factories import UpdatePageFactory

pytestmark = pytest.mark.django_db

MANY = 1_100


@pytest.fixture
def many_drafts(site_tree) -> list[Page]:
    """Drafts that could have public pages below them, written at once as an import would."""
    home = site_tree.home
    standard = ContentType.objects.get_for_model(StandardPage)
    return Page.objects.bulk_create(
        Page(
            path=Page._get_path(home.path, home.depth + 1, 100 + number),
            depth=home.depth + 1,
            title=f"Draft {number}",
            slug=f"draft-{number}",
            url_path=f"{home.url_path}draft-{number}/",
            content_type=standard,
            locale=home.locale,
            live=False,
        )
        for number in range(MANY)
    )


def test_lists_are_shown_however_many_pages_are_hidden(client, site_tree, many_drafts):
    UpdatePageFactory(parent=site_tree.updates, title="Public update", slug="public")
    hidden = UpdatePageFactory(parent=site_tree.updates, title="Zanzibar", slug="hidden")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)

    shown = client.get("/updates/")

    assert shown.status_code == 200
    assert "Public update" in shown.text
    assert "Zanzibar" not in shown.text

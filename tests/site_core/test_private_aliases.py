"""An alias is as private as the page it repeats, wherever either of them stands."""

import pytest
from wagtail.models import PageViewRestriction

from blog.models import UpdatePage
from home.models import StandardPage
from tests.factories import UpdatePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(site_tree):
    return UpdatePageFactory(parent=site_tree.updates, title="Zanzibar", slug="source")


def make_private(page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def is_shown(client, page) -> bool:
    return client.get(page.url).status_code == 200


def is_listed(page) -> bool:
    return type(page).objects.listed().filter(pk=page.pk).exists()


def test_alias_of_an_alias_is_as_private_as_the_first_page(client, source):
    alias = source.create_alias(update_slug="alias").create_alias(update_slug="alias-of-alias")

    make_private(source)

    assert not is_shown(client, alias)
    assert not is_listed(alias)


def test_alias_of_a_page_in_a_private_section_is_private(client, site_tree):
    section = site_tree.home.add_child(instance=StandardPage(title="Section", slug="section"))
    page = section.add_child(instance=StandardPage(title="Zanzibar", slug="page"))
    alias = page.create_alias(parent=site_tree.home, update_slug="alias")

    make_private(section)

    assert not is_shown(client, alias)
    assert not is_listed(alias)


def test_page_below_an_alias_of_a_private_page_is_private(client, site_tree):
    section = site_tree.home.add_child(instance=StandardPage(title="Section", slug="section"))
    alias = section.create_alias(parent=site_tree.home, update_slug="alias")
    page = alias.add_child(instance=StandardPage(title="Below", slug="below"))

    make_private(section)

    assert not is_shown(client, page)
    assert not is_listed(page)


def test_alias_is_public_again_with_the_page_it_repeats(client, source):
    restriction = make_private(source)
    alias = UpdatePage.objects.get(pk=source.create_alias(update_slug="alias").pk)

    restriction.delete()

    assert is_shown(client, alias)
    assert is_listed(alias)


def test_alias_of_a_public_page_is_public(client, source):
    alias = source.create_alias(update_slug="alias")

    make_private(UpdatePageFactory(parent=source.get_parent(), slug="other"))

    assert is_shown(client, alias)
    assert is_listed(alias)


@pytest.mark.parametrize("whole_section", [False, True])
def test_page_that_repeats_a_private_one_is_no_longer_shown_when_that_is_deleted(client, site_tree, whole_section):
    section = site_tree.home.add_child(instance=StandardPage(title="Section", slug="section"))
    page = section.add_child(instance=StandardPage(title="Zanzibar", slug="page"))
    make_private(section if whole_section else page)
    alias = page.create_alias(parent=site_tree.home, update_slug="alias")
    page.create_alias(parent=section, update_slug="below")

    (section if whole_section else page).delete()

    alias = StandardPage.objects.get(pk=alias.pk)
    assert alias.alias_of is None
    assert not is_shown(client, alias)
    assert not is_listed(alias)

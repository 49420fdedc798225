"""What staff see on the page that shows everything the site is drawn with."""

import re

import pytest
from django.urls import reverse
from wagtail.models import Page, Revision

from blog.blocks import BodyStreamBlock
from blog.models import Person, Tag
from home.blocks import HomeStreamBlock
from home.style.specimens import component_names, offered_blocks
from home.templatetags.style_tags import with_own_names
from site_core.models import SiteImage, SiteSettings
from site_core.tokens import read_tokens
from tests.factories import UserFactory


@pytest.fixture
def page(site_tree, admin_client) -> str:
    return admin_client.get(reverse("style_page")).content.decode()


def test_every_component_is_on_the_page(page):
    assert [name for name in component_names() if f'id="components-{name}"' not in page] == []


def test_every_block_of_every_stream_is_on_the_page(page):
    names = {block.name for block in offered_blocks()}

    assert names >= set(BodyStreamBlock.base_blocks) | set(HomeStreamBlock.base_blocks) | {"link", "recommendation"}
    assert [name for name in names if f'id="blocks-{name}"' not in page] == []


def test_every_colour_is_on_the_page_in_light_and_in_dark(page):
    coloured = [token for token in read_tokens() if "light-dark(" in token.value or "#" in token.value]

    assert coloured
    assert [token.name for token in coloured if page.count(f'fill="var(--{token.name})"') != 2] == []


def test_everything_shown_is_drawn_not_written_out(page):
    """Markup that was escaped by mistake would show its angle brackets."""
    _frame, *shown = page.split('<div class="style-page__ground')

    assert len(shown) > 2 * len(component_names())
    assert [part[:200] for part in shown if "&lt;" in part.partition("<pre")[0]] == []


def test_staff_alone_see_it_and_nothing_keeps_it(site_tree, client, admin_client):
    address = reverse("style_page")
    member = UserFactory()

    client.force_login(member)
    refused = client.get(address)
    shown = admin_client.get(address)

    assert refused.status_code == 302
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in shown.content.decode()


def test_it_works_on_a_site_without_any_content(db, admin_client):
    Page.objects.filter(depth=2).delete()

    assert admin_client.get(reverse("style_page")).status_code == 200


def test_looking_at_it_keeps_nothing(site_tree, admin_client):
    kinds = (Page, Revision, Person, Tag, SiteSettings, SiteImage)
    before = [kind.objects.count() for kind in kinds]

    admin_client.get(reverse("style_page"))

    assert [kind.objects.count() for kind in kinds] == before


def test_no_name_stands_twice_on_the_page(page):
    names = re.findall(r'\sid="([^"]+)"', page)

    assert [name for name in set(names) if names.count(name) > 1] == []


def test_the_help_menu_leads_there(site_tree, admin_client):
    assert reverse("style_page") in admin_client.get(reverse("wagtailadmin_home")).content.decode()


def test_names_within_a_specimen_go_on_finding_each_other():
    html = '<a href="#a">x</a><p id="a" aria-labelledby="b c">y</p><a href="#">z</a>'

    assert with_own_names(html, "dark-1") == (
        '<a href="#dark-1-a">x</a><p id="dark-1-a" aria-labelledby="dark-1-b dark-1-c">y</p><a href="#">z</a>'
    )


def test_no_component_is_shown_empty(page):
    for words in ("Márcia Nóbrega", "A letter on ropes.", "Translated by", "Example Foundation"):
        assert page.count(words) >= 2, words

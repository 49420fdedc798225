"""Half-finished blocks, and blocks that name what was deleted, never keep a page from anybody."""

import json

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page

from blog.blocks import BodyStreamBlock
from home.blocks import HomeStreamBlock
from tests.block_values import broken_values, whole_values
from tests.factories import UpdatePageFactory

BODY_BLOCKS = list(BodyStreamBlock.base_blocks)
HOME_BLOCKS = list(HomeStreamBlock.base_blocks)


def stored(name: str, values) -> str:
    return json.dumps([{"type": name, "value": value} for value in values])


def page_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", BODY_BLOCKS)
def test_reader_gets_the_update_whatever_its_blocks_lack(site_tree, client, admin_client, name):
    whole = whole_values(site_tree)[name]
    update = UpdatePageFactory(parent=site_tree.updates, slug="broken", summary="", body=[])
    update.body = stored(name, [whole, *broken_values(whole), {} if isinstance(whole, dict) else ""])

    update.save()
    update.save_revision()

    assert ">None" not in page_of(client, update.url)
    assert client.get("/updates/feed/").status_code == 200
    assert admin_client.get(reverse("wagtailadmin_pages:edit", args=[update.pk])).status_code == 200
    assert admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[update.pk])).status_code == 200


@pytest.mark.parametrize("name", HOME_BLOCKS)
def test_reader_gets_the_front_page_whatever_its_blocks_lack(site_tree, client, name):
    whole = whole_values(site_tree)[name]
    site_tree.home.body = stored(name, [whole, *broken_values(whole), {}])

    site_tree.home.save()

    assert ">None" not in page_of(client, "/")


def test_search_finds_words_among_broken_blocks(site_tree, client):
    values = whole_values(site_tree)
    body = [{"type": name, "value": value} for name in BODY_BLOCKS for value in broken_values(values[name])]
    update = UpdatePageFactory(parent=site_tree.updates, slug="broken", title="Findable", body=[])
    update.body = json.dumps(body)
    update.save()

    call_command("update_index", verbosity=0)

    assert "Findable" in client.get("/search/?q=Findable").content.decode()


def test_no_block_links_to_a_page_that_is_not_public(site_tree, client):
    values = whole_values(site_tree)
    body = [{"type": name, "value": values[name]} for name in BODY_BLOCKS]
    update = UpdatePageFactory(parent=site_tree.updates, body=json.dumps(body))
    site_tree.home.body = json.dumps([{"type": name, "value": values[name]} for name in HOME_BLOCKS])
    site_tree.home.save()
    assert "/target/" in page_of(client, update.url)
    assert "/target/" in page_of(client, "/")

    Page.objects.get(slug="target").unpublish()

    for address in (update.url, "/", "/updates/feed/"):
        assert "/target/" not in page_of(client, address), address

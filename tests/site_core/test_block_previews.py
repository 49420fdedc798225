import pytest
from django.urls import reverse

from blog.blocks import BodyStreamBlock
from home.blocks import HomeStreamBlock
from home.models import HomePage, StandardPage
from tests.factories import ImageFactory

SHOWN = {
    "text": "Infrastructure is what lies",
    "heading": "What commons taught",
    "quote": "Nobody ever took the code",
    "image": "<picture",
    "text_image": "Beside each other",
    "figures": "A year in numbers",
    "links": "Read the report",
    "lead": "A title that may take three lines",
    "latest_updates": "Latest updates",
    "partners": "Example Foundation",
    "subscribe": "Subscribe for Updates",
}
NEEDS_CONTENT = {"downloads", "featured_report", "hand_picked_pages"}


def offered_blocks():
    for model in (HomePage, StandardPage):
        yield from model._meta.get_field("body").stream_block.child_blocks.items()


@pytest.mark.parametrize(("name", "block"), [pytest.param(*item, id=item[0]) for item in offered_blocks()])
def test_editor_sees_what_a_block_looks_like_before_choosing_it(site_tree, admin_client, name, block):
    ImageFactory()
    if name in NEEDS_CONTENT:
        assert not block.is_previewable
        return

    response = admin_client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})

    assert block.is_previewable
    assert response.status_code == 200
    assert SHOWN[name] in response.content.decode()


def test_every_block_says_what_it_is_for():
    for stream in (BodyStreamBlock, HomeStreamBlock):
        for name, block in stream.base_blocks.items():
            assert block.get_description(), name
            assert block.meta.icon != "placeholder", name

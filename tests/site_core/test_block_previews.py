import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.admin.icons import get_icons

from blog.blocks import BodyStreamBlock
from home.blocks import HomeStreamBlock
from home.models import HomePage, StandardPage
from tests.factories import ImageFactory

SHOWN = {
    "text": "Infrastructure is what lies",
    "heading": "What commons taught",
    "quote": "Nobody ever took the code",
    "image": "img/samples/1.svg",
    "text_image": "Beside each other",
    "figures": "A year in numbers",
    "links": "Read the report",
    "pull_quote": "lies between things",
    "callout": "In short",
    "accordion": "Who can apply?",
    "code": "A function that greets.",
    "gallery": "img/samples/3.svg",
    "embed": "A talk on shared digital ground",
    "downloads": "48 pages",
    "table": "What was supported, by year",
    "chart": "More projects every year",
    "timeline": "How it came about",
    "people": "Institute for Shared Things",
    "related_pages": "What a year of maintenance looks like",
    "lead": "A title that may take three lines",
    "latest_updates": "Twelve projects for the spring",
    "featured_report": "Keepers of shared ground",
    "hand_picked_pages": "Keepers of shared ground",
    "partners": "Example Foundation",
    "subscribe": "Subscribe for Updates",
}


def offered_blocks():
    for model in (HomePage, StandardPage):
        yield from model._meta.get_field("body").stream_block.child_blocks.items()


def preview(client, block) -> str:
    response = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(("name", "block"), [pytest.param(*item, id=item[0]) for item in offered_blocks()])
def test_editor_of_an_empty_site_sees_what_a_block_looks_like_before_choosing_it(db, admin_client, name, block):
    with CaptureQueriesContext(connection) as captured:
        shown = preview(admin_client, block)

    assert block.is_previewable
    assert SHOWN[name] in shown
    assert '"None"' not in shown
    assert ">None<" not in shown
    writes = [query["sql"] for query in captured.captured_queries if not query["sql"].lstrip("(").startswith("SELECT")]
    assert [sql for sql in writes if "django_session" not in sql and "SAVEPOINT" not in sql] == []


def test_previews_show_no_pictures_of_the_library(site_tree, admin_client):
    picture = ImageFactory(title="Secret")

    shown = [preview(admin_client, block) for _name, block in offered_blocks()]

    assert not [html for html in shown if "Secret" in html or picture.file.name in html]
    assert not picture.renditions.exists()


def test_every_block_says_what_it_is_for():
    for stream in (BodyStreamBlock, HomeStreamBlock):
        for name, block in stream.base_blocks.items():
            assert block.get_description(), name
            assert block.meta.icon in get_icon_names(), name
            assert block.meta.icon != "placeholder", name
            assert block.meta.group, name


def test_blocks_of_one_group_stand_together_in_the_picker():
    for stream in (BodyStreamBlock, HomeStreamBlock):
        groups = [str(block.meta.group) for block in stream.base_blocks.values()]
        runs = [group for place, group in enumerate(groups) if groups[place - 1 : place] != [group]]

        assert len(runs) == len(set(runs)), runs


def get_icon_names() -> set[str]:
    return set(re.findall(r'id="icon-([\w-]+)"', get_icons()))

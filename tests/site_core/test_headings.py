import re

import pytest
from bs4 import BeautifulSoup

from blog.models import UpdatePage
from tests.factories import ReportPageFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db


def heading(text: str, level: str) -> tuple:
    return ("heading", {"text": text, "level": level})


FIGURES = ("figures", {"heading": "Numbers", "figures": [{"number": "1", "label": "thing"}], "source": ""})


def levels(html: str) -> list[int]:
    """The title's level, and those of the headings that the blocks of the text bring."""
    main = BeautifulSoup(html, "html.parser").main
    return [int(heading.name[1]) for heading in main.select("h1, .heading, .figures__heading")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ([heading("Part", "3")], [1, 2]),
        ([heading("Part", "3"), heading("Part", "3"), heading("Section", "2"), heading("Part", "3")], [1, 2, 2, 2, 3]),
        ([heading("Section", "2"), heading("Part", "3"), heading("Section", "2")], [1, 2, 3, 2]),
        ([FIGURES], [1, 2]),
        ([heading("Section", "2"), FIGURES], [1, 2, 3]),
        ([heading("Section", "2"), heading("Part", "3"), FIGURES], [1, 2, 3, 4]),
    ],
)
def test_headings_skip_no_level(site_tree, client, body, expected):
    update = UpdatePageFactory(parent=site_tree.updates, body=body)

    assert levels(client.get(update.url).content.decode()) == expected


def test_contents_of_a_report_show_the_levels_that_its_text_has(site_tree, client):
    report = ReportPageFactory(
        parent=site_tree.reports, body=[heading("First", "3"), heading("Second", "2"), heading("Third", "3")]
    )

    assert [(entry.text, entry.level) for entry in report.contents] == [("First", 2), ("Second", 2), ("Third", 3)]


def test_cards_in_a_text_stand_below_the_heading_of_their_block(site_tree, client):
    target = UpdatePageFactory(parent=site_tree.updates, title="Target", slug="target")
    picked = {"heading": "Read on", "pages": [target]}
    update = UpdatePageFactory(
        parent=site_tree.updates, body=[heading("Section", "2"), ("related_pages", picked)], slug="picking"
    )

    html = client.get(update.url).content.decode()

    assert re.search(r"<h3[^>]*>Read on</h3>", html)
    assert re.search(r"<h4[^>]*><a[^>]*>Target</a></h4>", html)


def test_address_of_a_section_survives_rewording_and_moving(site_tree, client):
    update = UpdatePageFactory(parent=site_tree.updates, body=[heading("One", "2"), heading("Two", "2")])
    before = re.findall(r'id="(section-[0-9a-f]+)"', client.get(update.url).content.decode())

    update = UpdatePage.objects.get(pk=update.pk)
    raw = [dict(block) for block in update.body.raw_data]
    raw[1]["value"] = {"text": "Another word", "level": "2"}
    update.body = UpdatePage._meta.get_field("body").to_python([raw[1], raw[0]])
    update.save()

    assert re.findall(r'id="(section-[0-9a-f]+)"', client.get(update.url).content.decode()) == before[::-1]

import json

import pytest
from bs4 import BeautifulSoup
from wagtail_footnotes.models import Footnote

from site_core.blocks import AccordionBlock, CalloutBlock, PullQuoteBlock, TimelineBlock
from tests.factories import ReportPageFactory, UpdatePageFactory

NOTE = "7e5c2d1a-0f3b-4c7e-9a51-2b1d9f4f6c11"
WITH_NOTE = f'<p>Words<footnote id="{NOTE}">7e5c2d</footnote></p>'


def drawn(block, **values) -> BeautifulSoup:
    return BeautifulSoup(block.render(block.to_python(values)), "html.parser")


def test_a_pull_quote_is_not_read_aloud_and_not_searched():
    block = PullQuoteBlock()

    assert drawn(block, text="A sentence.").p["aria-hidden"] == "true"
    assert list(block.get_searchable_content(block.to_python({"text": "A sentence."}))) == []


@pytest.mark.parametrize(
    ("kind", "words"), [("note", "Note"), ("key", "Key point"), ("warning", "Please note"), (None, "Note")]
)
def test_a_callout_without_a_heading_says_what_it_is(kind, words):
    assert drawn(CalloutBlock(), kind=kind, heading="", text="<p>x</p>").p.get_text() == words


def test_an_accordion_opens_without_javascript():
    shown = drawn(AccordionBlock(), items=[{"title": "Who?", "text": "<p>You.</p>"}])

    assert shown.details.summary.get_text() == "Who?"
    assert "You." in shown.details.get_text()


def test_a_timeline_is_a_list_in_order():
    events = [{"date": str(year), "title": "It went on", "text": ""} for year in (2019, 2021, 2023)]

    shown = drawn(TimelineBlock(), events=events)

    assert [event.p.get_text() for event in shown.ol.select("li")] == ["2019", "2021", "2023"]


@pytest.mark.parametrize(
    "block",
    [
        {"type": "callout", "value": {"kind": "note", "heading": "", "text": WITH_NOTE}},
        {"type": "accordion", "value": {"items": [{"title": "Who?", "text": WITH_NOTE}]}},
    ],
)
def test_a_note_in_a_block_is_numbered_and_stands_below(site_tree, client, block):
    update = UpdatePageFactory(parent=site_tree.updates, body=json.dumps([block]))
    Footnote.objects.create(page=update, uuid=NOTE, text="<p>The note.</p>")

    shown = BeautifulSoup(client.get(update.url).content.decode(), "html.parser")

    assert shown.select_one("#footnote-1").get_text(strip=True).startswith("The note.")
    assert shown.select_one("#footnote-source-1-1")


def test_a_note_in_a_recommendation_is_numbered_and_stands_below(site_tree, client):
    value = {"title": "Do it", "text": WITH_NOTE, "audience": ""}
    report = ReportPageFactory(
        parent=site_tree.reports, recommendations=json.dumps([{"type": "recommendation", "value": value}])
    )
    Footnote.objects.create(page=report, uuid=NOTE, text="<p>The note.</p>")

    shown = BeautifulSoup(client.get(report.url).content.decode(), "html.parser")

    assert "The note." in shown.select_one("#footnote-1").get_text()
    assert shown.select_one("#footnote-source-1-1")

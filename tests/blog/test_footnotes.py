from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from wagtail_footnotes.models import Footnote

from tests.factories import UpdatePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def update_with_notes(site_tree):
    """An update that calls its second note first, and its first note twice."""
    update = UpdatePageFactory(parent=site_tree.updates)
    notes = ['<p>A letter.</p><p>Undated, at <a href="https://example.org/">the archive</a>.</p>', "<p>A book.</p>"]
    marks = []
    for place, text in enumerate(notes):
        note = Footnote(uuid=str(uuid4()), text=text, sort_order=place)
        update.footnotes.add(note)
        marks.append(f'<footnote id="{note.uuid}">[{note.uuid[:6]}]</footnote>')
    letter, book = marks
    update.body = [("text", f"<p>Wells{book}, ropes{letter}.</p>"), ("text", f"<p>Ropes{letter} again.</p>")]
    update.save()
    return update


@pytest.fixture
def article(update_with_notes, client):
    return BeautifulSoup(client.get(update_with_notes.url).text, "html.parser").article


def test_notes_are_numbered_as_they_are_called(article):
    assert [reference.text for reference in article.select(".footnote-reference")] == ["1", "2", "2"]
    assert [note.text for note in article.select(".footnotes__text")] == [
        "A book.",
        "A letter.Undated, at the archive.",
    ]


def test_each_note_stands_once_beside_the_words_that_call_it_first(article):
    beside = article.select(".side-note")

    assert [note.get_text(" ", strip=True) for note in beside] == ["1 A book.", "2 A letter. Undated, at the archive ."]
    assert [note.previous_sibling["id"] for note in beside] == ["footnote-source-1-1", "footnote-source-2-1"]


def test_a_note_in_the_margin_stays_within_its_paragraph(article):
    assert all(note.parent.name == "p" and not note.find("p") for note in article.select(".side-note"))


def test_screen_readers_and_keyboards_meet_each_note_once(article):
    for note in article.select(".side-note"):
        assert note["aria-hidden"] == "true"
        assert all(link["tabindex"] == "-1" for link in note.select("a"))
    assert article.select_one(".footnotes__text a").get("tabindex") is None


def test_a_mark_without_its_note_leaves_no_trace(update_with_notes, client):
    update_with_notes.footnotes.clear()
    update_with_notes.save()

    article = BeautifulSoup(client.get(update_with_notes.url).text, "html.parser").article
    assert "Wells, ropes." in article.text
    assert not article.select(".footnotes")

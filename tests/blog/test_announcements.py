import re

import pytest

from blog.announcements import Frame, write_announcement
from blog.models import CreditRole, UpdateCredit
from site_core.pictures.shapes import FIRST
from tests.factories import ImageFactory, PersonFactory, ReportPageFactory, UpdatePageFactory

ADDRESS = "http://localhost:8000/updates/wells/"
UNSUBSCRIBE = "http://localhost:8000/subscribe/leave/token/"
CHOICES = "http://localhost:8000/subscribe/choices/token/"
FRAME = Frame("Fund of Wells", "Water for all.", UNSUBSCRIBE, CHOICES, "1 Bridge Street, Dhaka")


def announce(work):
    return write_announcement(work, FRAME, address=ADDRESS)


def test_letter_and_text_say_the_same(site_tree):
    people = [PersonFactory(name=name) for name in ["Zoë", "Ada", "Mo"]]
    update = UpdatePageFactory(
        parent=site_tree.updates, title="Wells & ropes", authors=people, publication_date="2026-03-04T12:00Z"
    )

    message = announce(update)

    assert message.subject == "New update: Wells & ropes"
    for words in [
        "By Zoë, Ada, and Mo",
        "March 4th 2026",
        "What happened, in a sentence.",
        ADDRESS,
        UNSUBSCRIBE,
        CHOICES,
        "1 Bridge Street, Dhaka",
        "Fund of Wells",
        "Water for all.",
        "You get this message because",
    ]:
        assert words in " ".join(message.text.split()), words
        assert words in message.html, words
    assert "Wells & ropes" in message.text
    assert "Wells &amp; ropes" in message.html
    assert "Read the update" in message.html


def test_report_is_announced_as_one(site_tree):
    report = ReportPageFactory(parent=site_tree.reports, title="Wells", subtitle="In common")

    message = announce(report)

    assert message.subject == "New report: Wells"
    assert "Read the report" in message.html and "Read the report" in message.text
    assert "In common" in message.html and "In common" in message.text
    assert "What the report found." in message.text


def test_everybody_is_named_however_many_they_are(site_tree):
    names = ["Zoë", "Ada", "Mo", "Li", "Bo", "Ike"]
    update = UpdatePageFactory(parent=site_tree.updates, authors=[PersonFactory(name=name) for name in names])

    message = announce(update)

    assert "By Zoë, Ada, Mo, Li, Bo, and Ike" in message.text
    assert "By Zoë, Ada, Mo, Li, Bo, and Ike" in message.html


def test_translator_is_named_apart(site_tree):
    update = UpdatePageFactory(parent=site_tree.updates, authors=[PersonFactory(name="Ada")])
    update.page_authors.add(UpdateCredit(author=PersonFactory(name="Mo"), role=CreditRole.TRANSLATOR, sort_order=1))

    assert "By Ada. Translated by Mo" in announce(update).text


def test_picture_is_the_sites_own_by_its_whole_address(site_tree, settings):
    update = UpdatePageFactory(
        parent=site_tree.updates, lead_image=ImageFactory(files=[FIRST]), lead_image_alt="A well"
    )

    html = announce(update).html

    assert re.findall(r'<img src="([^"]*)"', html)[0].startswith(f"{settings.SITE_URL}/media/images/")
    assert 'alt="A well"' in html


def test_message_without_anything_is_still_one(site_tree):
    update = UpdatePageFactory(parent=site_tree.updates, summary="", body=[], live=False)

    message = announce(update)

    assert update.title in message.text
    assert "None" not in message.html + message.text
    assert "<img" not in message.html


def test_message_asks_nothing_of_strangers_and_tells_nobody(site_tree, settings):
    update = UpdatePageFactory(parent=site_tree.updates, lead_image=ImageFactory())

    html = announce(update).html

    addresses = re.findall(r'(?:src|href)="([^"]*)"', html)
    assert all(address.startswith(settings.SITE_URL) for address in addresses)
    assert not re.search(r"<script|<link|@import|url\(|<form|<iframe", html)
    assert not any("?" in address for address in addresses)


def test_message_is_small_however_much_there_is_to_say(site_tree):
    update = UpdatePageFactory(
        parent=site_tree.updates,
        title="A title " * 30,
        summary="",
        body=[("text", "<p>" + "Many words. " * 20_000 + "</p>")],
        authors=[PersonFactory(name="A name of some length " * 4) for _number in range(30)],
    )

    assert len(announce(update).html.encode()) < 100_000


@pytest.mark.parametrize("title", ["One\nBcc: all@example.org", "One\r\nTwo"])
def test_subject_is_one_line(site_tree, title):
    update = UpdatePageFactory(parent=site_tree.updates)
    update.title = title

    assert "\n" not in announce(update).subject
    assert "\r" not in announce(update).subject

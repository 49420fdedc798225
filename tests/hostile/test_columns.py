"""Columns that never passed a form: words, addresses, formatted texts and choices, read at every public address."""

from uuid import uuid4

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone
from lxml import html
from wagtail.blocks import RichTextBlock
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail_footnotes.models import Footnote

from blog.announcements import Frame, Work, write_announcement, write_digest
from blog.models import ReportPage, UpdatePage
from site_core.changes import is_seen_table
from site_core.models import SiteSettings
from subscriptions.links import confirmation_url, hash_of
from subscriptions.models import MailingSettings, Subscriber
from subscriptions.services.signing_up import consent_to
from tests.hostile.conftest import (
    addresses_of_everything,
    screens_of,
    screens_of_person,
    screens_of_settings,
)
from tests.hostile.eyes import faults_of_answer, faults_of_page, faults_of_screen, scheme_of
from tests.hostile.test_blocks import FIELDS, all_blocks
from tests.hostile.values import ADDRESSES, MARKUP, UNSTORABLE, hostile_texts
from tests.subscriptions.people import subscriber

pytestmark = [
    pytest.mark.django_db,
    # A text may be an address and nothing else.
    pytest.mark.filterwarnings("ignore:.*looks more like:bs4.MarkupResemblesLocatorWarning"),
]

OWN = {"blog", "home", "site_core", "wagtail_footnotes", "wagtailcore", "wagtailsearchpromotions"}
# What says where a thing is, or of which kind the database holds it: without it nobody comes to the rest.
NOT_CONTENT = {"path", "url_path", "slug", "old_path", "query_string", "file_hash", "locale", "uuid", "action"}
FEATURES = {"bold", "italic", "ol", "ul", "link", "document-link", "footnotes"}
ROUNDS = range(6)


def text_columns(model: type[models.Model]) -> list[models.Field]:
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.FileField | models.UUIDField)
        and field.name not in NOT_CONTENT
    ]


def everything(world) -> list[models.Model]:
    """The rows that the addresses of the world show."""
    footnote = Footnote.objects.create(page=world.update, uuid=uuid4(), text="<p>A note.</p>")
    text = f'<p data-block-key="a1">Words<footnote id="{footnote.uuid}">1</footnote></p>'
    UpdatePage.objects.filter(pk=world.update.pk).update(body=[{"type": "text", "value": text, "id": str(uuid4())}])
    query = Query.get("words")
    promotion = SearchPromotion.objects.create(query=query, external_link_url="https://example.org/", sort_order=1)
    own = [world.person, world.tag, world.picture, world.document, world.download, world.partner, world.settings]
    pages = [world.home, world.updates, world.reports, world.update, world.report, world.standard]
    plain = [Page.objects.get(pk=page.pk) for page in pages]
    return [*own, *pages, *plain, footnote, promotion, MailingSettings.current()]


def spoil(rows: list[models.Model], round_: int) -> None:
    """Writes hostile words into every column, other ones in each round."""
    words = [word for word in hostile_texts() if "\ud800" not in word]  # which no column can hold
    number = round_ * len(words) // len(ROUNDS)
    for row in rows:
        values = {}
        for field in text_columns(type(row)):
            number += 1
            word = words[number % len(words)]
            values[field.attname] = word[: field.max_length] if field.max_length else word
        if values:
            type(row)._base_manager.filter(pk=row.pk).update(**values)


def test_every_table_that_readers_see_is_spoiled(world):
    spoiled = {type(row) for row in everything(world)}
    written = {
        model
        for model in apps.get_models()
        if model._meta.app_label in {"blog", "home", "site_core"} and not is_unseen(model) and text_columns(model)
    }

    assert written <= spoiled


def is_unseen(model) -> bool:
    """What staff and machines alone read, addresses of before, and credits, which are choices and names."""
    return (
        not is_seen_table(model._meta.db_table)
        or model.__name__.startswith(("Former", "SiteRendition"))
        or model.__name__.endswith("Credit")
    )


@pytest.mark.parametrize("round_", ROUNDS)
def test_nothing_acts_that_is_stored_in_a_column(world, client, round_):
    rows = everything(world)
    spoil(rows, round_)

    found = []
    for address in addresses_of_everything(world):
        answer = client.get(address)
        assert answer.status_code == 200, address
        found += [f"{address}: {fault}" for fault in faults_of_answer(answer)]
    for page in (UpdatePage.objects.get(), ReportPage.objects.get()):
        frame = Frame(SiteSettings.objects.get().name, MARKUP[round_], "/leave/", "/choices/", ADDRESSES[round_])
        for letter in (
            write_announcement(page, frame, address="http://localhost/"),
            write_digest([Work(page, "http://localhost/")], frame),
        ):
            found += [f"the mail: {fault}" for fault in faults_of_page(letter.html, frozenset({"style"}))]
    assert sorted(set(found)) == []


@pytest.mark.parametrize("round_", ROUNDS[::3])
def test_staff_can_mend_what_is_stored_in_a_column(world, admin_client, round_):
    rows = everything(world)
    spoil(rows, round_)

    found = []
    update, report = UpdatePage.objects.get(), ReportPage.objects.get()
    screens = [*screens_of(update), *screens_of(report), *screens_of_person(world.person)]
    for address in [*screens, *screens_of_settings(world.settings), "/admin/"]:
        answer = admin_client.get(address)
        assert answer.status_code == 200, address
        found += [f"{address}: {fault}" for fault in faults_of_screen(answer.content.decode())]
    assert sorted(set(found)) == []


@pytest.mark.parametrize("column", ["language", "licence", "kind", "role", "part"])
def test_page_stands_with_a_choice_that_nobody_offers(world, client, column):
    for model in apps.get_models():
        if model._meta.app_label == "blog" and column in {field.name for field in model._meta.local_concrete_fields}:
            model._base_manager.update(**{column: "pwned"})

    for address in addresses_of_everything(world):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("address", ADDRESSES)
def test_redirect_leads_nowhere_that_acts(site_tree, client, address):
    Redirect.objects.create(old_path="/before", redirect_link=address[:255])

    answer = client.get("/before/")

    assert answer.status_code in {301, 302, 404}
    assert scheme_of(answer.headers.get("Location", "")) in {"", "http", "https"}


def test_promotion_leads_nowhere_that_acts(world, client):
    for number, address in enumerate(ADDRESSES):
        SearchPromotion.objects.create(query=Query.get("words"), external_link_url=address[:200], sort_order=number)

    answer = client.get("/search/?q=words")

    assert answer.status_code == 200
    assert faults_of_answer(answer) == []


def test_reader_who_confirms_sees_a_consent_text_in_which_nothing_acts(site_tree, client):
    token, now = "t" * 40, timezone.now()
    reader = subscriber(state="pending", confirmation_hash=hash_of(token), confirmation_made_at=now)
    for text in MARKUP:
        Subscriber.objects.filter(pk=reader.pk).update(consent_asked=consent_to(text))

        answer = client.get(confirmation_url(token))

        assert (answer.status_code, faults_of_answer(answer)) == (200, []), text


def test_work_in_a_feed_stands_whatever_the_one_before_it_holds(world, client):
    """Texts of a feed are read together: none may reach into the next."""
    for text in MARKUP:
        ReportPage.objects.update(abstract=text)

        answer = client.get("/updates/feed/json/")

        assert (answer.status_code, faults_of_answer(answer)) == (200, []), text
        contents = [item.get("content_html", "") for item in answer.json()["items"]]
        assert sum("<p>The whole text of the update.</p>" in content for content in contents) == 1, text


# Formatted texts


def rendered(text: str) -> str:
    return str(RichText(text))


def test_formatted_text_keeps_to_itself(db):
    """Whatever opens in it is closed in it, and what stands behind it is as it would be alone."""
    for text in [*hostile_texts(), *UNSTORABLE]:
        page = f"<main>{rendered(text)}<p id=after>After</p></main>"

        assert list(faults_of_page(page)) == [], text
        after = html.document_fromstring(page.encode(errors="replace")).get_element_by_id("after")
        assert (after.getparent().tag, after.text) == ("main", "After"), text


@pytest.mark.parametrize(
    "text",
    [
        '<p data-block-key="a1">Words, <b>bold</b> and <i>slanted</i> &amp; “quoted”.<br/>A line.</p>',
        '<ul><li data-block-key="b2">One<ol><li data-block-key="c3">Within</li></ol></li><li>Two</li></ul>',
        '<p><a href="https://example.org/?a=1&amp;b=2">That</a>, <a href="#notes">this</a>, <a href="/about/">us</a>, '
        '<a href="mailto:us@fund.example">write</a> or <a href="tel:+49301234">call</a>.</p>',
        "<h2>Heading</h2><p></p><hr/><blockquote><p>Words<sup>2</sup></p></blockquote>",
        "Words alone",
        "",
    ],
)
def test_what_the_editor_writes_stays_as_it_is(db, text):
    assert rendered(text) == text


def test_link_that_is_not_safe_leaves_its_words(db):
    assert rendered('<p>See <a href="javascript:pwned()">the <b>other</b> one</a>.</p>') == (
        "<p>See <a>the <b>other</b> one</a>.</p>"
    )


def test_safe_link_that_an_importer_wrote_in_its_own_way_still_leads(db):
    text = "<p><a class=x target='_blank' href='https://example.org/a b'>there</a></p>"

    assert rendered(text) == '<p><a href="https://example.org/a b">there</a></p>'


def test_every_feature_of_the_editor_is_known_to_the_check():
    """A feature more, such as pictures within texts, would be taken out again: see `site_core/stored_text.py`."""
    in_blocks = [block for field in FIELDS.values() for block in all_blocks(field.stream_block)]
    offered = [block.features for block in in_blocks if isinstance(block, RichTextBlock)]
    for model in apps.get_models():
        offered += [field.features for field in model._meta.local_fields if isinstance(field, RichTextField)]

    assert {feature for features in offered for feature in features or []} <= FEATURES

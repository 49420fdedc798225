"""What editors are told that a page lacks."""

import io

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from blog.models import UpdatePage
from home.models import HomePage
from site_core.models import SiteSettings
from site_core.readiness import findings_of
from tests.factories import (
    ImageFactory,
    PersonFactory,
    ReportPageFactory,
    StandardPageFactory,
    TagFactory,
    UpdatePageFactory,
)

pytestmark = pytest.mark.django_db

QUERY_BUDGET = 20


@pytest.fixture
def update(site_tree):
    """An update that lacks nothing."""
    return UpdatePageFactory(parent=site_tree.updates, authors=[PersonFactory()], tags=[TagFactory()])


def messages(page) -> list[str]:
    return [finding.message for finding in findings_of(page)]


def found(page, message: str):
    """The one finding with these words."""
    return next(finding for finding in findings_of(page) if message in finding.message)


def block(kind, value, block_id="b1"):
    return {"type": kind, "value": value, "id": block_id}


def with_body(page, *blocks):
    page.body = type(page).body.field.stream_block.to_python(list(blocks))
    return page


def test_whole_update_lacks_nothing(update):
    assert messages(update) == []


def test_update_without_what_readers_look_for(site_tree):
    page = UpdatePageFactory(parent=site_tree.updates, summary="")

    assert set(messages(page)) == {"There is no summary.", "There is no tag.", "Nobody is named as the author."}
    assert found(page, "summary").path == ("summary",)
    assert not any(finding.is_hard for finding in findings_of(page))


def test_report_without_file_and_licence(site_tree):
    report = ReportPageFactory(parent=site_tree.reports, authors=[PersonFactory()])

    assert set(messages(report)) == {"There is no file to download.", "No licence is chosen."}


def test_lead_image_without_alternative_text(update):
    update.lead_image = ImageFactory()

    assert found(update, "lead image").path == ("lead_image_alt",)


@pytest.mark.parametrize(
    ("alternative", "decorative", "message"),
    [
        ("", False, "Alt text is missing."),
        ("IMG_2041.jpg", False, "is the name of a file"),
        ("Screenshot 2024-11-02", False, "is the name of a file"),
        ("", True, None),
        ("A well in a village", False, None),
    ],
)
def test_alternative_texts_of_pictures_in_blocks(update, alternative, decorative, message):
    picture = {"image": ImageFactory().pk, "alt_text": alternative, "decorative": decorative}
    with_body(update, block("image", {"image": picture}))

    if message is None:
        assert messages(update) == []
    else:
        finding = found(update, message)
        assert finding.path == ("body", "b1", "image", "alt_text")
        assert finding.is_hard == (not alternative)


@pytest.mark.parametrize(
    ("language", "words", "is_found"),
    [
        ("en", "here", True),
        ("en", "Read more …", True),
        ("en", "https://example.org/a", True),
        ("en", "the report on wells", False),
        ("de", "hier", True),
        ("pt-br", "Leia mais", True),
        ("de", "here", True),
        ("en", "hier", False),
    ],
)
def test_words_of_links_in_texts(update, language, words, is_found):
    update.language = language
    with_body(update, block("text", f'<p>See <a href="https://example.org/">{words}</a></p>'))

    assert bool(messages(update)) == is_found
    if is_found:
        assert findings_of(update)[0].path == ("body", "b1")


@pytest.mark.parametrize(("label", "count"), [("here", 1), ("", 1), ("The report on wells", 0)])
def test_words_of_link_blocks(update, label, count):
    link = {"label": label, "url": "https://example.org/", "page": None, "document": None}
    with_body(update, block("links", {"links": [{"type": "item", "id": "i1", "value": link}]}))

    assert len(messages(update)) == count
    if count:
        assert findings_of(update)[0].path == ("body", "b1", "links", "i1", "label")


def test_part_of_a_section_before_any_section(update):
    part = block("heading", {"text": "A part", "level": "3"}, "b1")
    section = block("heading", {"text": "A section", "level": "2"}, "b2")

    assert found(with_body(update, part, section), "A part").path == ("body", "b1", "level")
    assert messages(with_body(update, section, part)) == []


def test_heading_of_an_unknown_level_is_a_section(update):
    with_body(update, block("heading", {"text": "From an old site", "level": "h2"}))

    assert "heading order" not in {finding.rule for finding in findings_of(update)}


def test_long_title_is_mended_with_one_for_search_results(update):
    update.title = "A title of so many words that search results will cut it somewhere in the middle"
    assert found(update, "characters").path == ("seo_title",)

    update.seo_title = "A short one"
    assert messages(update) == []


@pytest.mark.parametrize("source", ["<p></p>", "<p data-block-key='a'> </p>", "<p>&nbsp;</p>"])
def test_text_block_that_shows_nothing(update, source):
    with_body(update, block("text", source, "b1"), block("text", "<p>Words.</p>", "b2"))

    assert [finding.path for finding in findings_of(update)] == [("body", "b1")]


def test_links_to_pages_that_are_not_public(update, site_tree):
    draft = UpdatePageFactory(parent=site_tree.updates, title="Secret", live=False)
    link = {"label": "A draft", "page": draft.pk, "document": None, "url": ""}
    with_body(
        update,
        block("text", f'<p><a linktype="page" id="{draft.pk}">in a text</a></p>', "b1"),
        block("links", {"links": [link]}, "b2"),
    )

    assert messages(update) == [
        "“in a text” leads to a page that is not public.",
        "“Secret” leads to a page that is not public.",
    ]


def logo(colour, name="logo.png"):
    picture = Image.new("RGBA", (80, 40), (0, 0, 0, 0))
    picture.paste(colour, (10, 10, 70, 30))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return ImageFactory(file=ContentFile(buffer.getvalue(), name=name))


@pytest.mark.parametrize(
    ("colour", "message"),
    [("#f4f4f4", "as light as a light page"), ("#101010", "as dark as a dark page"), ("#5f8f7f", None)],
)
def test_logos_that_nobody_can_tell_from_the_page(site_tree, colour, message):
    home = site_tree.home
    home.body = HomePage.body.field.stream_block.to_python(
        [block("partners", {"heading": "Partners", "partners": [{"name": "River Trust", "logo": logo(colour).pk}]})]
    )

    assert [message in words for words in messages(home)] == ([True] if message else [])


def test_damaged_logo_is_nobody_s_error(site_tree):
    damaged = logo("#101010")
    damaged.file.storage.delete(damaged.file.name)
    home = site_tree.home
    home.body = HomePage.body.field.stream_block.to_python(
        [block("partners", {"heading": "Partners", "partners": [{"name": "River Trust", "logo": damaged.pk}]})]
    )

    assert messages(home) == []


def test_logo_of_the_site_is_told_of_on_the_front_page_and_mended_in_the_settings(site_tree):
    settings = SiteSettings.for_site(site_tree.site)
    settings.logo = logo("#101010")
    settings.save()

    assert "/settings/" in found(site_tree.home, "as dark as a dark page").url(site_tree.home)
    assert messages(site_tree.updates) == []


def test_page_begun_just_now_can_be_looked_at(site_tree):
    assert "Title is missing." in messages(UpdatePage())


def test_queries_do_not_grow_with_links_and_people(update, site_tree):
    targets = [UpdatePageFactory(parent=site_tree.updates) for _number in range(8)]
    links = "".join(f'<p><a linktype="page" id="{page.pk}">{page.title}</a></p>' for page in targets)

    def queries_with(count):
        page = with_body(update, *(block("text", links, f"b{number}") for number in range(count)))
        with CaptureQueriesContext(connection) as queries:
            assert messages(page) == []
        return len(queries)

    queries_with(1)
    assert queries_with(1) == queries_with(8) <= QUERY_BUDGET


def test_headings_of_a_standard_page_are_looked_at_too(site_tree):
    page = StandardPageFactory(parent=site_tree.home)

    assert messages(with_body(page, block("heading", {"text": "A part", "level": "3"}))) != []

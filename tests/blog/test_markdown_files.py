"""Updates and reports as Markdown, read back by a reader of Markdown, and the list of them."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from markdown_it import MarkdownIt
from wagtail.models import Page, PageViewRestriction
from wagtail_footnotes.models import Footnote

from blog.blocks import BodyStreamBlock
from blog.models import ReportPage, UpdatePage
from tests.block_values import whole_values
from tests.factories import PersonFactory, ReportPageFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db

DAY = datetime(2025, 3, 9, 12, tzinfo=UTC)


def markdown(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/")
    return response.content.decode()


def texts_in(tokens) -> list[str]:
    """The addresses of texts that a list leads to."""
    links = [child for token in tokens for child in token.children or [] if child.type == "link_open"]
    return [link.attrs["href"] for link in links if link.attrs["href"].endswith(".md")]


@pytest.fixture
def update(site_tree):
    authors = [PersonFactory(name=name) for name in ("Zoë Last", "Ada First", "Bo Third")]
    return UpdatePageFactory(
        parent=site_tree.updates,
        title="Wells & *ropes*",
        slug="wells",
        summary="Who keeps them.",
        publication_date=DAY,
        authors=authors,
        body=[("text", "<p>Ropes <b>wear</b> out.</p>")],
    )


def test_update_is_a_text_with_title_authors_date_and_address(client, update):
    text = markdown(client, "/updates/wells.md")

    assert text.startswith("# Wells & \\*ropes\\*\n\nBy Zoë Last, Ada First, and Bo Third")
    assert "Digital Infrastructure Fund, 2025-03-09" in text
    assert "http://localhost/updates/wells/" in text
    assert "Who keeps them.\n\nRopes **wear** out." in text


def test_notes_stand_at_the_end_with_their_numbers(client, update):
    book, letter = Footnote(uuid=uuid4(), text="<p>A <i>book</i>.</p>"), Footnote(uuid=uuid4(), text="<p>A letter.</p>")
    calls = [f'<footnote id="{note.uuid}">[{str(note.uuid)[:6]}]</footnote>' for note in (letter, book, letter)]
    update.footnotes = [book, letter]
    update.body = [("text", f"<p>One{calls[0]}, two{calls[1]}, one{calls[2]}.</p>")]
    update.save_revision().publish()

    text = markdown(client, "/updates/wells.md")

    assert "One[^1], two[^2], one[^1]." in text
    assert text.endswith("[^1]: A letter.\n\n[^2]: A *book*.\n")


def test_report_has_abstract_text_recommendations_and_number(client, site_tree):
    ReportPageFactory(
        parent=site_tree.reports,
        title="Keeping wells",
        subtitle="A study",
        slug="wells",
        abstract="<p>Who keeps wells?</p>",
        doi="10.5281/zenodo.1234567",
        publication_date=DAY,
        body=[("heading", {"text": "Method", "level": "2"}), ("text", "<p>We asked.</p>")],
        recommendations=[
            ("recommendation", {"title": "Pay the keepers", "text": "<p>Each month.</p>", "audience": "funders"})
        ],
    )

    text = markdown(client, "/reports/wells.md")

    assert text.startswith("# Keeping wells: A study\n\nDigital Infrastructure Fund")
    assert "doi.org/10.5281/zenodo.1234567" in text
    assert "Who keeps wells?\n\n## Method\n\nWe asked.\n\n## Recommendations\n\n### 1\\. Pay the keepers" in text
    assert text.endswith("For: funders\n\nEach month.\n")


def test_every_block_can_be_read_back_as_text(client, site_tree):
    page, values = UpdatePageFactory(parent=site_tree.updates, slug="all"), whole_values(site_tree)
    page.body = json.dumps([{"type": name, "value": values[name]} for name in BodyStreamBlock.base_blocks])
    page.save()

    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown(client, "/updates/all.md"))

    assert {"heading_open", "table_open", "bullet_list_open", "blockquote_open", "fence"} <= {t.type for t in tokens}
    assert "html_block" not in {token.type for token in tokens}


def test_code_with_a_fence_of_its_own_stays_one_piece(client, site_tree):
    code = "```\n# no heading\n```"
    body = [("code", {"code": code, "language": "text", "caption": ""}), ("text", "<p>After.</p>")]
    UpdatePageFactory(parent=site_tree.updates, slug="code", body=body)

    tokens = MarkdownIt().parse(markdown(client, "/updates/code.md"))

    (fence,) = [token for token in tokens if token.type == "fence"]
    assert fence.content.strip() == code


@pytest.mark.parametrize("title", ["# Heading", "1. One", "- dash", "[x](http://a.example)", "<b>bold</b>", "a `b` c"])
def test_any_title_is_one_heading_of_plain_words(client, site_tree, title):
    UpdatePageFactory(parent=site_tree.updates, slug="odd", title=title)

    tokens = MarkdownIt().parse(markdown(client, "/updates/odd.md"))
    entry = MarkdownIt().parse(markdown(client, "/llms.txt"))

    assert [child.type for child in tokens[1].children] == ["text"]
    assert tokens[1].children[0].content == title
    assert texts_in(entry) == ["http://localhost/updates/odd.md"]


def test_addresses_and_bars_end_nothing(client, site_tree):
    cells = {
        "columns": [{"type": "text", "heading": "A|B"}],
        "rows": [{"values": ['<p><a href="https://a.example/?x|y z(">c|d</a></p>']}],
    }
    body = [
        {"type": "text", "value": '<p>Look!<a href="https://a.example/a b(c">here</a></p>'},
        {"type": "table", "value": {"caption": "", "table": cells, "has_header_column": False, "source": ""}},
    ]
    page = UpdatePageFactory(parent=site_tree.updates, slug="a_b_c", title="Odd")
    page.body = json.dumps(body)
    page.save()

    text = markdown(client, "/updates/a_b_c.md")
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)

    links = [child.attrs["href"] for token in tokens for child in token.children or [] if child.type == "link_open"]
    assert links == [
        "http://localhost/updates/a_b_c/",
        "https://a.example/a%20b%28c",
        "https://a.example/?x%7Cy%20z%28",
    ]
    assert not any(child.type == "image" for token in tokens for child in token.children or [])
    assert len([token for token in tokens if token.type == "th_open"]) == 1
    assert "<http://localhost/updates/a_b_c/>" in text


def hide(page, how: str):
    if how == "draft":
        page.unpublish()
    elif how == "private":
        PageViewRestriction.objects.create(page=page, restriction_type="password", password="secret")
    elif how == "parent private":
        PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")
    elif how == "expired":
        type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    elif how == "parent draft":
        Page.objects.filter(pk=page.get_parent().pk).update(live=False)


@pytest.mark.parametrize("how", ["draft", "private", "parent private", "expired", "parent draft"])
def test_what_is_not_public_is_in_no_list_and_at_no_address(client, admin_user, update, how):
    hide(update, how)
    client.force_login(admin_user)

    assert client.get("/updates/wells.md").status_code == 404
    assert "wells.md" not in markdown(client, "/llms.txt")


@pytest.mark.parametrize(
    "path", ["/updates.md", "/updates/nothing.md", "/updates/authors/ada.md", "/about.md", "/x/y.md"]
)
def test_other_addresses_have_no_text(client, update, path):
    assert client.get(path).status_code == 404


def test_citation_file_of_a_report_has_no_text(client, site_tree):
    ReportPageFactory(parent=site_tree.reports, slug="wells")

    assert client.get("/reports/wells/cite/bibtex.md").status_code == 404


def test_page_leads_to_its_text_and_the_text_to_its_page(client, update):
    page, text = client.get("/updates/wells/"), client.get("/updates/wells.md")

    assert b'<link rel="alternate" type="text/markdown" href="http://localhost/updates/wells.md">' in page.content
    assert text.headers["Link"] == '<http://localhost/updates/wells/>; rel="canonical"'
    assert text.headers["X-Robots-Tag"] == "noindex"
    assert not text.cookies


def test_reader_who_has_the_text_gets_it_only_when_it_changes(client, update):
    etag = client.get("/updates/wells.md").headers["ETag"]

    assert client.get("/updates/wells.md", headers={"If-None-Match": etag}).status_code == 304
    update.title = "Wells"
    update.save_revision().publish()
    assert client.get("/updates/wells.md", headers={"If-None-Match": etag}).status_code == 200


def test_page_that_never_got_a_date_is_read_all_the_same(client, update):
    UpdatePage.objects.update(publication_date=None, first_published_at=None, last_published_at=None)

    assert "2025" not in markdown(client, "/updates/wells.md")


def test_list_names_each_update_and_report_newest_first(client, site_tree):
    for day in (1, 2):
        UpdatePageFactory(
            parent=site_tree.updates, slug=f"day-{day}", title=f"Day {day}", publication_date=DAY + timedelta(days=day)
        )
    ReportPageFactory(parent=site_tree.reports, slug="wells", title="Wells", subtitle="A study")

    text = markdown(client, "/llms.txt")

    assert text.startswith("# Digital Infrastructure Fund\n")
    assert text.index("updates/day-2.md") < text.index("updates/day-1.md") < text.index("## Reports")
    assert "- [Wells](http://localhost/reports/wells.md): A study" in text


def test_every_entry_of_the_demo_site_can_be_read(client):
    call_command("create_demo_site", verbosity=0)

    addresses = texts_in(MarkdownIt().parse(markdown(client, "/llms.txt")))

    assert len(addresses) == UpdatePage.objects.listed().count() + ReportPage.objects.listed().count()
    for address in addresses:
        assert markdown(client, address.removeprefix("http://localhost")).startswith("# ")


def test_text_costs_few_queries_however_many_notes(client, update, django_assert_max_num_queries):
    notes = [Footnote(uuid=uuid4(), text=f"<p>Note {number}.</p>") for number in range(30)]
    calls = "".join(f'<footnote id="{note.uuid}">[x]</footnote>' for note in notes)
    update.footnotes = notes
    update.body = [("text", f"<p>Much{calls}.</p>")]
    update.save_revision().publish()

    with django_assert_max_num_queries(14):
        client.get("/updates/wells.md")


def test_list_of_a_large_site_has_the_newest_and_says_where_the_others_are(client, update, monkeypatch):
    monkeypatch.setattr("blog.markdown_files.MOST_LISTED", 1)
    assert "Older ones" not in client.get("/llms.txt").content.decode()
    UpdatePageFactory(parent=update.get_parent(), slug="oldest", publication_date=DAY - timedelta(days=1))

    text = client.get("/llms.txt").content.decode()

    assert "/updates/wells.md" in text and "oldest" not in text
    assert "Older ones are left out here" in text and "/api/v1/" in text


def test_page_behind_a_password_names_no_text_that_nobody_can_have(client, update):
    restriction = PageViewRestriction.objects.create(page=update, restriction_type="password", password="secret")
    form = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, update.pk])

    page = client.post(form, {"password": "secret", "return_url": update.url}, follow=True).content.decode()

    assert "Who keeps them." in page
    assert "text/markdown" not in page

from html import unescape

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from blog.models import ReportPage, UpdatePage
from site_core.pictures.shapes import FIRST
from tests.factories import ImageFactory, PersonFactory, ReportPageFactory, TagFactory, UpdatePageFactory

MODES = ["", "card", "search-result", "shared-link", "email", "feed-item"]


def preview(client, page, mode):
    answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {"mode": mode})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("factory", [UpdatePageFactory, ReportPageFactory])
@pytest.mark.parametrize("mode", MODES)
def test_authors_are_named_in_their_order_everywhere(site_tree, admin_client, factory, mode):
    people = [PersonFactory(name=name) for name in ["Zoë", "Ada", "Mo"]]
    parent = site_tree.updates if factory is UpdatePageFactory else site_tree.reports
    page = factory(parent=parent, title="Wells & <ropes>", authors=people)

    html = unescape(preview(admin_client, page, mode))

    assert "Wells & <ropes>" in unescape(html)
    if mode != "shared-link":
        places = [html.index(person.name) for person in people] if mode != "search-result" else [0]
        assert places == sorted(places)
    assert "<ropes>" not in preview(admin_client, page, mode)


def test_update_is_shown_as_each_of_its_cards(site_tree, admin_client):
    page = UpdatePageFactory(parent=site_tree.updates, tags=[TagFactory(name="Rivers")])

    html = preview(admin_client, page, "card")

    assert html.count('class="update-card') >= 3
    assert "update-card--row" in html
    assert "update-card--featured" in html
    assert "Rivers" in html


def test_report_is_shown_as_card_and_on_the_shelf(site_tree, admin_client):
    page = ReportPageFactory(parent=site_tree.reports)

    html = preview(admin_client, page, "card")

    assert html.count('<article class="report-card') == 3
    assert 'class="shelf"' in html


def test_card_of_an_update_without_a_summary_has_the_words_just_written(site_tree, admin_client):
    page = UpdatePageFactory(parent=site_tree.updates, summary="", live=False)
    page.body = [("text", "<p>Words that nobody has published.</p>")]
    page.save_revision()

    for mode in ["card", "search-result", "email", "shared-link"]:
        assert "Words that nobody has published." in preview(admin_client, page, mode), mode


@time_machine.travel("2026-03-04 12:00", tick=False)
@pytest.mark.parametrize("mode", ["", "card", "search-result", "email", "feed-item"])
def test_draft_without_a_date_shows_the_day_it_would_get(site_tree, admin_client, mode):
    page = UpdatePageFactory(parent=site_tree.updates, live=False)

    assert "March 4th 2026" in preview(admin_client, page, mode)
    page.refresh_from_db()
    assert page.publication_date is None


@time_machine.travel("2026-03-04 12:00", tick=False)
def test_scheduled_draft_shows_the_day_it_is_scheduled_for(site_tree, admin_client):
    page = UpdatePageFactory(parent=site_tree.updates, live=False, go_live_at="2026-05-06T07:00Z")

    assert "May 6th 2026" in preview(admin_client, page, "card")


def test_shared_link_shows_the_picture_of_the_page(site_tree, admin_client):
    page = UpdatePageFactory(parent=site_tree.updates, lead_image=ImageFactory(files=[FIRST]))

    html = preview(admin_client, page, "shared-link")

    assert 'class="previews__image" src="/media/images/' in html


def test_email_is_shown_as_letter_text_and_subject(site_tree, admin_client):
    page = UpdatePageFactory(parent=site_tree.updates, title="Wells", authors=[PersonFactory(name="Ada Lovelace")])

    html = preview(admin_client, page, "email")

    assert "New update: Wells" in html
    assert "&lt;a class=&quot;button&quot; href=&quot;http://" in html
    assert html.count("By Ada Lovelace") == 2


def test_feed_item_leaves_the_report_to_its_abstract(site_tree, admin_client):
    page = ReportPageFactory(parent=site_tree.reports)

    html = preview(admin_client, page, "feed-item")

    assert "What the report found." in html
    assert "The whole text" not in html


UNWRITTEN = {
    UpdatePage: {
        "title": "",
        "body": streamfield([]),
        "page_authors": inline_formset([]),
        "related_pages": inline_formset([]),
    },
    ReportPage: {
        "title": "",
        "abstract": rich_text(""),
        "body": streamfield([]),
        "recommendations": streamfield([]),
        "page_authors": inline_formset([]),
        "downloads": inline_formset([]),
        "partners": inline_formset([]),
        "related_updates": inline_formset([]),
    },
}


@pytest.mark.parametrize("model", UNWRITTEN)
def test_page_that_is_neither_written_nor_saved_has_all_previews(site_tree, newsroom, model):
    parent = site_tree.updates if model is UpdatePage else site_tree.reports
    address = reverse("wagtailadmin_pages:preview_on_add", args=["blog", model._meta.model_name, parent.pk])
    form = UNWRITTEN[model] | {"footnotes": inline_formset([]), "comments": inline_formset([])}

    assert newsroom.post(address, nested_form_data(form)).json() == {"is_valid": True, "is_available": True}

    for mode in MODES:
        answer = newsroom.get(address, {"mode": mode, "in_preview_panel": "true"})
        assert answer.status_code == 200, mode
        assert "Placeholder title" in answer.text, mode
    assert not model.objects.exists()


@pytest.mark.parametrize("mode", MODES)
def test_preview_changes_nothing(site_tree, admin_client, mode):
    page = UpdatePageFactory(parent=site_tree.updates, live=False, authors=[PersonFactory()])
    before = UpdatePage.objects.values().get(), page.revisions.count()

    preview(admin_client, page, mode)

    assert (UpdatePage.objects.values().get(), page.revisions.count()) == before


@pytest.mark.parametrize("mode", MODES[1:])
def test_preview_is_for_those_who_may_edit(site_tree, client, mode):
    page = UpdatePageFactory(parent=site_tree.updates, live=False)

    answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {"mode": mode})

    assert answer.status_code == 302


def test_description_says_the_words_and_not_their_marks(site_tree, client):
    report = ReportPageFactory(parent=site_tree.reports, abstract='<p>Who "keeps" <b>wells</b> &amp; ropes?</p>')
    update = UpdatePageFactory(parent=site_tree.updates, summary='Who "keeps" wells & ropes if x < y?')

    for page, words in [(report, 'Who "keeps" wells & ropes?'), (update, 'Who "keeps" wells & ropes if x < y?')]:
        contents = [element["content"] for element in soup(client, page).select("meta[name=description]")]
        shared = [element["content"] for element in soup(client, page).select("meta[property='og:description']")]
        assert contents == shared == [words]


def soup(client, page):
    return BeautifulSoup(client.get(page.url).content, "html.parser")


@pytest.mark.parametrize("factory", [UpdatePageFactory, ReportPageFactory])
def test_drawing_shared_with_a_draft_is_there_for_its_editor(site_tree, newsroom, client, factory):
    parent = site_tree.updates if factory is UpdatePageFactory else site_tree.reports
    page = factory(parent=parent, live=False, title="Not out yet")
    page.save_revision()

    html = preview(newsroom, page, "shared-link")
    picture = BeautifulSoup(html, "html.parser").select_one(".previews__image")["src"]

    assert newsroom.get(picture).headers["Content-Type"] == "image/png"
    newsroom.logout()
    assert client.get(picture).status_code == 404

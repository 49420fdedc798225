from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from blog.models import CreditRole, UpdateCredit
from tests.factories import (
    ImageFactory,
    PersonFactory,
    ReportPageFactory,
    StandardPageFactory,
    TagFactory,
    UpdatePageFactory,
)

pytestmark = pytest.mark.django_db


def render(source: str, **context) -> str:
    request = RequestFactory().get("/", SERVER_NAME="localhost")
    template = Template("{% load blog_tags %}" + source)
    return template.render(Context({"request": request, **context})).strip()


def day(year: int, month: int = 1) -> datetime:
    return datetime(year, month, 5, 12, tzinfo=UTC)


def compose_home(site_tree, *blocks):
    site_tree.home.body = list(blocks)
    site_tree.home.save()


# The front page's blocks


def test_the_front_page_shows_the_newest_updates_between_two_links_to_all(client, site_tree):
    author = PersonFactory(name="Richard Littauer")
    for year in (2019, 2020, 2021, 2022):
        UpdatePageFactory(
            parent=site_tree.updates,
            title=f"News {year}",
            publication_date=day(year),
            authors=[author],
            summary="Word " * 90,
        )
    compose_home(site_tree, ("latest_updates", {"heading": "", "count": 3, "link_label": "view all updates"}))

    page = client.get("/").content.decode()

    assert page.count('<a class="latest-updates__all" href="/updates/">view all updates</a>') == 2
    assert page.index("News 2022") < page.index("News 2021") < page.index("News 2020")
    assert "News 2019" not in page
    assert "January 5th 2022" in page
    assert "By Richard Littauer" in page
    assert "Word …" in page
    assert 'Read more<span class="visually-hidden">: News 2022</span>' in page


def test_a_young_site_says_that_its_first_update_is_being_written(client, site_tree):
    compose_home(site_tree, ("latest_updates", {"heading": "", "count": 3, "link_label": "view all updates"}))

    page = client.get("/").content.decode()

    assert "The first update is being written." in page
    assert "view all updates" not in page


def test_a_front_page_without_blocks_opens_with_the_brand(client, site_tree):
    page = client.get("/").content.decode()

    assert page.count("<h1") == 1
    assert "opening__title" in page


def test_chosen_pages_keep_their_order_and_hidden_ones_leave_no_trace(client, site_tree):
    report = ReportPageFactory(parent=site_tree.reports, title="The report")
    update = UpdatePageFactory(parent=site_tree.updates, title="The update")
    about = StandardPageFactory(parent=site_tree.home, title="The page")
    draft = UpdatePageFactory(parent=site_tree.updates, title="The secret", slug="hidden-one", live=False)
    compose_home(site_tree, ("hand_picked_pages", {"heading": "", "pages": [about, draft, report, update]}))

    page = client.get("/").content.decode()

    assert page.index("The page") < page.index("The report") < page.index("The update")
    assert "The secret" not in page
    assert "hidden-one" not in page


def test_words_that_look_like_markup_stay_on_cards(client, site_tree):
    report = ReportPageFactory(parent=site_tree.reports, abstract="<p>On the &lt;main&gt; element</p>")
    page = StandardPageFactory(parent=site_tree.home, introduction="How we use the <nav> element")
    compose_home(site_tree, ("hand_picked_pages", {"heading": "", "pages": [report, page]}))

    shown = client.get("/").content.decode()

    assert "On the &lt;main&gt; element" in shown
    assert "How we use the &lt;nav&gt; element" in shown


def test_a_featured_report_is_hidden_while_it_is_not_public(client, site_tree):
    report = ReportPageFactory(parent=site_tree.reports, title="The report")
    compose_home(site_tree, ("featured_report", {"heading": "From the shelf", "report": report}))
    assert "From the shelf" in client.get("/").content.decode()

    report.unpublish()

    assert "From the shelf" not in client.get("/").content.decode()


# Bylines and addresses


def test_names_in_a_byline_lead_to_their_pages(site_tree):
    people = [PersonFactory(name="Ana", slug="ana"), PersonFactory(name="Bo", slug="bo")]
    update = UpdatePageFactory(parent=site_tree.updates, authors=people)

    byline = render('{% include "components/byline.html" with page=update only %}', update=update)

    assert "By " in byline
    assert '<a href="/updates/authors/ana/" rel="author">Ana</a> and <a href="/updates/authors/bo/"' in byline


def test_each_role_has_a_line_of_its_own(site_tree):
    update = UpdatePageFactory(parent=site_tree.updates, authors=[PersonFactory(name="Ana")])
    update.page_authors.add(UpdateCredit(author=PersonFactory(name="Bo"), role=CreditRole.TRANSLATOR, sort_order=1))
    update.save()

    lines = render(
        "{% byline_lines page as lines %}{% for line in lines %}"
        "{% for part in line %}{{ part.text }}{% endfor %}|{% endfor %}",
        page=type(update).objects.get(pk=update.pk),
    )

    assert lines == "By Ana|Translated by Bo|"


def test_without_a_list_of_updates_names_stand_without_links(site_tree):
    report = ReportPageFactory(parent=site_tree.reports, authors=[PersonFactory(name="Ana")])
    site_tree.updates.delete()

    byline = render('{% include "components/byline.html" with page=report only %}', report=report)

    assert "Ana" in byline
    assert "<a" not in byline


def test_the_list_of_updates_is_found_from_anywhere(site_tree):
    tag = TagFactory(slug="water")

    addresses = render("{% update_index_url %} {% tag_url tag %} {% year_url 2021 %}", tag=tag)

    assert addresses == "/updates/ /updates/tags/water/ /updates/2021/"


def test_years_are_counted_newest_first_without_drafts(site_tree):
    for year in (2019, 2021, 2021):
        UpdatePageFactory(parent=site_tree.updates, publication_date=day(year))
    UpdatePageFactory(parent=site_tree.updates, publication_date=day(2020), live=False)

    years = render("{% update_years as years %}{% for year, count in years %}{{ year }}: {{ count }}, {% endfor %}")

    assert years == "2021: 2, 2019: 1,"


def test_a_later_page_of_the_list_keeps_its_number_in_the_canonical_address(client, site_tree, settings):
    settings.SITE_URL = "https://fund.example"
    for _number in range(21):
        UpdatePageFactory(parent=site_tree.updates)

    page = client.get("/updates/?page=2&utm_source=mail").content.decode()

    assert '<link rel="canonical" href="https://fund.example/updates/?page=2">' in page
    assert "Page 2 of 2" in page


# Pictures


def test_a_picture_wins_over_the_drawing(client, site_tree):
    UpdatePageFactory(parent=site_tree.updates, slug="with", lead_image=ImageFactory(), lead_image_alt="A bridge")
    UpdatePageFactory(parent=site_tree.updates, slug="without")

    with_picture = client.get("/updates/with/").content.decode()
    without = client.get("/updates/without/").content.decode()

    figure = with_picture.partition("<figure")[2].partition("</figure>")[0]
    assert 'alt="A bridge"' in figure
    assert 'fetchpriority="high"' in figure
    assert 'width="' in figure
    assert "<svg" not in figure
    assert '<svg class="drawing drawing--update' in without

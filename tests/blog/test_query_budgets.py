"""What a page may cost the database, and that it costs the same however much there is."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from blog.blocks import BodyStreamBlock
from blog.models import Person, ReportDownload, UpdatePage
from tests.block_values import whole_values
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    PersonFactory,
    ReportPageFactory,
    StandardPageFactory,
    TagFactory,
    UpdatePageFactory,
)

pytestmark = pytest.mark.django_db

FEED_BUDGET = 3
BUDGETS = {
    "/": 9,
    "/updates/": 12,
    "/updates/update-1/": 12,
    "/updates/tags/water/": 12,
    "/updates/authors/ada/": 12,
    "/reports/": 12,
    "/reports/report/": 12,
    "/updates/2025/": 12,
    "/updates/?page=99": 12,
    "/search/?q=Update": 26,
    "/sitemap.xml": 10,
    "/llms.txt": 10,
    **{
        f"/updates/{of}feed/{form}": FEED_BUDGET + bool(of)  # one to find the tag or the person
        for of in ("", "tags/water/", "authors/ada/")
        for form in ("", "atom/", "json/")
    },
    **{f"/api/v1/{name}": 11 for name in ("updates/", "updates/?author=ada&tag=water", "reports/", "people/", "tags/")},
}
# Parts of feeds that there are with many updates only: they cost no more than the first part.
LATER_PARTS = {f"{address}?page=2": address for address in BUDGETS if "feed/" in address}
MISSING_BUDGET = 4
EXPLORER_BUDGET = 60
ALL_BLOCKS_BUDGET = 24


@pytest.fixture
def newsroom(site_tree, django_capture_on_commit_callbacks):
    photo = ImageFactory()
    people = [PersonFactory(name="Ada Example", slug="ada", photo=photo), PersonFactory(photo=photo), PersonFactory()]
    tags = [TagFactory(name="Water", slug="water"), TagFactory(), TagFactory()]
    site_tree.images = [ImageFactory() for _number in range(3)]
    site_tree.start = datetime(2025, 1, 15, tzinfo=UTC)

    def add_updates(numbers):
        with django_capture_on_commit_callbacks(execute=True):  # so that search finds them
            for number in numbers:
                UpdatePageFactory(
                    parent=site_tree.updates,
                    title=f"Update {number}",
                    slug=f"update-{number}",
                    authors=people,
                    tags=tags,
                    lead_image=site_tree.images[number % 3],
                    publication_date=site_tree.start + timedelta(hours=number),
                )

    site_tree.add_updates = add_updates
    report = ReportPageFactory(
        parent=site_tree.reports,
        slug="report",
        authors=people,
        cover=site_tree.images[0],
        body=[("heading", {"text": "One", "level": "2"}), ("image", {"image": site_tree.images[1]})],
        recommendations=[
            ("recommendation", {"title": f"Do {number}", "text": "", "audience": ""}) for number in range(3)
        ],
    )
    ReportDownload.objects.create(page=report, document=DocumentFactory(), label="Full report")
    ReportDownload.objects.create(page=report, document=DocumentFactory(), label="Summary")
    site_tree.report = report
    site_tree.about = StandardPageFactory(parent=site_tree.home, slug="about")
    add_updates(range(1, 11))
    compose_home(site_tree)
    return site_tree


def compose_home(site_tree):
    """A front page with every block there is, and with links and choices of every kind."""
    report, about, document = site_tree.report, site_tree.about, DocumentFactory()
    picked = list(UpdatePage.objects.order_by("pk")[:2])
    links = [{"page": about}, {"document": document}]
    site_tree.home.body = [
        (
            "lead",
            {
                "title": "Lead",
                "standfirst": text_with_link(report),
                "links": [{"page": report}, {"document": document}],
            },
        ),
        ("latest_updates", {"heading": "", "count": 3, "link_label": "view all updates"}),
        ("featured_report", {"heading": "", "report": report}),
        ("hand_picked_pages", {"heading": "Picked", "pages": [report, about, *picked]}),
        (
            "text_image",
            {"heading": "", "text": text_with_link(about), "image": site_tree.images[2], "links": links},
        ),
        ("figures", {"heading": "", "figures": [{"number": "12", "label": "projects"}], "source": ""}),
        ("quote", {"quote": "Somebody's words", "person": "", "source": "", "url": ""}),
        (
            "partners",
            {
                "heading": "Partners",
                "partners": [{"name": "A", "url": "", "logo": image} for image in site_tree.images],
            },
        ),
        ("subscribe", {"heading": ""}),
    ]
    site_tree.home.save()


def text_with_link(page) -> str:
    return f'<p>Words <a linktype="page" id="{page.pk}">and a link</a></p>'


def queries(client, address, status: int = 200) -> list[str]:
    """What a second look at an address asks of the database."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == status
    return [query["sql"] for query in captured.captured_queries]


def asked_twice(asked: list[str]) -> list[str]:
    return [sql[:300] for sql, times in Counter(asked).items() if times > 1]


def test_pages_stay_within_their_budgets_at_10_and_200_updates(newsroom, client, admin_client):
    explorer = f"/admin/pages/{newsroom.updates.pk}/"
    few = {address: queries(client, address) for address in BUDGETS} | {explorer: queries(admin_client, explorer)}

    newsroom.add_updates(range(11, 201))
    cache.clear()
    many = {address: queries(client, address) for address in BUDGETS} | {explorer: queries(admin_client, explorer)}

    too_dear = [
        f"{address}: {len(few[address])} queries at 10 updates, {len(many[address])} at 200\n"
        + "\n".join(sql[:150] for sql in many[address])
        for address in many
        if len(many[address]) > BUDGETS.get(address, EXPLORER_BUDGET) or len(many[address]) != len(few[address])
    ]
    assert not too_dear, "\n\n".join(too_dear)
    later = {part: queries(client, part) for part in LATER_PARTS}
    assert not [part for part, first in LATER_PARTS.items() if len(later[part]) > len(few[first])]
    many |= later
    twice = {address: again for address in many if address != explorer and (again := asked_twice(many[address]))}
    assert not twice, twice


@pytest.mark.parametrize("address", ["/nothing/", "/updates/nothing/", "/updates/tags/nothing/"])
def test_what_is_not_there_costs_little(newsroom, client, address):
    asked = queries(client, address, status=404)

    assert len(asked) <= MISSING_BUDGET, asked
    assert not asked_twice(asked)


def test_front_page_with_thirty_cards_costs_no_more_than_with_three(newsroom, client):
    newsroom.add_updates(range(11, 41))
    costs = []

    for number in (3, 30):
        newsroom.home.body = [
            ("latest_updates", {"heading": "", "count": min(number, 12), "link_label": ""}),
            ("hand_picked_pages", {"heading": "", "pages": list(UpdatePage.objects.order_by("pk")[:number])}),
        ]
        newsroom.home.save()
        costs.append(len(queries(client, "/")))

    assert costs[0] == costs[1] <= BUDGETS["/"]


def test_many_texts_with_links_cost_no_more_than_one(newsroom, client):
    update = UpdatePage.objects.get(slug="update-1")
    update.body = [("text", text_with_link(newsroom.report))]
    update.save()
    one = queries(client, update.url)

    update.body = [("text", text_with_link(newsroom.report)), ("links", {"links": [{"page": newsroom.about}]})] * 10
    update.save()

    assert len(queries(client, update.url)) == len(one)


@pytest.mark.parametrize("address", ["/updates/update-1/", "/reports/report/"])
def test_every_block_there_is_costs_the_same_once_and_many_times(newsroom, client, address):
    page, values = Page.objects.get(slug=address.split("/")[-2]).specific, whole_values(newsroom)
    blocks = [{"type": name, "value": values[name]} for name in BodyStreamBlock.base_blocks]
    page.body = json.dumps(blocks)
    page.save()
    once = queries(client, address)

    more = PersonFactory(photo=ImageFactory()), ImageFactory()
    people = {
        "type": "people",
        "value": {"heading": "", "people": [more[0].pk, *Person.objects.values_list("pk", flat=True)]},
    }
    picture = {"type": "image", "value": {"image": {"image": more[1].pk, "alt_text": "", "decorative": True}}}
    page.body = json.dumps([*blocks, *blocks, *blocks, people, picture])
    page.save()
    many = queries(client, address)

    assert len(once) == len(many), "\n".join(sql[:150] for sql in many)
    assert len(many) <= ALL_BLOCKS_BUDGET, "\n".join(sql[:150] for sql in many)


def test_lists_never_load_the_text_of_updates(newsroom, client):
    newsroom.add_updates(range(11, 30))

    for address in ["/", "/updates/", "/updates/tags/water/", "/updates/authors/ada/"]:
        for sql in queries(client, address):
            assert '"blog_updatepage"."body"' not in sql, address


def test_demo_site_stays_within_the_budgets(client, capsys):
    call_command("create_demo_site")
    addresses = [page.url for page in Page.objects.live().filter(depth__gt=1)]

    dear = {address: asked for address in addresses if len(asked := queries(client, address)) > 15}

    assert len(addresses) >= 10
    assert not dear, dear

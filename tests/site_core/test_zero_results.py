"""What readers search for in vain, as staff see it."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits, SearchPromotion

from site_core import zero_results
from site_core.outbox import erase_old
from site_core.zero_results import is_fit_to_keep
from tests.factories import PersonFactory, UpdatePageFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db

REPORT = "wagtailsearchpromotions:search_terms"


def search(client, words, **query):
    response = client.get("/search/", {"q": words, **query})
    assert response.status_code == 200


def kept():
    return dict(QueryDailyHits.objects.values_list("query__query_string", "hits"))


def test_words_that_found_nothing_are_counted_by_the_day(client, site_tree):
    for words in ("Aquifers", "aquifers ", "hydro grants"):
        search(client, words)

    assert kept() == {"aquifers": 2, "hydro grants": 1}
    assert set(QueryDailyHits.objects.values_list("date", flat=True)) == {timezone.localdate()}


def test_searches_that_found_something_are_not_kept(client, site_tree, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        author = PersonFactory(name="Márcia Nóbrega", affiliation="River Institute")
        UpdatePageFactory(parent=site_tree.updates, title="Wells", authors=[author])
    SearchPromotion.objects.create(query=Query.get("money"), external_link_url="https://a.example")

    for words in ("wells", "river institute", "money", "", "?!"):
        search(client, words)
    search(client, "wells", kind="report")
    search(client, "wells", page=7)
    client.head("/search/", {"q": "nothing"})

    assert kept() == {}


@pytest.mark.parametrize("name", ["kind", "author", "tag", "year"])
def test_search_that_filters_may_have_emptied_does_not_count(client, site_tree, name):
    search(client, "aquifers", **{name: "x"})

    assert kept() == {}


@pytest.mark.parametrize(
    ("words", "fit"),
    [
        ("ada@fund.example", False),
        ("mail to ada @ fund.example", False),
        ("ada(at)fund.example", False),
        ("+49 30 1234567", False),
        ("0301234567", False),
        ("DE89 3704 0044 0532 0130 00", False),
        ("192.168.100.20", False),
        ("report 2023", True),
        ("2019 2020 2021-2022", True),
        ("ipv6 rfc 9110", True),
        ("meet @ night", False),
        ("x" * 201, False),
    ],
)
def test_words_that_may_tell_of_a_person_are_not_kept(words, fit):
    assert is_fit_to_keep(words) == fit


def test_what_staff_try_does_not_count(client, site_tree):
    client.force_login(member_of("Editors"))

    search(client, "aquifers")

    assert kept() == {}


def test_flood_of_made_up_words_ends_at_a_limit(client, site_tree, monkeypatch):
    monkeypatch.setattr(zero_results, "MOST_NEW_A_DAY", 3)

    for number in range(6):
        search(client, f"nonsense{number}x")
    search(client, "nonsense0x")

    assert kept() == {"nonsense0x": 2, "nonsense1x": 1, "nonsense2x": 1}


def test_long_and_hostile_words_are_answered_and_cut(client, site_tree):
    for words in ("x" * 10_000, "'; DROP TABLE x; --", "\x00nul", "🌱 z", "\u202ea", "\ud7ff b"):
        search(client, words)

    assert max(map(len, kept())) <= 200


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_reader_is_answered_soon_while_the_database_is_locked(client, site_tree):
    if connection.vendor == "sqlite":
        sql, ready, done = "BEGIN IMMEDIATE", threading.Event(), threading.Event()
    else:
        sql, ready, done = (
            "BEGIN; LOCK TABLE wagtailsearchpromotions_query IN EXCLUSIVE MODE",
            threading.Event(),
            threading.Event(),
        )

    def hold():
        other = connections["default"].copy()
        with other.cursor() as cursor:
            cursor.execute(sql)
            ready.set()
            done.wait(20)
            cursor.execute("ROLLBACK")
        other.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert ready.wait(10)
    began = timezone.now()
    search(client, "aquifers")
    took = timezone.now() - began
    done.set()
    holder.join()

    assert took < timedelta(seconds=5)
    assert kept() == {}
    search(client, "aquifers")
    assert kept() == {"aquifers": 1}


def test_what_is_older_than_ninety_days_is_deleted_by_the_mailer(site_tree):
    today = timezone.localdate()
    for words, age in (("old", 92), ("young", 88)):
        Query.get(words).add_hit(today - timedelta(days=age))
    SearchPromotion.objects.create(query=Query.get("promoted"), external_link_url="https://a.example")

    erase_old()

    assert set(Query.objects.values_list("query_string", flat=True)) == {"young", "promoted"}


@pytest.fixture
def searches(site_tree):
    for words, day, hits in (("aquifers", 2, 3), ("aquifers", 4, 1), ("=money", 3, 1)):
        query = Query.get(words)
        for _hit in range(hits):
            query.add_hit(date(2026, 11, day))


def test_staff_see_words_times_and_last_day_and_what_to_do(client, searches):
    client.force_login(member_of("Editors"))
    promoted = SearchPromotion.objects.create(query=Query.get("=money"), external_link_url="https://a.example")

    text = client.get(reverse(REPORT)).content.decode()

    assert text.index("aquifers") < text.index("=money")
    assert "Nov. 4, 2026" in text
    assert 'href="/search/?q=aquifers"' in text
    assert f'href="{reverse("wagtailsearchpromotions:add")}?words=aquifers"' in text
    assert f'href="{reverse("wagtailsearchpromotions:edit", args=[promoted.query_id])}"' in text


def test_list_can_be_taken_out_as_a_table_that_runs_nothing(client, searches):
    client.force_login(member_of("Site managers"))

    rows = client.get(reverse(REPORT), {"export": "csv"}).getvalue().decode().splitlines()

    assert rows == ["Words,Times,Last day", "aquifers,4,2026-11-04", "'=money,1,2026-11-03"]


def test_list_says_so_when_nothing_was_searched_in_vain(client, site_tree):
    client.force_login(member_of("Editors"))

    assert "every search found something" in client.get(reverse(REPORT)).content.decode()


def test_menu_has_one_list_of_searches(client, site_tree):
    client.force_login(UserFactory(is_superuser=True))

    text = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "Searches without results" in text
    assert "Search terms" not in text


def test_privacy_page_says_what_is_kept(site_tree):
    assert any("90 days" in sentence and "search" in sentence for sentence in zero_results.describe_privacy())

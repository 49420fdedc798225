import datetime
from urllib.parse import parse_qs

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.factories import PersonFactory, ReportPageFactory, StandardPageFactory, TagFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db


def day(year: int, month: int = 6) -> datetime.datetime:
    return datetime.datetime(year, month, 1, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def archive(site_tree, django_capture_on_commit_callbacks):
    """Four pages about wells by two people, under two tags, in two years."""
    with django_capture_on_commit_callbacks(execute=True):
        ada, ben = PersonFactory(name="Ada Ngo", slug="ada"), PersonFactory(name="Ben Ode", slug="ben")
        water, code = TagFactory(name="Water", slug="water"), TagFactory(name="Code", slug="code")
        updates = site_tree.updates
        UpdatePageFactory(
            parent=updates, title="Wells A", authors=[ada, ben], tags=[water, code], publication_date=day(2022)
        )
        UpdatePageFactory(parent=updates, title="Wells B", authors=[ada], tags=[water], publication_date=day(2023))
        ReportPageFactory(parent=site_tree.reports, title="Wells C", authors=[ben], publication_date=day(2023))
        StandardPageFactory(parent=site_tree.home, title="Wells D", slug="wells")
        UpdatePageFactory(parent=updates, title="Rivers", authors=[ben], tags=[code], publication_date=day(2021))
    return site_tree


def answer(client, words="wells", **query):
    response = client.get("/search/", {"q": words, **query})
    assert response.status_code == 200
    return response


def titles(client, words="wells", **query) -> set[str]:
    return {page.title for page in answer(client, words, **query).context["results"]}


def offered(client, words="wells", **query) -> dict[str, dict[str, int]]:
    facets = answer(client, words, **query).context["facets"]
    return {facet.name: {choice.label: choice.count for choice in facet.choices} for facet in facets}


def test_reader_sees_how_many_results_each_author_tag_and_year_has(client, archive):
    assert offered(client) == {
        "author": {"Ada Ngo": 2, "Ben Ode": 2},
        "tag": {"Water": 2, "Code": 1},
        "year": {"2023": 2, "2022": 1},
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"author": "ada"}, {"Wells A", "Wells B"}),
        ({"author": "ben"}, {"Wells A", "Wells C"}),
        ({"tag": "water"}, {"Wells A", "Wells B"}),
        ({"year": "2023"}, {"Wells B", "Wells C"}),
        ({"author": "ada", "year": "2023"}, {"Wells B"}),
        ({"author": "ben", "kind": "report"}, {"Wells C"}),
        ({"author": "ben", "tag": "code", "year": "2022", "kind": "update"}, {"Wells A"}),
        ({"kind": "standard"}, {"Wells D"}),
    ],
)
def test_reader_narrows_results(client, archive, query, expected):
    assert titles(client, **query) == expected


def test_each_filter_counts_within_the_others(client, archive):
    assert offered(client, author="ada") == {
        "author": {"Ada Ngo": 2, "Ben Ode": 2},
        "tag": {"Water": 2, "Code": 1},
        "year": {"2023": 1, "2022": 1},
    }
    kinds = answer(client, year="2023").context["kinds"]
    assert {kind.label: kind.count for kind in kinds} == {"All": 2, "Reports": 1, "Updates": 1}


def test_every_link_finds_as_many_as_it_says(client, archive):
    context = answer(client, author="ben").context
    choices = [*context["kinds"], *(choice for facet in context["facets"] for choice in facet.choices)]

    for choice in choices:
        assert client.get(f"/search/{choice.address}").context["results"].paginator.count == choice.count, choice


def test_a_year_without_results_is_not_offered(client, site_tree, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        UpdatePageFactory(parent=site_tree.updates, title="Wells", publication_date=day(2022))
        ReportPageFactory(parent=site_tree.reports, title="Roads", publication_date=day(2023))

    assert "year" not in offered(client)


def test_addresses_keep_their_order_and_lose_the_page(client, archive):
    text = answer(client, "wells", year="2022", author="ada", page="1").text

    assert 'href="?q=wells&amp;author=ada&amp;tag=water&amp;year=2022"' in text


def test_filters_are_taken_away_one_by_one_or_all(client, archive):
    context = answer(client, author="ada", year="2023").context

    assert {each.label: each.address for each in context["narrowing"].chosen} == {
        "Ada Ngo": "?q=wells&year=2023",
        "2023": "?q=wells&author=ada",
    }
    assert (
        '<a class="search-filters__clear" href="?q=wells">Clear all</a>'
        in answer(client, author="ada", tag="code").text
    )


def test_what_is_chosen_is_marked(client, archive):
    text = answer(client, author="ada").text

    assert 'aria-current="true">Ada Ngo</a>' in text
    assert "Author: Ada Ngo" in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"author": "nobody"}, "Author “nobody” is not known here and was left out."),
        ({"tag": "<b>"}, "Tag “&lt;b&gt;” is not known here and was left out."),
        ({"year": "1999"}, "Year “1999” is not known here and was left out."),
        ({"year": "0000"}, "Year “0000” is not known here and was left out."),
        ({"kind": "person"}, "Kind “person” is not known here and was left out."),
        ({"tag": "a\x00b"}, "Tag “a b” is not known here and was left out."),
    ],
)
def test_what_is_not_known_is_left_out_and_said(client, archive, query, words):
    response = answer(client, **query)

    assert response.context["results"].paginator.count == 4
    assert words in response.text


def test_empty_filters_are_none(client, archive):
    response = answer(client, author="", tag=" ", year="", kind="")

    assert response.context["results"].paginator.count == 4
    assert "left out" not in response.text


def test_nothing_that_is_not_public_is_counted_or_named(client, archive, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        drafter, secret = PersonFactory(name="Hidden Hand", slug="hidden"), TagFactory(name="Merger", slug="merger")
        known = {"parent": archive.updates, "authors": [drafter], "tags": [secret], "publication_date": day(2019)}
        UpdatePageFactory(title="Wells draft", live=False, **known)
        UpdatePageFactory(title="Wells expired", expire_at=timezone.now(), **known)
        private = UpdatePageFactory(title="Wells private", **known)
        PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)

    pages = [
        answer(client),
        answer(client, "merger"),
        answer(client, "hidd"),
        answer(client, "zebra"),
        answer(client, author="hidden", tag="merger", year="2019"),
    ]

    for page in pages:
        for hidden in ("Hidden Hand", "Merger", "?q=wells&amp;year=2019", "tags/merger"):
            assert hidden not in page.text
    assert "Author “hidden” is not known here" in pages[-1].text
    assert offered(client)["year"] == {"2023": 2, "2022": 1}


def test_filters_are_kept_on_further_pages(client, archive, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tag = TagFactory(name="Long", slug="long")
        for number in range(25):
            UpdatePageFactory(parent=archive.updates, title=f"Wells {number}", tags=[tag])

    assert 'href="?q=wells&amp;tag=long&amp;page=2"' in answer(client, tag="long").text
    assert len(titles(client, tag="long", page="2")) == 5
    assert 'href="?q=wells&amp;tag=long&amp;page=1"' in answer(client, tag="long", page="2").text


def test_the_most_stand_first_and_the_rest_behind_a_button(client, archive, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(14):
            tags = [TagFactory(name=f"Subject {number}", slug=f"subject-{number}")]
            UpdatePageFactory(parent=archive.updates, title=f"Wells {number}", tags=tags)

    (tags,) = (facet for facet in answer(client).context["facets"] if facet.name == "tag")

    assert [choice.label for choice in tags.first][:2] == ["Water", "Code"]
    assert (len(tags.first), len(tags.others), tags.more_count) == (10, 6, 0)


def test_one_person_in_two_roles_counts_once(client, archive, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        both = PersonFactory(name="Both Ways", slug="both")
        UpdatePageFactory(parent=archive.updates, title="Wells E", authors=[both, both])

    assert offered(client)["author"]["Both Ways"] == 1


def test_a_year_begins_where_the_site_is(client, archive, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        UpdatePageFactory(
            parent=archive.updates,
            title="Wells at New Year",
            publication_date=day(2024, 1) - datetime.timedelta(hours=1),
        )

    assert offered(client)["year"] == {"2023": 3, "2022": 1}
    assert "Wells at New Year" in titles(client, year="2023")


def test_people_step_back_while_results_are_narrowed(client, archive):
    assert 'id="search-people"' in answer(client, "ada ngo").text
    assert 'id="search-people"' not in answer(client, "ada ngo", tag="water").text


# Where nothing is left


def test_filters_that_leave_nothing_can_be_dropped(client, archive):
    response = answer(client, tag="code", year="2023", kind="report")

    assert "Nothing was found for “wells” with these filters." in response.text
    assert "4 pages without any filter" in response.text
    assert {choice.label: choice.count for choice in response.context["fewer_filters"]} == {"Code": 1}
    one_each = answer(client, tag="code", year="2023").context["fewer_filters"]
    assert {choice.label: choice.count for choice in one_each} == {"Code": 2, "2023": 1}
    for choice in one_each:
        assert client.get(f"/search/{choice.address}").context["results"].paginator.count == choice.count


def test_empty_answer_offers_each_word_and_the_ways_to_browse(client, archive):
    text = answer(client, "wells zebra rivers").text

    for words in (
        "Nothing was found for “wells zebra rivers”.",
        'href="?q=wells"',
        'href="?q=rivers"',
        'href="/updates/tags/water/"',
        'href="/updates/authors/ada/"',
        'href="/updates/"',
        'href="/reports/"',
    ):
        assert words in text
    assert 'href="?q=zebra"' not in text


def test_a_site_without_anything_still_answers(client, site_tree):
    site_tree.updates.unpublish()

    assert "Nothing was found" in answer(client, "wells", author="ada").text


# Words that are only begun


@pytest.fixture
def networks(site_tree, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        author = PersonFactory(name="Íngrid Netland", slug="ingrid")
        UpdatePageFactory(parent=site_tree.updates, title="Digital infrastructure", authors=[author])
        UpdatePageFactory(parent=site_tree.updates, title="Rain", body=[("text", "<p>Old infrastructure.</p>")])
        UpdatePageFactory(parent=site_tree.updates, title="Infra-red and INFRASOUND")
        UpdatePageFactory(parent=site_tree.updates, title="Infrarot", live=False)
    return site_tree


def suggested(response) -> dict[str, int]:
    return {choice.label: choice.count for choice in response.context["finished_words"]}


def test_unfinished_word_finds_what_it_begins(client, networks):
    response = answer(client, "infrastr")

    assert titles(client, "infrastr") == {"Digital infrastructure", "Rain"}
    assert "with words that begin with “infrastr”" in response.text
    assert suggested(response) == {"infrastructure": 2}
    assert "<mark>infrastructure</mark>" in response.text
    assert 'href="?q=infrastructure"' in response.text


def test_only_the_last_word_may_be_unfinished(client, networks):
    assert titles(client, "digital infrastr") == {"Digital infrastructure"}
    assert suggested(answer(client, "digital infrastr")) == {"digital infrastructure": 1}
    assert titles(client, "infrastr digital") == set()


def test_whole_words_come_alone_and_lead_to_those_they_begin(client, networks):
    response = answer(client, "infra")

    assert titles(client, "infra") == {"Infra-red and INFRASOUND"}
    assert response.context["more_begun"].count == 3
    assert 'href="?q=infra%2A"' in response.text
    assert titles(client, "infra*") == {"Infra-red and INFRASOUND", "Digital infrastructure", "Rain"}
    assert suggested(answer(client, "infra*")) == {"infrastructure": 2, "infrasound": 1}


def test_short_beginnings_are_marked_too(client, networks):
    assert "<mark>infrastructure</mark>" in answer(client, "inf").text


def test_beginnings_may_be_typed_without_accents(client, networks):
    assert "Íngrid Netland</a>" in answer(client, "ingr").text
    assert titles(client, "INGR") == {"Digital infrastructure"}


@pytest.mark.parametrize("words", ["*", "**", "a*", "infra**", "in-*", "'*", "infra *", "(infra*"])
def test_stars_break_nothing(client, networks, words):
    answer(client, words)


def test_query_of_an_address_stays_whole(client, networks):
    (choice,) = answer(client, "digital infrastr").context["finished_words"]

    assert parse_qs(choice.address.removeprefix("?")) == {"q": ["digital infrastructure"]}

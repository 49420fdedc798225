import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backend

from blog.forms import PersonForm
from blog.models import FormerPersonSlug, Person, UpdatePage
from blog.viewsets import PersonViewSet
from tests.factories import PersonFactory, ReportPageFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db

PEOPLE = "wagtailsnippets_blog_person"
CHOOSER = "wagtailsnippetchoosers_blog_person"


def person_data(**values):
    streamfield = {"links-count": 0}
    return {"name": "Márcia Nóbrega", "kind": "person", "biography": "null", **streamfield, **values}


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Márcia Nóbrega", "marcia-nobrega"), ("Łukasz Øre", "lukasz-ore"), ("李明", "liming"), ("***", "person")],
)
def test_person_without_slug_gets_one_from_the_name(name, slug):
    assert Person.objects.create(name=name).slug == slug


def test_namesakes_get_different_addresses():
    slugs = [Person.objects.create(name="Ada Example").slug for _number in range(3)]

    assert slugs == ["ada-example", "ada-example-2", "ada-example-3"]


def test_nobody_gets_the_former_address_of_another():
    person = Person.objects.create(name="Ada Example")
    person.slug = "ada"
    person.save()

    assert Person.objects.create(name="Ada Example").slug == "ada-example-2"


def test_long_names_have_addresses_that_fit():
    slugs = [Person.objects.create(name="é" * 160).slug for _number in range(2)]

    assert slugs == ["e" * 160, "e" * 158 + "-2"]


def test_reader_with_the_old_address_of_a_person_is_sent_on(client, site_tree):
    person = PersonFactory(slug="old")
    UpdatePageFactory(parent=site_tree.updates, authors=[person])
    person.slug = "new"
    person.save()

    response = client.get("/updates/authors/old/")

    assert (response.status_code, response.url) == (301, "/updates/authors/new/")


def test_person_may_take_back_an_old_address():
    person = PersonFactory(slug="old")
    for slug in ("new", "old"):
        person.slug = slug
        person.full_clean()
        person.save()

    assert list(FormerPersonSlug.objects.values_list("slug", flat=True)) == ["new"]


def test_name_for_sorting_follows_a_new_name_unless_it_was_chosen():
    follows = PersonFactory(name="Ada Example")
    chosen = PersonFactory(name="Ada Example", sort_name="Example, Ada")
    for person in (follows, chosen):
        person.name = "Ada Sample"
        person.save()

    assert [follows.sort_name, chosen.sort_name] == ["Ada Sample", "Example, Ada"]


def test_editor_adds_a_person_without_thinking_of_the_slug(newsroom):
    response = newsroom.post(reverse(f"{PEOPLE}:add"), person_data(slug=""))

    assert response.status_code == 302
    assert Person.objects.get().slug == "marcia-nobrega"


def test_editor_chooses_the_slug(newsroom):
    newsroom.post(reverse(f"{PEOPLE}:add"), person_data(slug="marcia"))

    assert Person.objects.get().slug == "marcia"


@pytest.mark.parametrize(
    "orcid",
    [
        "0000-0002-1825-0097",
        "0000000218250097",
        "https://orcid.org/0000-0002-1825-0097/",
        "orcid.org/0000-0002-1825-0097",
    ],
)
def test_orcid_is_kept_in_one_form_however_it_is_entered(newsroom, orcid):
    newsroom.post(reverse(f"{PEOPLE}:add"), person_data(orcid=orcid))

    assert Person.objects.get().orcid == "0000-0002-1825-0097"


def test_orcid_with_a_wrong_digit_is_refused_in_words(newsroom):
    response = newsroom.post(reverse(f"{PEOPLE}:add"), person_data(orcid="0000-0002-1825-0098"))

    assert "wrong digit" in response.content.decode()
    assert not Person.objects.exists()


def test_slug_that_another_person_had_is_refused_in_words():
    PersonFactory(slug="new").former_slugs.create(slug="old")

    with pytest.raises(ValidationError, match="had this address before"):
        PersonFactory.build(slug="old").full_clean()


def test_editor_adds_a_person_while_choosing_authors(newsroom):
    data = {"name": "Márcia Nóbrega", "kind": "person", "affiliation": "UFRJ", "orcid": ""}
    response = newsroom.post(reverse(f"{CHOOSER}:create"), data)

    assert response.json()["step"] == "chosen"
    assert Person.objects.get().slug == "marcia-nobrega"


def test_chooser_tells_namesakes_apart(newsroom, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        PersonFactory(name="Ada Example", affiliation="Rural Networks Lab")

    response = newsroom.get(reverse(f"{CHOOSER}:choose_results"), {"multiple": "1", "q": "Ada"})

    assert "Rural Networks Lab" in response.content.decode()


def test_chooser_shows_a_newsroom_on_one_page(newsroom):
    PersonFactory.create_batch(30)

    response = newsroom.get(reverse(f"{CHOOSER}:choose_results"), {"multiple": "1"})

    assert response.content.decode().count('type="checkbox"') == 30


def test_list_of_people_counts_credits_of_updates_and_reports(newsroom, site_tree):
    person = PersonFactory(name="Ada Example")
    UpdatePageFactory(parent=site_tree.updates, authors=[person])
    ReportPageFactory(parent=site_tree.reports, authors=[person])

    response = newsroom.get(reverse(f"{PEOPLE}:list"))

    assert [person.credit_count for person in response.context["object_list"]] == [2]


@pytest.mark.parametrize("query", ["", "q=Ada", "q=%22", "kind=organisation", "kind=nonsense", "p=99"])
@pytest.mark.parametrize("ordering", ["name", "-credit_count", "affiliation", "nonsense"])
def test_list_of_people_answers_every_search_filter_and_order(newsroom, query, ordering):
    PersonFactory(name="Ada Example")

    assert newsroom.get(f"{reverse(f'{PEOPLE}:list')}?{query}&ordering={ordering}").status_code == 200


def test_list_of_people_costs_the_same_for_ten_and_for_fifty(newsroom, django_assert_max_num_queries):
    PersonFactory.create_batch(50)
    newsroom.get(reverse(f"{PEOPLE}:list"))

    with django_assert_max_num_queries(25):
        newsroom.get(reverse(f"{PEOPLE}:list"))


def test_search_finds_pages_by_the_new_name_of_an_author(site_tree, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        person = PersonFactory(name="Ada Maiden")
        update = UpdatePageFactory(parent=site_tree.updates, authors=[person])

    with django_capture_on_commit_callbacks(execute=True):
        person.name = "Ada Married"
        person.save()

    search = get_search_backend().search
    assert list(search("Married", UpdatePage)) == [update]
    assert not list(search("Maiden", UpdatePage))


def test_people_are_used_where_they_are_credited_only(site_tree, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        person = PersonFactory(slug="old")
        person.slug = "new"
        person.save()

    assert ReferenceIndex.get_references_to(person).count() == 0


def test_the_form_of_the_admin_asks_for_a_name_and_nothing_else():
    form = PersonViewSet().get_form_class()()

    assert issubclass(type(form), PersonForm)
    assert [name for name, field in form.fields.items() if field.required] == ["name", "kind"]

import json

import pytest
from bs4 import BeautifulSoup

from blog.models import Person
from tests.factories import ImageFactory, PersonFactory, ReportPageFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db


def shown_people(client, update) -> dict[str, str | None]:
    """Names with the addresses they lead to."""
    section = BeautifulSoup(client.get(update.url).content.decode(), "html.parser").select_one(".people")
    names = section.select(".people__name") if section else []
    return {name.get_text(): name.a and name.a["href"] for name in names}


def update_with(site_tree, people):
    body = [{"type": "people", "value": {"heading": "", "people": [person.pk for person in people]}}]
    return UpdatePageFactory(parent=site_tree.updates, slug="team", body=json.dumps(body))


def test_only_people_with_public_works_are_linked(site_tree, client):
    writer, reporter, drafter, nobody = (PersonFactory(slug=name) for name in ("ada", "bo", "cy", "di"))
    UpdatePageFactory(parent=site_tree.updates, authors=[writer])
    ReportPageFactory(parent=site_tree.reports, authors=[reporter])
    UpdatePageFactory(parent=site_tree.updates, authors=[drafter], live=False)

    shown = shown_people(client, update_with(site_tree, [nobody, drafter, reporter, writer]))

    assert shown == {
        nobody.name: None,
        drafter.name: None,
        reporter.name: "/updates/authors/bo/",
        writer.name: "/updates/authors/ada/",
    }
    assert list(shown) == [nobody.name, drafter.name, reporter.name, writer.name]


def test_somebody_who_was_deleted_leaves_no_gap(site_tree, client):
    gone, here = PersonFactory(), PersonFactory()
    update = update_with(site_tree, [gone, here])
    # Past the guard that keeps people who are named: a row that was lost.
    Person.objects.filter(pk=gone.pk)._raw_delete("default")

    assert list(shown_people(client, update)) == [here.name]


def test_somebody_without_a_photo_has_a_drawing(site_tree, client):
    update = update_with(site_tree, [PersonFactory(photo=ImageFactory()), PersonFactory()])

    page = BeautifulSoup(client.get(update.url).content.decode(), "html.parser")

    assert [bool(picture.img) for picture in page.select(".people__picture")] == [True, False]
    assert page.select_one(".people__picture svg")

"""The screens that tell where a picture, a person or a tag is used."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import ImageFactory, PersonFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db


def test_usages_of_a_person_cost_the_same_for_twenty_pages_and_for_sixty(site_tree, admin_client):
    person = PersonFactory()
    address = f"/admin/snippets/blog/person/usage/{person.pk}/"

    def queries():
        admin_client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert admin_client.get(address).status_code == 200
        return len(asked)

    add_updates(site_tree, range(22), authors=[person])
    few = queries()
    add_updates(site_tree, range(22, 60), authors=[person])

    assert queries() == few


def test_every_page_that_uses_a_picture_stands_on_one_screen(site_tree, admin_client):
    image = ImageFactory()
    add_updates(site_tree, range(45), lead_image=image)
    address = reverse("wagtailimages:image_usage", args=[image.pk])

    screens = [admin_client.get(f"{address}?p={number}").content.decode() for number in (1, 2, 3)]

    for number in range(45):
        assert sum(f"Numbered {number}." in screen for screen in screens) == 1, number


def add_updates(site_tree, numbers, **fields):
    for number in numbers:
        UpdatePageFactory(parent=site_tree.updates, title=f"Numbered {number}.", slug=f"numbered-{number}", **fields)

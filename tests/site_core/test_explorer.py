"""The list of the pages below one, in the tree of pages."""

import pytest

from site_core import explorer
from tests.factories import StandardPageFactory

pytestmark = pytest.mark.django_db


def test_few_pages_are_dragged_into_order(site_tree, admin_client):
    for _number in range(3):
        StandardPageFactory(parent=site_tree.home)

    screen = admin_client.get(f"/admin/pages/{site_tree.home.pk}/?ordering=ord").content.decode()

    assert 'data-controller="w-orderable"' in screen


def test_many_pages_are_listed_by_the_screen_and_the_editor_is_told_why(site_tree, admin_client, monkeypatch):
    monkeypatch.setattr(explorer, "MOST_DRAGGED", 4)
    for _number in range(60):
        StandardPageFactory(parent=site_tree.home)

    screen = admin_client.get(f"/admin/pages/{site_tree.home.pk}/?ordering=ord").content.decode()

    assert "too many to drag into an order" in screen
    assert 'data-controller="w-orderable"' not in screen
    assert "ordering=ord" not in screen.partition("<main")[2].partition("</header>")[0]
    assert "Page 1 of 2" in screen

"""The page tree that tests start from."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from wagtail.models import Page, Site

from blog.models import ReportIndexPage, UpdateIndexPage
from home.models import HomePage


@pytest.fixture(autouse=True)
def empty_cache():
    """No test sees what another one left in the cache."""
    cache.clear()


@pytest.fixture
def site_tree(db):
    """A young site: front page, update index and report index, all public and empty."""
    root = Page.get_first_root_node()
    for page in root.get_children():
        page.delete()
    root.refresh_from_db()
    home = root.add_child(instance=HomePage(title="Home", slug="home"))
    Site.objects.all().delete()
    site = Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True)
    updates = home.add_child(instance=UpdateIndexPage(title="Updates", slug="updates"))
    reports = home.add_child(instance=ReportIndexPage(title="Reports", slug="reports"))
    return SimpleNamespace(root=root, home=home, updates=updates, reports=reports, site=site)

"""A newsroom in which one update is scheduled, and the form with which it is mended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.models import Person, Tag
from tests.factories import PersonFactory, TagFactory, UpdatePageFactory, member_of
from tests.site_core.amending.newsroom import schedule


@pytest.fixture
def moment():
    return (timezone.now() + timedelta(days=2)).replace(hour=8, minute=0, second=0, microsecond=0)


@pytest.fixture
def eva(db):
    user = member_of("Site managers")
    user.first_name, user.last_name = "Eva", "Lind"
    user.save()
    return user


@pytest.fixture
def editor(client):
    user = member_of("Editors")
    user.first_name, user.last_name = "Rosa", "Weil"
    user.save()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def update(site_tree, eva, moment):
    """Never public, and approved by Eva to go live."""
    return schedule(new_update(site_tree, live=False), moment, eva)


@pytest.fixture
def live_update(site_tree, eva, moment):
    """Public, and with a change that Eva approved to go live."""
    page = new_update(site_tree, title="Wells, as they were")
    page.title = "Wells"
    return schedule(page, moment, eva)


def new_update(site_tree, **fields):
    page = UpdatePageFactory(
        parent=site_tree.updates,
        **{"title": "Wells", "slug": "wells", "body": [("text", "<p>Words.</p>")], **fields},
        authors=[Person.objects.first() or PersonFactory(name="Luciana Ferreira")],
        tags=[Tag.objects.filter(name="water").first() or TagFactory(name="water")],
    )
    if page.live:
        page.save_revision().publish()
        page.refresh_from_db()
    return page

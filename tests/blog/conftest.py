import pytest
from django.contrib.auth.models import Group

from home.groups import seed_groups
from tests.factories import UserFactory


@pytest.fixture
def editor(db):
    """Someone who signs in as an Editor of a new site."""
    seed_groups()
    user = UserFactory(username="editor")
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def newsroom(client, editor):
    """The admin, with an Editor signed in."""
    client.force_login(editor)
    return client

import pytest

from tests.factories import member_of


@pytest.fixture
def editor(db):
    """Someone who signs in as an Editor of a new site."""
    return member_of("Editors")


@pytest.fixture
def newsroom(client, editor):
    """The admin, with an Editor signed in."""
    client.force_login(editor)
    return client


@pytest.fixture
def management(client, db):
    """The admin, with a Site manager signed in."""
    client.force_login(member_of("Site managers"))
    return client

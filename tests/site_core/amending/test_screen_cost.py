"""What the screen of a scheduled page costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.site_core.amending.conftest import new_update
from tests.site_core.amending.newsroom import address, approved, save

pytestmark = pytest.mark.django_db

# Beside what the form of any page asks.
EXTRA_BUDGET = 36


def queries_of(client, page) -> int:
    client.get(address(page))
    with CaptureQueriesContext(connection) as queries:
        client.get(address(page))
    return len(queries)


def test_screen_of_a_scheduled_page_asks_little_more_than_that_of_a_draft(editor, site_tree, update):
    draft = new_update(site_tree, title="Ropes", slug="ropes", live=False)
    draft.save_revision()
    save(editor, update, title="Wells and ropes")
    assert approved(update)

    extra = queries_of(editor, update) - queries_of(editor, draft)

    assert 0 < extra <= EXTRA_BUDGET

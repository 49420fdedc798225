"""An editor updates what the engine publishes in the same moment: one of the two is first, and nothing is lost."""

import pytest

from scheduling.engine import ReleaseEngine
from tests.at_once import at_once
from tests.site_core.amending.conftest import new_update
from tests.site_core.amending.newsroom import address, amend, approved, autosave, current, form, schedule, words_of

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

COUNT = 6


@pytest.fixture
def due(site_tree, eva, moment, time_machine):
    """Six updates that are due now, and have not been released."""
    titles = [f"Update {number}" for number in range(COUNT)]
    pages = [
        schedule(new_update(site_tree, title=title, slug=title.lower().replace(" ", "-"), live=False), moment, eva)
        for title in titles
    ]
    time_machine.move_to(moment, tick=False)
    return pages


def test_what_is_updated_while_it_goes_live_is_public_in_one_version_or_the_other(editor, due):
    forms = {page.pk: {"title": f"{page.title}, mended", "slug": page.slug} for page in due}
    keys = {page.pk: form(page)["scheduled_version"] for page in due}
    answers = {}

    def amend_all():
        for page in reversed(due):
            answers[page.pk] = words_of(amend(editor, page, scheduled_version=keys[page.pk], **forms[page.pk]))

    at_once(ReleaseEngine().run, amend_all)
    ReleaseEngine().run()

    assert all(current(page).live and approved(page) is None for page in due)
    for page in due:
        mended = f"{page.title}, mended"
        was_first = "It went live meanwhile" not in answers[page.pk]
        assert current(page).title == (mended if was_first else page.title)
        assert current(page).get_latest_revision_as_object().title == mended


def test_what_saves_itself_while_it_goes_live_takes_nothing_down(editor, due):
    def save_all():
        for page in reversed(due):
            editor.get(address(page))
            autosave(editor, page, title=f"{page.title}, half a w", slug=page.slug)

    at_once(ReleaseEngine().run, save_all)
    ReleaseEngine().run()

    assert [(current(page).live, current(page).title) for page in due] == [(True, page.title) for page in due]

import pytest

from subscriptions.letters import words_of
from subscriptions.models import Delivery
from tests.subscriptions.mailing import announced, delivery, subscriber


@pytest.fixture
def clock(time_machine):
    """Stands at nine o'clock on a Monday until a test moves it."""
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    return time_machine


@pytest.fixture(autouse=True)
def no_words_kept():
    """No test sends the words of a page that another one had under the same number."""
    words_of.cache_clear()


@pytest.fixture
def ada(site_tree):
    return subscriber("ada")


@pytest.fixture
def sent(ada, site_tree) -> Delivery:
    """A mail to Ada that a server took."""
    return delivery(announced(site_tree.updates), ada, state=Delivery.State.SENT)

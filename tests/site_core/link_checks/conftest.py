import pytest

from site_core.link_checks.background import judge_again
from site_core.link_checks.collecting import collect_next, note_all
from tests.site_core.link_checks.servers import Servers


@pytest.fixture
def collect():
    """Collects and judges all links, as the checker does once a day."""

    def collect_all():
        note_all()
        while collect_next():
            pass
        judge_again()

    return collect_all


@pytest.fixture
def servers(settings, monkeypatch):
    """Servers on this machine that have names, and may be asked."""
    settings.CHECK_LINKS = True
    with Servers(settings, monkeypatch) as running:
        yield running

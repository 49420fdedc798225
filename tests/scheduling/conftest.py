import pytest


@pytest.fixture
def clock(time_machine):
    """Stands at nine o'clock until a test moves it."""
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    return time_machine

"""Ties each browser test to what the accessibility statement says it shows."""

import pytest

from site_core.accessibility import CHECKS

NAMES = {check.name for check in CHECKS}


def shows(*names: str):
    """Marks a test as the one behind these checks of the statement."""
    unknown = set(names) - NAMES
    assert not unknown, f"The statement has no check {unknown}: see site_core/accessibility.py"
    return pytest.mark.shows(*names)

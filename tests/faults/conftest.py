import os

import pytest

from tests.faults.working_site import WorkingSite

# A locked file is a fault of SQLite alone. A full disk, a hanging mail server, a leaping clock and a cut upload
# have nothing to do with the database.
collect_ignore = ["test_single_faults.py"] if os.environ.get("TEST_DATABASE_URL") else []


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """One for all faults of a module, in any order: a site lives through more than one."""
    with WorkingSite(tmp_path_factory.mktemp("site") / "data", TRUST_PROXY="true") as site:
        yield site

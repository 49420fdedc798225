"""Each fault at small size; `python -m tests.faults` has them at full size."""

import os

import pytest

from tests.faults import single_faults
from tests.faults.working_site import WorkingSite


def test_who_writes_waits_for_a_locked_database(site):
    single_faults.lock_database(site, seconds=10)


def test_a_hanging_mail_server_keeps_nobody_waiting(tmp_path):
    with (
        single_faults.SilentServer() as url,
        WorkingSite(tmp_path / "data", TRUST_PROXY="true", EMAIL_URL=url) as site,
    ):
        single_faults.mail_server_hangs(site, seconds=5)


def test_a_clock_that_leaps_publishes_nothing(site):
    single_faults.clock_leaps(site)


def test_an_upload_cut_by_a_reload_leaves_nothing_behind(site):
    single_faults.upload_is_cut(site)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small disk")
def test_a_full_disk_stops_writing_and_not_reading(tmp_path):
    with single_faults.full_disk(tmp_path / "disk") as disk, WorkingSite(disk / "data", TRUST_PROXY="true") as site:
        single_faults.fill_disk(site)

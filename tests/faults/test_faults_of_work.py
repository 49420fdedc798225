"""What happens to a site at work, on each database."""

from tests.faults.crowd import gather
from tests.faults.single_faults import kill_at_random


def test_editors_sign_ups_and_releases_at_once_lose_nothing(site):
    crowd = gather(site, editors=3, sign_ups=4, pages=30, seconds=8)

    assert len(crowd.saved) > 3


def test_any_process_may_be_killed_at_any_moment(site):
    kill_at_random(site, kills=6, pages=20)

from tests.faults.crowd import gather
from tests.faults.working_site import WorkingSite


def test_editors_sign_ups_and_releases_at_once_lose_nothing(tmp_path):
    with WorkingSite(tmp_path, TRUST_PROXY="true") as site:
        crowd = gather(site, editors=3, sign_ups=4, pages=30, seconds=8)

    assert len(crowd.saved) > 3

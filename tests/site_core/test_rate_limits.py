import pytest

from site_core.rate_limits import is_over_limit, network_of


def count(address: str, times: int = 1) -> bool:
    return [is_over_limit("test", address, limit=3, seconds=60) for _time in range(times)][-1]


def test_a_network_may_do_so_much_and_no_more():
    assert not count("192.0.2.7", times=3)
    assert count("192.0.2.7")
    assert not count("192.0.2.8")


def test_a_network_may_again_when_the_time_is_over(time_machine):
    time_machine.move_to("2026-03-02 09:00:30+00:00", tick=False)
    count("192.0.2.7", times=4)

    time_machine.shift(31)

    assert not count("192.0.2.7")


def test_what_one_customer_has_of_the_new_addresses_is_one_network():
    assert not count("2001:db8:1:2::1", times=3)
    assert count("2001:db8:1:2:ffff::9")
    assert not count("2001:db8:1:3::1")


def test_cache_does_not_know_the_address(monkeypatch):
    kept = []
    monkeypatch.setattr("site_core.rate_limits.cache.set", lambda key, value, timeout: kept.append(f"{key} {value}"))

    count("192.0.2.7")

    assert kept and "192.0.2" not in kept[0]


def test_address_of_the_old_kind_is_one_however_the_server_writes_it():
    assert network_of("::ffff:192.0.2.7") == "192.0.2.7"
    assert network_of("::ffff:192.0.2.7") != network_of("::ffff:192.0.2.8")


@pytest.mark.parametrize("address", ["unix:", "", "not-an-address"])
def test_what_is_no_address_is_a_network_of_its_own(address):
    assert network_of(address) == address

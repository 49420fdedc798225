"""How often something may come from one network: counted in the cache, without keeping who it was."""

import time
from ipaddress import IPv6Address, ip_address, ip_network

from django.core.cache import cache
from django.utils.crypto import salted_hmac

# What a provider gives to one customer.
IPV6_PREFIX = 64


def network_of(address: str) -> str:
    """The address itself, or all that one customer of a provider can choose from."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:  # how a server that listens for both kinds may write an IPv4 address
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, IPV6_PREFIX), strict=False))


def is_over_limit(name: str, address: str | None, limit: int, seconds: int) -> bool:
    """Counts one more from this network; says whether they are more than the limit in this span of time.

    The count is good enough to stop a flood: of several at the same moment one may not be counted.
    """
    return count(name, address, 1, seconds) > limit


def take_back(name: str, address: str | None, seconds: int) -> None:
    """What was counted just now was none of those that are to be few."""
    count(name, address, -1, seconds)


def count(name: str, address: str | None, more: int, seconds: int) -> int:
    if address is None:
        return 0
    span = int(time.time() // seconds)
    key = salted_hmac(f"site_core.rate_limits.{name}", f"{network_of(address)} {span}", algorithm="sha256").hexdigest()
    counted = max(cache.get(key, 0) + more, 0)
    cache.set(key, counted, timeout=seconds)
    return counted

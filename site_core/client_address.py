from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Where a request came from; behind a trusted proxy, what that proxy wrote down last, and nothing before it."""
    if settings.TRUST_PROXY:
        last_hop = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if is_ip_address(last_hop):
            return last_hop
    return request.META.get("REMOTE_ADDR") or None


def is_ip_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True

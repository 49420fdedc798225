"""Addresses as editors write them: on this site, elsewhere, or of no kind that can be checked."""

from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote, urlsplit, urlunsplit

import idna
from django.conf import settings
from wagtail.models import Site

SAFE_SIGNS = "%/:=&?~#+!$,;'@()*[]|"
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class WebAddress:
    """What a request needs of an address."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def parse(address: str) -> WebAddress | None:
    """An address of the web in the form that servers know; without its place on the page, and without passwords."""
    try:
        parts = urlsplit(address.strip())
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
        if not host.isascii():
            host = idna.encode(host, uts46=True).decode()
    except (ValueError, UnicodeError):
        return None
    if scheme not in PORTS or not host or any(sign.isspace() or not sign.isprintable() for sign in host):
        return None
    path = quote(urlunsplit(("", "", parts.path or "/", parts.query, "")), safe=SAFE_SIGNS)
    return WebAddress(scheme, host, PORTS[scheme] if port is None else port, path)


def is_web(address: str) -> bool:
    return address.strip().lower().startswith(("http://", "https://"))


def path_on_site(address: str, hosts: frozenset[str]) -> str:
    """The path of an address on this site; nothing where it leads elsewhere or to a place on the same page."""
    address = address.strip()
    if address.startswith("/") and not address.startswith(("//", "/\\")):
        return address
    known = parse(address) if is_web(address) else None
    return known.path if known and known.host in hosts else ""


def own_hosts() -> frozenset[str]:
    return frozenset({settings.SITE_HOST, *Site.objects.values_list("hostname", flat=True)})


def key_of(*words: object) -> str:
    return sha256("\n".join(map(str, words)).encode()).hexdigest()

"""Connections to servers elsewhere, and never to one within a network of ours, whatever a name says."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

from site_core.link_checks.addresses import PORTS, WebAddress

# IPv6 addresses that carry an IPv4 address in their last 32 bits.
TRANSLATED = ip_network("64:ff9b::/96")
IPV4_BITS = 0xFFFFFFFF
# Not public either, though Python 3.11 does not know it: RFC 7526, and RFC 9637, for documents.
NOT_PUBLIC = (ip_network("192.88.99.0/24"), ip_network("3fff::/20"))


class ForbiddenPlaceError(Exception):
    """A private network, or a port that is not the web's."""


class Deadline:
    """So many seconds for all of a request, however slowly the other side drips."""

    def __init__(self, seconds: float) -> None:
        self.ends_at = time.monotonic() + seconds

    @property
    def left(self) -> float:
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    @contextlib.contextmanager
    def closing(self, connected: socket.socket) -> Iterator[None]:
        """Ends whatever waits for this socket when the time is over."""
        timer = threading.Timer(self.left, shut, [connected])
        timer.daemon = True
        timer.start()
        try:
            yield
        except Exception as error:
            if time.monotonic() >= self.ends_at:
                raise TimeoutError from error
            raise
        finally:
            timer.cancel()


def shut(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def is_public_address(text: str) -> bool:
    """Whether anybody on the internet would reach the same computer there."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        if inner := address.ipv4_mapped or address.sixtofour:
            return is_public_address(str(inner))
        if address in TRANSLATED:
            return is_public_address(str(IPv4Address(int(address) & IPV4_BITS)))
        if address.teredo or address.is_site_local:
            return False
    if any(address in network for network in NOT_PUBLIC):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def resolve(address: WebAddress, deadline: Deadline) -> list[tuple]:
    """What the name stands for; the resolver itself knows no end, so it works beside us."""
    found: list[list | OSError | UnicodeError] = []

    def look_up() -> None:
        try:
            found.append(socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.append(error)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(deadline.left)
    if not found:
        raise TimeoutError
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


def allowed_places(address: WebAddress, deadline: Deadline) -> list[tuple]:
    """Raises an error where one of them must not be asked: which one answers is not for the other side to choose."""
    places = resolve(address, deadline)
    for place in places:
        ip, port = place[4][0], place[4][1]
        if f"{ip}:{port}" in settings.LINK_CHECKS_ALSO_AT:
            continue
        if port not in PORTS.values() or not is_public_address(ip):
            raise ForbiddenPlaceError
    return places


def connect(address: WebAddress, deadline: Deadline) -> socket.socket:
    """To the very addresses that were looked at: nobody is asked for the name again."""
    failure: OSError = OSError("no address")
    for family, kind, protocol, _name, place in allowed_places(address, deadline):
        connected = socket.socket(family, kind, protocol)
        connected.settimeout(deadline.left)
        try:
            connected.connect(place)
        except OSError as error:
            connected.close()
            failure = error
        else:
            return connected
    raise failure


@contextlib.contextmanager
def connection_to(address: WebAddress, seconds: float) -> Iterator[HTTPConnection]:
    """A connection that is open, for one request."""
    deadline = Deadline(seconds)
    connected = connect(address, deadline)
    try:
        if address.scheme == "https":
            context = ssl.create_default_context()
            connected = context.wrap_socket(connected, server_hostname=address.host, do_handshake_on_connect=False)
        with deadline.closing(connected):
            if isinstance(connected, ssl.SSLSocket):
                connected.do_handshake()
            connection = HTTPConnection(address.host, address.port)
            connection.default_port = PORTS[address.scheme]
            connection.sock = connected
            yield connection
    finally:
        connected.close()

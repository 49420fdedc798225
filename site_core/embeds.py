"""Films and recordings kept at other hosts: which hosts we know, and where their players are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue


@dataclass(frozen=True)
class Provider:
    """A kind of host: what its addresses look like, and what its player's address is made of."""

    name: str
    addresses: re.Pattern
    player: str


@dataclass(frozen=True)
class Player:
    """What is shown in a frame once a reader asks for it."""

    provider: str
    host: str
    address: str

    @property
    def origin(self) -> str:
        return f"https://{urlsplit(self.address).netloc}"


PROVIDERS = [
    Provider(
        "YouTube",
        re.compile(
            r"https?://(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:watch\?(?:[^#]*&)?v=|shorts/|live/|embed/)|youtu\.be/)"
            r"(?P<key>[\w-]{11})(?![\w-])"
        ),
        "https://www.youtube-nocookie.com/embed/{key}?autoplay=1",
    ),
    Provider(
        "Vimeo",
        re.compile(
            r"https?://(?:www\.)?(?:player\.)?vimeo\.com/(?:video/)?(?P<key>\d{1,12})(?:/|\?(?:[^#]*&)?h=)(?P<secret>[0-9a-f]{6,20})\b"
        ),
        "https://player.vimeo.com/video/{key}?h={secret}&dnt=1&autoplay=1",
    ),
    Provider(
        "Vimeo",
        re.compile(r"https?://(?:www\.)?(?:player\.)?vimeo\.com/(?:video/)?(?P<key>\d{1,12})/?(?:[?#].*)?$"),
        "https://player.vimeo.com/video/{key}?dnt=1&autoplay=1",
    ),
    Provider(
        "Internet Archive",
        re.compile(r"https?://(?:www\.)?archive\.org/(?:details|embed)/(?P<key>[\w.-]{3,100})(?![\w.-])"),
        "https://archive.org/embed/{key}?autoplay=1",
    ),
    Provider(
        "media.ccc.de",
        re.compile(r"https?://media\.ccc\.de/v/(?P<key>[\w.-]{3,200})(?![\w.-])"),
        "https://media.ccc.de/v/{key}/oembed",
    ),
    Provider(
        "PeerTube",
        re.compile(
            r"https?://(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})/(?:w|videos/watch|videos/embed)/"
            r"(?P<key>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[1-9A-HJ-NP-Za-km-z]{22})(?![\w-])"
        ),
        "https://{host}/videos/embed/{key}?autoplay=1",
    ),
]


def player_for(address: str | None) -> Player | None:
    """The player for this address; None for a host that is not known, or an address there that is no film."""
    for provider in PROVIDERS:
        if found := provider.addresses.match((address or "").strip()):
            return Player(
                provider.name, urlsplit(found.string).hostname or "", provider.player.format(**found.groupdict())
            )
    return None


def frame_sources_of(stream: StreamValue) -> Iterator[str]:
    """The origins of the players that a text may open, read from its stored form."""
    for child in stream.raw_data:
        if child["type"] == "embed" and (player := player_for((child["value"] or {}).get("url"))):
            yield player.origin


def validate_embed_address(address: str) -> None:
    if player_for(address) is None:
        names = ", ".join(dict.fromkeys(provider.name for provider in PROVIDERS))
        raise ValidationError(
            _(
                "This is not the address of a film or recording at a site that can be shown here: %(names)s. "
                "For all others, set a link in the text."
            )
            % {"names": names}
        )

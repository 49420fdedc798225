"""A ready answer: the bytes of a page in each encoding, made once, and what a browser that has it already is told."""

import gzip
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from time import time

import brotli
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_http_date_safe

from site_core.ready_heads import Headers, ReadyHead

# What a reader waits for, and what is an eighth smaller and takes fifteen times as long.
BROTLI_QUALITY, BEST_BROTLI_QUALITY = 6, 11
GZIP_LEVEL = 6
SMALLEST_COMPRESSED = 300
COMPRESSIBLE = re.compile(r"text/|application/([\w-]+\+)?(json|xml)\b")
IDENTITY, GZIP, BROTLI = "", "gzip", "br"
MADE_HERE = {"content-length", "etag", "last-modified"}
KEPT_IN_304 = {"cache-control", "content-location", "etag", "expires", "vary"}
POLICIES = ("content-security", "cross-origin", "permissions", "referrer", "reporting", "strict-transport", "x-")
STALE = ("Warning", '110 - "The last good copy: the database does not answer"')
# Headers and names, roughly.
BYTES_BESIDE = 4_000
NOT_MODIFIED = "304 Not Modified"


@dataclass(frozen=True, slots=True)
class Heads:
    """How an answer begins for those who lack the page, and for those who have it."""

    found: ReadyHead
    not_modified: ReadyHead


@dataclass(frozen=True, slots=True)
class Variant:
    """A page in one encoding, as it goes over the wire."""

    etag: str
    undated: Heads
    dated: Heads
    chunks: list[bytes]


@dataclass(slots=True)
class ReadyAnswer:
    """An answer to everybody, with the state of the site (its generation) that it shows."""

    status: str
    variants: dict[str, Variant]
    modified_at: int
    generation: str
    ends_at: float
    good_until: float = 0.0
    uses: int = 0
    is_pressed: bool = False

    @property
    def size(self) -> int:
        return BYTES_BESIDE + sum(len(variant.chunks[0]) for variant in self.variants.values())

    def pressed_variants(self) -> dict[str, Variant]:
        """As small as can be, once that is worth the time. The tag stays: what a browser unpacks is the same."""
        if BROTLI not in self.variants:
            return self.variants
        body = brotli.compress(self.variants[IDENTITY].chunks[0], quality=BEST_BROTLI_QUALITY)
        return self.variants | {BROTLI: with_body(self.variants[BROTLI], body)}

    def send(self, environ: dict, start_response, now: float) -> list[bytes]:
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "") if BROTLI in self.variants else ""
        variant = self.variants[best_encoding(accepted)]
        # Dates count in seconds: one that another change may share would let a browser keep what is old.
        heads = variant.dated if now >= self.modified_at + 1 else variant.undated
        is_known = self.is_known_to(environ, variant)
        head = heads.not_modified if is_known else heads.found
        if environ["REQUEST_METHOD"] == "HEAD":
            start_response(head.status, head.headers)
            return []
        head.begin(start_response)
        return [] if is_known else variant.chunks

    def is_known_to(self, environ: dict, variant: Variant) -> bool:
        """Whether the asker has this very page. Its tag decides, and only without tags the date (RFC 9110, 13.2.2)."""
        if not self.status.startswith("200"):
            return False
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if tags is not None:
            return tags.strip() == "*" or variant.etag in tags
        date = environ.get("HTTP_IF_MODIFIED_SINCE")
        since = parse_http_date_safe(date) if date else None
        return since is not None and since >= self.modified_at

    def as_last_good_copy(self) -> "ReadyAnswer":
        """The same, which says of itself that it could not be made anew."""
        return replace(self, variants={name: warned(variant) for name, variant in self.variants.items()})


@lru_cache(maxsize=512)
def best_encoding(accepted: str) -> str:
    """The smallest encoding that a browser takes."""
    weights = {}
    for offer in accepted.lower().split(","):
        name, _semicolon, parameter = offer.partition(";")
        weights[name.strip()] = parameter.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((name for name in (BROTLI, GZIP) if weights.get(name)), IDENTITY)


def ready_answer(response: HttpResponseBase, body: bytes, **state) -> ReadyAnswer:
    """Make the bytes of a response."""
    tag, modified_at = sha256(body).hexdigest()[:32], int(time())
    bodies = dict(encoded(body, response.headers.get("Content-Type", "")))
    if len(bodies) > 1:
        patch_vary_headers(response, ["Accept-Encoding"])
    return ReadyAnswer(
        status=f"{response.status_code} {response.reason_phrase}",
        variants={name: variant(response, name, content, tag, modified_at) for name, content in bodies.items()},
        modified_at=modified_at,
        **state,
    )


def encoded(body: bytes, content_type: str) -> Iterable[tuple[str, bytes]]:
    yield IDENTITY, body
    if len(body) >= SMALLEST_COMPRESSED and COMPRESSIBLE.match(content_type):
        yield GZIP, gzip.compress(body, GZIP_LEVEL, mtime=0)
        yield BROTLI, brotli.compress(body, quality=BROTLI_QUALITY)


def variant(response: HttpResponseBase, encoding: str, content: bytes, tag: str, modified_at: int) -> Variant:
    etag = f'"{tag}-{encoding}"' if encoding else f'"{tag}"'
    headers = [(name, value) for name, value in response.headers.items() if name.lower() not in MADE_HERE]
    headers += [("ETag", etag), ("Content-Length", str(len(content)))]
    if encoding:
        headers.append(("Content-Encoding", encoding))
    status = f"{response.status_code} {response.reason_phrase}"
    date = ("Last-Modified", http_date(modified_at))
    kept = [header for header in headers if is_kept_in_304(header[0].lower())]
    undated = Heads(ReadyHead(status, headers), ReadyHead(NOT_MODIFIED, kept))
    dated = with_header(undated, date) if response.status_code == 200 else undated
    return Variant(etag, undated, dated, [content])


def with_header(heads: Heads, header: tuple[str, str]) -> Heads:
    return changed(heads, lambda headers: [*headers, header])


def with_body(variant: Variant, body: bytes) -> Variant:
    def of_its_length(headers: Headers) -> Headers:
        return [(name, str(len(body)) if name == "Content-Length" else value) for name, value in headers]

    undated, dated = changed(variant.undated, of_its_length), changed(variant.dated, of_its_length)
    return replace(variant, undated=undated, dated=dated, chunks=[body])


def changed(heads: Heads, change: Callable[[Headers], Headers]) -> Heads:
    return Heads(*(ReadyHead(head.status, change(head.headers)) for head in (heads.found, heads.not_modified)))


def warned(variant: Variant) -> Variant:
    """RFC 9111 has given up `Warning`, and nothing else says so; 110 is "Response is Stale"."""
    return replace(variant, undated=with_header(variant.undated, STALE), dated=with_header(variant.dated, STALE))


def is_kept_in_304(name: str) -> bool:
    """What RFC 9110 (15.4.5) names, and policies, which browsers take anew from each answer."""
    return name in KEPT_IN_304 or name.startswith(POLICIES)

"""What a form on a public page has in place of a cookie and a token: where it is sent from, its age, and a bait.

Public pages are kept by caches and are the same for all, so that none of these is about one reader.
"""

import time
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner, b62_encode
from django.http import HttpRequest

DAY_SECONDS = 86_400


class DayStamper(TimestampSigner):
    """Tells the day alone, so that a page which is made anew has the same bytes as before."""

    def timestamp(self) -> str:
        now = int(time.time())
        return b62_encode(now - now % DAY_SECONDS)


STAMPER = DayStamper(salt="site_core.public_forms")
# Caches and open windows keep pages for long.
MAX_AGE = timedelta(days=90)
# Only programs fill in this field; people do not see it. Its name is none that a browser fills in by itself.
BAIT = "topic"


def new_stamp() -> str:
    return STAMPER.sign("form")


def is_good_stamp(stamp: str) -> bool:
    """Whether a form was made here, not too long ago."""
    try:
        STAMPER.unsign(stamp, max_age=MAX_AGE)
    except BadSignature:
        return False
    return True


def is_from_here(request: HttpRequest) -> bool:
    """Whether the form stood on this site, as far as the browser tells; old browsers do not.

    A page with `Referrer-Policy: no-referrer` makes browsers send "null" as the origin.
    """
    origin = request.headers.get("Origin", "null")
    if origin != "null":
        return origin in {origin_of(settings.SITE_URL), f"{request.scheme}://{request.get_host()}"}
    return request.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def took_the_bait(request: HttpRequest) -> bool:
    return bool(request.POST.get(BAIT))

"""A CDN in front of the site, if there is one: public pages may stay there until it is told to forget them.

All of them bear one key, and every change makes the CDN forget that key: lists, neighbours, menus and feeds show so
much of each other that only "everything" is surely right, and ready pages are quickly asked for again.
"""

import re

from django.conf import settings
from django.core.cache import cache
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from site_core.file_responses import SHARED_SECONDS
from site_core.health import Finding, register_check

DAY_SECONDS = 86_400
# A ready page is given out for so long after it was made, with the database down; what it says of its life counts from
# when it is given.
READY_SECONDS = 660
SHARED_LIFE = re.compile(r"s-maxage=\d+")
WATCHED_KEY, WATCHED_SECONDS = "cdn-is-told", 60


def surrogate_key() -> str:
    """On all public pages of this site: several sites may stand behind one CDN."""
    return f"pages-{settings.SITE_HOST}"


def note_watch() -> None:
    """Pages may stay in the CDN for long only while somebody is there to tell it of changes."""
    cache.set(WATCHED_KEY, True, WATCHED_SECONDS)


def is_watched() -> bool:
    return bool(settings.CDN_URL) and cache.get(WATCHED_KEY) is not None


def let_cdn_keep(response: HttpResponseBase, ends_at: float, now: float) -> None:
    """A page for everybody may stay in the CDN for a day, but not until the next page of the site ends by itself."""
    seconds = int(min(DAY_SECONDS, ends_at - now - READY_SECONDS))
    caching = response.headers.get("Cache-Control", "")
    if seconds > SHARED_SECONDS and SHARED_LIFE.search(caching) and is_watched():
        response.headers["Cache-Control"] = SHARED_LIFE.sub(f"s-maxage={seconds}", caching)
        response.headers["Surrogate-Key"] = response.headers["Cache-Tag"] = surrogate_key()


def look_at_cdn() -> Finding:
    if is_watched():
        return Finding("told of changes")
    return Finding("not told of changes, so it is given pages for two seconds only", is_well=False)


if settings.CDN_URL:
    register_check("cdn", look_at_cdn, _("CDN"), _("See that a mailer runs, and what its log says."))

"""Searches that found nothing, so that staff see what is missing: the words and how often on which day, no more.

They are kept as the hits of Wagtail's promoted results, which nothing else counts here, so that its form offers them.
"""

import logging
import re
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits
from wagtail.search.utils import normalise_query_string

from site_core.outbox import register_eraser
from site_core.search_backend import MAX_QUERY_LENGTH
from site_core.short_waits import waiting_briefly

logger = logging.getLogger(__name__)

KEPT_DAYS = 90
# A flood of made-up words ends here; those that are known are still counted.
MOST_NEW_A_DAY = 500
ADDRESS = re.compile(r"\S\s*(@|\(at\)|\[at\])\s*\S", re.IGNORECASE)
YEAR = re.compile(r"(?<!\d)(1[5-9]|20)\d\d(?!\d)")
# Of a telephone, an account or a card, however it is written.
LONG_NUMBER = re.compile(r"\d([\s()./+-]*\d){5,}")


def note_search_without_results(request: HttpRequest, words: str) -> None:
    """Counts one more, unless staff try the words, or they may tell of a person."""
    if request.method != "GET" or not is_fit_to_keep(words) or is_by_staff(request):
        return
    try:
        with waiting_briefly():
            count(normalise_query_string(words), timezone.localdate())
    except DatabaseError as error:
        logger.info("A search without results was not counted: %s", type(error).__name__)


def is_fit_to_keep(words: str) -> bool:
    if len(words) > MAX_QUERY_LENGTH or ADDRESS.search(words):
        return False
    return not LONG_NUMBER.search(YEAR.sub(" ", words))


def is_by_staff(request: HttpRequest) -> bool:
    """Only who brings a session is looked up: readers have none."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.has_perm("wagtailadmin.access_admin")


def count(words: str, day) -> None:
    hits = QueryDailyHits.objects.filter(date=day)
    is_known = hits.filter(query__query_string=words).update(hits=F("hits") + 1)
    if not is_known and hits.count() < MOST_NEW_A_DAY:
        Query.get(words).add_hit(day)


def describe_privacy() -> list[str]:
    days = ngettext("%(days)s day", "%(days)s days", KEPT_DAYS) % {"days": KEPT_DAYS}
    return [
        _(
            "When a search of this site finds nothing, its words and the day are kept for %(time)s, without anything "
            "about who searched. Words that look like an address or a long number are not kept."
        )
        % {"time": days}
    ]


def erase_old_searches(now: datetime) -> None:
    """What each mailer does once an hour."""
    QueryDailyHits.objects.filter(date__lt=(now - timedelta(days=KEPT_DAYS)).date()).delete()
    Query.garbage_collect()


register_eraser(erase_old_searches)

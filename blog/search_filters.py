"""What updates and reports are found under: their people, their tags and their years."""

import datetime
import re

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Cast, ExtractYear
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models import ReportCredit, ReportPage, TaggedUpdate, UpdateCredit, UpdatePage
from site_core.generation import remember
from site_core.search_filters import Filter

DATED = (UpdatePage, ReportPage)
YEAR = re.compile(r"[1-9][0-9]{0,3}")
MOST_YEARS = 100


def rows_of_authors() -> list[QuerySet]:
    return [
        model.objects.order_by().annotate(page_key=F("page"), value=F("author__slug"), label=F("author__name"))
        for model in (UpdateCredit, ReportCredit)
    ]


def rows_of_tags() -> list[QuerySet]:
    tagged = TaggedUpdate.objects.order_by()
    return [tagged.annotate(page_key=F("content_object"), value=F("tag__slug"), label=F("tag__name"))]


def rows_of_years() -> list[QuerySet]:
    return [
        dated(model).annotate(page_key=F("pk"), value=year_by(*years), label=F("value"))
        for model, years in remember("years-of-publication", first_and_last_years).items()
    ]


def rows_of_year(value: str) -> list[QuerySet]:
    """By the index of dates; years at the ends of time have no beginning or no end in some time zones."""
    if not YEAR.fullmatch(value) or not 1 < int(value) < datetime.MAXYEAR:
        return []
    return [
        dated(model)
        .filter(publication_date__year=int(value))
        .annotate(page_key=F("pk"), value=Value(value), label=Value(value))
        for model in DATED
    ]


def dated(model) -> QuerySet:
    return model.objects.order_by().exclude(publication_date=None)


def first_and_last_years() -> dict[type, tuple[int, int]]:
    """Of each kind of pages that has dates at all; two looks into the index of dates."""
    found: dict[type, tuple[int, int]] = {}
    for model in DATED:
        dates = dated(model).order_by("publication_date").values_list("publication_date", flat=True)
        if ends := [*dates[:1], *dates.reverse()[:1]]:
            found[model] = (timezone.localtime(ends[0]).year, timezone.localtime(ends[1]).year)
    return found


def year_by(first: int, last: int):
    """The year of a date, by when years begin: SQLite has Django work out what year it is row by row."""
    if last - first > MOST_YEARS:
        return Cast(ExtractYear("publication_date"), CharField())
    begun = [
        When(publication_date__gte=timezone.make_aware(datetime.datetime(year, 1, 1)), then=Value(str(year)))
        for year in range(last, first, -1)
    ]
    return Case(*begun, default=Value(str(first)), output_field=CharField())


AUTHORS = Filter("author", _("Author"), _("Authors"), rows_of_authors)
TAGS = Filter("tag", _("Tag"), _("Tags"), rows_of_tags)
YEARS = Filter("year", _("Year"), _("Years"), rows_of_years, newest_first=True, rows_of=rows_of_year)

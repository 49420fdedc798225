"""What updates and reports are found under: their people, their tags and their years."""

from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast, ExtractYear
from django.utils.translation import gettext_lazy as _

from blog.models import ReportCredit, ReportPage, TaggedUpdate, UpdateCredit, UpdatePage
from site_core.search_filters import Filter


def rows_of_authors() -> list[QuerySet]:
    return [
        model.objects.order_by().annotate(page_key=F("page"), value=F("author__slug"), label=F("author__name"))
        for model in (UpdateCredit, ReportCredit)
    ]


def rows_of_tags() -> list[QuerySet]:
    tagged = TaggedUpdate.objects.order_by()
    return [tagged.annotate(page_key=F("content_object"), value=F("tag__slug"), label=F("tag__name"))]


def rows_of_years() -> list[QuerySet]:
    year = Cast(ExtractYear("publication_date"), CharField())
    return [
        model.objects.order_by().exclude(publication_date=None).annotate(page_key=F("pk"), value=year, label=F("value"))
        for model in (UpdatePage, ReportPage)
    ]


AUTHORS = Filter("author", _("Author"), _("Authors"), rows_of_authors)
TAGS = Filter("tag", _("Tag"), _("Tags"), rows_of_tags)
YEARS = Filter("year", _("Year"), _("Years"), rows_of_years, newest_first=True)

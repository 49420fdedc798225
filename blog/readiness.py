"""What updates and reports are looked at for before they are published."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from blog.models import ReportPage, UpdatePage
from blog.models.credits import CreditedMixin
from site_core.readiness import Finding
from site_core.readiness.rules import is_file_name, name_for_alternative


def find_on_works(page) -> Iterator[Finding]:
    if isinstance(page, CreditedMixin) and not page.page_authors.count():
        yield Finding(
            "author",
            _("Nobody is named as the author."),
            _("Readers want to know who speaks; bylines, feeds and the pages of people rest on it."),
            ("page_authors",),
        )
    if isinstance(page, UpdatePage):
        yield from find_on_update(page)
    if isinstance(page, ReportPage):
        yield from find_on_report(page)


def find_on_update(page: UpdatePage) -> Iterator[Finding]:
    if not page.summary:
        yield Finding(
            "summary",
            _("There is no summary."),
            _("Lists, feeds and shared links show the first words of the text instead, cut where they end."),
            ("summary",),
        )
    if not page.tags.count():
        yield Finding(
            "tag",
            _("There is no tag."),
            _("Readers who follow a subject do not find this update, and no related updates stand at its end."),
            ("tags",),
        )
    if page.lead_image_id and not page.lead_image_alt:
        yield Finding(
            "alternative text",
            _("The lead image has no alternative text."),
            _("Nobody who cannot see it learns what it shows. If it only decorates, publish as it is."),
            ("lead_image_alt",),
        )
    elif page.lead_image_id and is_file_name(page.lead_image_alt):
        yield name_for_alternative(page.lead_image_alt, ("lead_image_alt",))


def find_on_report(page: ReportPage) -> Iterator[Finding]:
    if not page.downloads.count():
        yield Finding(
            "download",
            _("There is no file to download."),
            _("Many readers keep, print and cite reports as PDF."),
            ("downloads",),
        )
    if not page.licence:
        yield Finding(
            "licence",
            _("No licence is chosen."),
            _("Without one, nobody may translate, share or build upon the report."),
            ("licence",),
        )

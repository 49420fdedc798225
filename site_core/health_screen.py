"""What monitors read below /health/, as a screen for those who run the site."""

import re
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.auth import user_passes_test
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, StatusTagColumn, Table

from site_core.dates import duration_in_words
from site_core.health import findings

# As monitors count.
SECONDS = re.compile(r"\b(\d+) s\b")


def may_see_health(user) -> bool:
    return user.has_perm("site_core.change_sitesettings")


class HealthMenuItem(MenuItem):
    """Shown to those who see to the site."""

    def is_shown(self, request):
        return may_see_health(request.user)


@user_passes_test(may_see_health)
def site_health(request: HttpRequest) -> HttpResponse:
    """A row for each check, first those that somebody should look at."""
    rows = sorted(findings(), key=lambda row: row[1].is_well)
    columns = [
        Column("check", label=_("What"), accessor=lambda row: row[0].label, width="25%"),
        StatusTagColumn("state", label=_("State"), accessor=state_of, primary=is_well, width="20%"),
        Column("found", label=_("Found"), accessor=words_of),
    ]
    context = {
        "header_title": _("Site health"),
        "header_icon": "tasks",
        "breadcrumbs_items": [
            {"url": "", "label": _("Site health")},
        ],
        "words": summary_of(rows),
        "table": Table(columns, rows),
    }
    return render(request, "site_core/admin/site_health.html", context)


def is_well(row) -> bool:
    return row[1].is_well


def words_of(row) -> str:
    check, finding = row
    words = capfirst(SECONDS.sub(lambda found: duration_in_words(timedelta(seconds=int(found[1]))), finding.words))
    return words if finding.is_well else f"{words}. {check.advice}"


def state_of(row) -> str:
    return str(WELL if is_well(row) else NOT_WELL)


WELL, NOT_WELL = gettext_lazy("Well"), gettext_lazy("Needs attention")


def summary_of(rows) -> str:
    if all(is_well(row) for row in rows):
        return _("All is well.")
    return _("Something needs attention. What is public goes on being read meanwhile.")

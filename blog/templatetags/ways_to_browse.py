"""What the site's search, which lies on the floor below, offers to whoever found nothing."""

from dataclasses import dataclass, replace
from types import SimpleNamespace

from django import template
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page

from blog.models import ReportIndexPage
from blog.search_filters import AUTHORS, TAGS
from blog.templatetags.blog_tags import person_url, tag_url, update_index_url
from site_core.generation import remember
from site_core.querysets import only_public
from site_core.search_filters import Choice, Filter
from site_core.templatetags.site_tags import request_of

WAYS_SHOWN = 10

register = template.Library()


@dataclass(frozen=True)
class Ways:
    """How to get about without searching."""

    tags: list[Choice]
    people: list[Choice]
    lists: list[Choice]


@register.simple_tag(takes_context=True)
def ways_to_browse(context) -> Ways:
    """The tags and the people of most public pages, and the lists of updates and reports."""
    updates_url, reports = update_index_url(context), ReportIndexPage.objects.listed().first()
    lists = [(_("All updates"), updates_url), (_("All reports"), reports and reports.get_url(request_of(context)))]
    return Ways(
        tags=with_addresses(choices_of_site(TAGS), lambda named: tag_url(context, named)),
        people=with_addresses(choices_of_site(AUTHORS), lambda named: person_url(context, named)),
        lists=[Choice("", label, 0, address=address) for label, address in lists if address],
    )


def choices_of_site(known: Filter) -> list[Choice]:
    """The first of all that public pages have, counted once for each state of the site: all pages are looked at."""
    return remember(f"choices-of-site:{known.name}", lambda: known.choices(all_public_keys())[:WAYS_SHOWN])


def all_public_keys() -> QuerySet:
    return only_public(Page.objects.all()).values("pk")


def with_addresses(choices: list[Choice], address_of) -> list[Choice]:
    """The first of these that have a list of their own."""
    shown = [replace(each, address=address_of(SimpleNamespace(slug=each.value))) for each in choices]
    return [each for each in shown if each.address]

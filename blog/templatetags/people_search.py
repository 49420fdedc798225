"""What the site's search, which lies on the floor below, does not know: people, and the ways to browse."""

from dataclasses import dataclass, replace
from types import SimpleNamespace

from django import template
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from blog.models import Person, ReportCredit, ReportIndexPage, UpdateCredit
from blog.search_filters import AUTHORS, TAGS
from blog.templatetags.blog_tags import person_url, tag_url, update_index_url
from site_core.querysets import only_public
from site_core.search_filters import Choice
from site_core.templatetags.site_tags import request_of

MATCHES_CONSIDERED = 100
PEOPLE_SHOWN = 6
WAYS_SHOWN = 10

register = template.Library()


def people_matching(words: str) -> list[Person]:
    """People with public work whose name, affiliation or biography has these words, or what they begin, best first."""
    backend = get_search_backend()
    matches = backend.search(words, Person)[:MATCHES_CONSIDERED] or backend.begun(words, Person)[:MATCHES_CONSIDERED]
    ids = [person.pk for person in matches]
    people = with_public_work(ids) if ids else {}
    return [people[id] for id in ids if id in people][:PEOPLE_SHOWN]


def with_public_work(person_ids: list[int]) -> dict[int, Person]:
    public = only_public(Page.objects.all()).values("pk")
    has_updates = Exists(UpdateCredit.objects.filter(author=OuterRef("pk"), page_id__in=public))
    has_reports = Exists(ReportCredit.objects.filter(author=OuterRef("pk"), page_id__in=public))
    return Person.objects.filter(has_updates | has_reports).in_bulk(person_ids)


@dataclass(frozen=True)
class Ways:
    """How to get about without searching."""

    tags: list[Choice]
    people: list[Choice]
    lists: list[Choice]


@register.simple_tag(takes_context=True)
def ways_to_browse(context) -> Ways:
    """The tags and the people of most public pages, and the lists of updates and reports."""
    public = only_public(Page.objects.all())
    updates_url, reports = update_index_url(context), ReportIndexPage.objects.listed().first()
    lists = [(_("All updates"), updates_url), (_("All reports"), reports and reports.get_url(request_of(context)))]
    return Ways(
        tags=with_addresses(TAGS.choices(public), lambda named: tag_url(context, named)),
        people=with_addresses(AUTHORS.choices(public), lambda named: person_url(context, named)),
        lists=[Choice("", label, 0, address=address) for label, address in lists if address],
    )


def with_addresses(choices: list[Choice], address_of) -> list[Choice]:
    """The first of these that have a list of their own."""
    shown = [replace(each, address=address_of(SimpleNamespace(slug=each.value))) for each in choices[:WAYS_SHOWN]]
    return [each for each in shown if each.address]

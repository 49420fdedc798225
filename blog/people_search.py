"""People among the results of the site's search, which lies on the floor below and knows pages only."""

from django.db.models import Exists, OuterRef
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from blog.models import Person, ReportCredit, UpdateCredit
from site_core.querysets import only_public

MATCHES_CONSIDERED = 100
PEOPLE_SHOWN = 6


def people_matching(words: str) -> list[Person]:
    """People with public work whose name, affiliation or biography has these words, or what they begin, best first."""
    backend, everybody = get_search_backend(), Person.objects.all()
    begun = backend.keys(words, everybody, is_begun=True)
    # Whoever has the words has their beginnings too, so that words of pages only are looked for once.
    ids = (backend.keys(words, everybody) if begun else []) or begun
    ids = ids[:MATCHES_CONSIDERED]
    people = with_public_work(ids) if ids else {}
    return [people[id] for id in ids if id in people][:PEOPLE_SHOWN]


def with_public_work(person_ids: list[int]) -> dict[int, Person]:
    public = only_public(Page.objects.all()).values("pk")
    has_updates = Exists(UpdateCredit.objects.filter(author=OuterRef("pk"), page_id__in=public))
    has_reports = Exists(ReportCredit.objects.filter(author=OuterRef("pk"), page_id__in=public))
    return Person.objects.filter(has_updates | has_reports).in_bulk(person_ids)

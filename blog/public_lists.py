"""Which tags, authors and years have something public to list, and when each list last changed."""

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.timezone import localtime

from site_core.expiries import remember_public

# So many pages that changed last.
LATEST = 2_000

Changes = dict[str, datetime | None]


def listed_tags() -> Changes:
    return last_changes("TaggedUpdate", "tag", "content_object", tags_with_updates())


def listed_authors() -> Changes:
    changes: Changes = {}
    for model_name in ("UpdateCredit", "ReportCredit"):
        for slug, changed in last_changes(model_name, "author", "page", people_with_works()).items():
            changes[slug] = max(filter(None, [changed, changes.get(slug)]), default=None)
    return changes


def last_changes(model_name: str, key: str, page: str, keys: set[int]) -> Changes:
    """By slug. The pages that changed last tell of most; only of the others all pages are asked for."""
    rows = apps.get_model("blog", model_name).objects.order_by()
    works = rows.model._meta.get_field(page).related_model.objects.listed()
    latest = works.filter(last_published_at__isnull=False).order_by("-last_published_at").values("pk")[:LATEST]
    found = changes_of(rows.filter(**{f"{page}__in": latest}), key, page)
    others = keys.difference(pk for pk, _slug in found)
    found |= changes_of(rows.filter(**{f"{key}__in": others, f"{page}__in": works.values("pk")}), key, page)
    return {slug: changed for (_pk, slug), changed in found.items()}


def changes_of(rows: QuerySet, key: str, page: str) -> dict[tuple[int, str], datetime | None]:
    changed = rows.values_list(key, f"{key}__slug").annotate(Max(f"{page}__last_published_at"))
    return {(pk, slug): moment for pk, slug, moment in changed}


def people_with_works() -> set[int]:
    """The keys of all who are credited on something public, and so have a page of their own."""
    return remember_public("people-with-works", find_people_with_works)


def find_people_with_works() -> set[int]:
    people = apps.get_model("blog", "Person").objects.order_by()
    credited = (Exists(public_rows(f"{kind}Credit", "author", "page")) for kind in ("Update", "Report"))
    by_update, by_report = (people.filter(is_credited).values_list("pk", flat=True) for is_credited in credited)
    return set(by_update.union(by_report))


def tags_with_updates() -> set[int]:
    """The keys of all tags that stand on something public."""
    return remember_public("tags-with-updates", find_tags_with_updates)


def find_tags_with_updates() -> set[int]:
    tags = apps.get_model("blog", "Tag").objects.order_by()
    return set(tags.filter(Exists(public_rows("TaggedUpdate", "tag", "content_object"))).values_list("pk", flat=True))


def public_rows(model_name: str, key: str, page: str) -> QuerySet:
    """The rows that bind one person or tag to a public page: asked for one by one, since the first of each will do."""
    model = apps.get_model("blog", model_name)
    works = model._meta.get_field(page).related_model.objects.listed()
    return model.objects.order_by().filter(Exists(works.filter(pk=OuterRef(page))), **{key: OuterRef("pk")})


def find_update_years() -> Iterator[tuple[int, int]]:
    """Newest first, with the number of each; year by year, since each is found by the index of dates."""
    updates = apps.get_model("blog", "UpdatePage").objects.listed().order_by()
    rest = updates.exclude(publication_date=None).newest_first().values_list("publication_date", flat=True)
    while newest := rest.first():
        year = localtime(newest).year
        yield year, updates.filter(publication_date__year=year).count()
        rest = rest.filter(publication_date__year__lt=year)

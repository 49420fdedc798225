"""Which tags and authors have something public to list, and when each list last changed."""

from datetime import datetime

from django.apps import apps
from django.db.models import Max

Changes = dict[str, datetime | None]


def listed_tags() -> Changes:
    return last_changes("UpdatePage", "tagged_items__tag__slug")


def listed_authors() -> Changes:
    changes = last_changes("ReportPage", "page_authors__author__slug")
    for slug, changed in last_changes("UpdatePage", "page_authors__author__slug").items():
        changes[slug] = max(filter(None, [changed, changes.get(slug)]), default=None)
    return changes


def people_with_works() -> set[int]:
    """The keys of all who are credited on something public, and so have a page of their own."""
    credited = (
        apps.get_model("blog", name).objects.listed().exclude(page_authors__author=None).order_by()
        for name in ("UpdatePage", "ReportPage")
    )
    updates, reports = (pages.values_list("page_authors__author", flat=True) for pages in credited)
    return set(updates.union(reports))


def last_changes(model_name: str, key: str) -> Changes:
    pages = apps.get_model("blog", model_name).objects.listed().exclude(**{key: None})
    return dict(pages.order_by(key).values_list(key).annotate(Max("last_published_at")))

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


def last_changes(model_name: str, key: str) -> Changes:
    pages = apps.get_model("blog", model_name).objects.listed().exclude(**{key: None})
    return dict(pages.order_by(key).values_list(key).annotate(Max("last_published_at")))

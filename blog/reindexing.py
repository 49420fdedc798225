"""Keeps search true where a change to one thing changes what many pages say."""

from collections.abc import Iterable
from itertools import islice

from django.apps import apps
from django_tasks import task
from wagtail.search.backends import get_search_backends

BATCH_SIZE = 100


@task()
def reindex_pages_credited(person_id: int) -> None:
    """After a person's name has changed, or after a merge."""
    reindex("blog.UpdatePage", page_authors__author=person_id)
    reindex("blog.ReportPage", page_authors__author=person_id)


@task()
def reindex_updates_tagged(tag_id: int) -> None:
    """After a tag's name has changed."""
    reindex("blog.UpdatePage", tagged_items__tag=tag_id)


@task()
def reindex_report(report_id: int) -> None:
    """After a report has lost a file that was deleted."""
    reindex("blog.ReportPage", pk=report_id)


def reindex_reports_with(document_ids: list[int]) -> None:
    """After other words are in these documents, or strangers may read them no longer, or at last."""
    reindex("blog.ReportPage", downloads__document__in=document_ids)


def reindex(model_name: str, **which) -> None:
    model = apps.get_model(model_name)
    page_ids = list(model.objects.filter(**which).order_by("pk").values_list("pk", flat=True).distinct())
    for batch in batches(page_ids):
        pages = list(model.objects.filter(pk__in=batch).prefetch_related("page_authors__author"))
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(model, pages)


def batches(items: Iterable, size: int = BATCH_SIZE):
    items = iter(items)
    while batch := list(islice(items, size)):
        yield batch

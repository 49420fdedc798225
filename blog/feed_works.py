"""The works of one part of a feed in three queries: which they are, what they say, and what belongs to each."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast
from wagtail.models import Page

from blog.pictures import FILES
from site_core.models import SiteRendition
from site_core.pictures.files import PictureFile, of_present_part
from site_core.querysets import ListedQuerySet

CREDIT, TAG, RENDITION = range(3)
COLUMNS = ("kind", "owner", "place", "number", "name", "word", "mark")

Row = tuple[int, int, int, int, str, str, str]


def newest_works(*lists: ListedQuerySet | None, start: int, end: int) -> tuple[list, bool]:
    """These updates and reports together, newest first, and whether there are no others after them."""
    first, *others = [dated(works) for works in lists if works is not None]
    ids = list(first.union(*others, all=True).order_by("-date", "-key")[start : end + 1])
    loaded = load_works([key for _date, key in ids[: end - start]])
    return [loaded[key] for _date, key in ids[: end - start] if key in loaded], len(ids) <= end - start


def dated(works: ListedQuerySet) -> QuerySet:
    rows = works.listed().filter(publication_date__isnull=False).order_by()
    return rows.annotate(date=F("publication_date"), key=F("pk")).values_list("date", "key")


def load_works(keys: list[int]) -> dict:
    """The works by their keys, with the words of updates, and with credits, tags and stored pictures beside them."""
    if not keys:
        return {}
    kinds = {"updatepage": "lead_image", "reportpage": "cover"}
    pages = Page.objects.filter(pk__in=keys).order_by()
    pages = pages.select_related(*(f"{kind}__{picture}" for kind, picture in kinds.items()))
    pages = pages.defer("reportpage__body", "reportpage__recommendations")
    works = [getattr(page, page.specific_class._meta.model_name) for page in pages]
    pictures = {work.pk: getattr(work, kinds[work._meta.model_name]) for work in works}
    beside = rows_beside(keys, pictures.values())
    for work in works:
        put_beside(work, pictures[work.pk], beside)
    return {work.pk: work for work in works}


def rows_beside(keys: list[int], pictures: Iterable) -> dict[tuple[int, int], list[Row]]:
    """What belongs to these works and their pictures, by its kind and by whose it is, in order."""
    parts = [rows_of_credits("UpdateCredit", keys), rows_of_credits("ReportCredit", keys), rows_of_tags(keys)]
    if images := {picture.pk for picture in pictures if picture}:
        parts.append(rows_of_renditions(images))
    found = defaultdict(list)
    for row in parts[0].union(*parts[1:], all=True):
        found[row[:2]].append(row)
    return {of: sorted(rows, key=lambda row: row[2] or 0) for of, rows in found.items()}


def rows_of_credits(model_name: str, keys: list[int]) -> QuerySet:
    rows = apps.get_model("blog", model_name).objects.filter(page__in=keys)
    return in_columns(rows, CREDIT, "page_id", "sort_order", "author_id", "author__name", "author__slug", "role")


def rows_of_tags(keys: list[int]) -> QuerySet:
    rows = apps.get_model("blog", "TaggedUpdate").objects.filter(content_object__in=keys)
    return in_columns(rows, TAG, "content_object_id", "pk", "tag_id", "tag__name", "tag__slug", "tag__slug")


def rows_of_renditions(images: set[int]) -> QuerySet:
    rows = SiteRendition.objects.filter(
        image__in=images, filter_spec__in={spec for specs in FILES.values() for spec in specs}
    )
    return in_columns(rows, RENDITION, "image_id", "width", "height", "file", "filter_spec", "focal_point_key")


def in_columns(rows: QuerySet, kind: int, *fields: str) -> QuerySet:
    numbers, words = fields[:3], fields[3:]
    columns = [
        Value(kind),
        *(Cast(name, IntegerField()) for name in numbers),
        *(Cast(name, CharField()) for name in words),
    ]
    return (
        rows.order_by()
        .annotate(**{f"the_{name}": column for name, column in zip(COLUMNS, columns, strict=True)})
        .values_list(*(f"the_{name}" for name in COLUMNS))
    )


def put_beside(work, picture, beside: dict[tuple[int, int], list[Row]]) -> None:
    """Gives a work its rows, as if each relation had been asked for."""
    person, tag = apps.get_model("blog", "Person"), apps.get_model("blog", "Tag")
    credit = work._meta.get_field("page_authors").related_model
    work.credits = [
        credit(page=work, author=person(pk=key, name=name, slug=slug), role=role, sort_order=place)
        for _kind, _owner, place, key, name, slug, role in beside.get((CREDIT, work.pk), ())
    ]
    work.subjects = [
        tag(pk=key, name=name, slug=slug)
        for _kind, _owner, _place, key, name, slug, _mark in beside.get((TAG, work.pk), ())
    ]
    if picture:
        address = SiteRendition._meta.get_field("file").storage.url
        stored = {
            (spec, part): PictureFile(address(name), width, height)
            for _kind, _owner, width, height, name, spec, part in beside.get((RENDITION, picture.pk), ())
        }
        picture.made_files = of_present_part(stored, picture)

"""Keeps the list of links in step with what is public."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import Error, models, transaction
from django.utils import timezone
from wagtail.models import Page

from site_core.link_checks.addresses import is_web, key_of, own_hosts, parse, path_on_site
from site_core.link_checks.judging import judge
from site_core.link_checks.walking import Found, Kind, links_of
from site_core.models import FoundLink, LinkAddress, LinkChange, SiteSettings
from site_core.querysets import asking_once, is_public, only_public

logger = logging.getLogger(__name__)

# What else has links that readers see, beside pages. An app registers its own with `register_linking_model`.
LINKING_MODELS: list[type[models.Model]] = [SiteSettings]
BATCH_SIZE = 500


def register_linking_model(model: type[models.Model]) -> None:
    LINKING_MODELS.append(model)


def note_change(instance: models.Model | None = None) -> None:
    """In the transaction of the change: its links are collected a moment later. Without a name: what links lead to."""
    if instance is None:
        LinkChange.objects.create()
        return
    LinkChange.objects.create(content_type=type_of(instance), object_id=instance.pk)


def type_of(instance: models.Model) -> ContentType:
    """All pages go by one name, whatever their type."""
    return ContentType.objects.get_for_model(Page if isinstance(instance, Page) else type(instance))


def note_all() -> None:
    """For a full round: all that has links, and all that had some."""
    page_type = ContentType.objects.get_for_model(Page)
    known = set(FoundLink.objects.order_by().values_list("content_type_id", "object_id").distinct())
    known |= {(page_type.pk, key) for key in only_public(Page.objects.order_by()).values_list("pk", flat=True)}
    for model in LINKING_MODELS:
        content_type = ContentType.objects.get_for_model(model)
        known |= {(content_type.pk, key) for key in model._default_manager.values_list("pk", flat=True)}
    changes = [LinkChange(content_type_id=content_type, object_id=key) for content_type, key in sorted(known)]
    LinkChange.objects.bulk_create([*changes, LinkChange()], batch_size=BATCH_SIZE)
    LinkAddress.objects.filter(found_links=None).delete()


def collect_next() -> bool:
    """Collects the links of one thing that has changed; says whether there was any."""
    waiting = LinkChange.objects.filter(content_type__isnull=False).order_by("pk")
    if not waiting.exists():  # without a transaction, which on SQLite would keep others from writing
        return False
    with transaction.atomic():
        change = waiting.select_for_update(skip_locked=True).first()
        if change is None or change.content_type is None or change.object_id is None:
            return False
        same = LinkChange.objects.filter(content_type=change.content_type_id, object_id=change.object_id)
        notes = list(same.select_for_update(skip_locked=True).values_list("pk", flat=True))
        LinkChange.objects.filter(pk__in=notes).delete()
        try:
            with transaction.atomic():
                collect(change.content_type, change.object_id)
        except Error:
            raise
        except Exception:  # whatever one page holds keeps no other from being read
            logger.exception("The links of %s %s could not be collected", change.content_type, change.object_id)
    return True


def collect(content_type: ContentType, object_id: int) -> None:
    """Makes the list of links of one object what it should be, and judges those that lead within the site."""
    model = content_type.model_class()
    instance = model._base_manager.filter(pk=object_id).first() if model else None
    if isinstance(instance, Page):
        instance = instance.specific if is_public(instance) else None
    hosts, now = own_hosts(), timezone.now()
    rows = [row for found in links_of(instance) if (row := row_of(found, hosts))] if instance else []
    by_key: dict[str, FoundLink] = {}
    for row in rows:
        by_key.setdefault(row.key, row)
    for order, row in enumerate(by_key.values()):
        row.content_type, row.object_id, row.order = content_type, object_id, order
        row.page_id = object_id if isinstance(instance, Page) else None
    former = FoundLink.objects.filter(content_type=content_type, object_id=object_id)
    former.exclude(key__in=by_key).delete()
    give_addresses(by_key.values(), now)
    FoundLink.objects.bulk_create(
        by_key.values(),
        update_conflicts=True,
        unique_fields=["content_type", "object_id", "key"],
        update_fields=["place", "text", "order", "row", "address"],
    )
    with asking_once():
        judge(former.exclude(kind=Kind.OUTSIDE))


def row_of(found: Found, hosts: frozenset[str]) -> FoundLink | None:
    """Nothing for what cannot be checked: a mail address, a place on the same page, a link without a target."""
    place, target = found
    path = ".".join(place.path)
    row = FoundLink(path=path[:500], row=place.row, field=place.field, place=" › ".join(place.labels), text=target.text)
    if target.kind:
        row.kind, row.target_id = target.kind, target.pk
    elif href := path_on_site(target.address, hosts):
        row.kind, row.href = Kind.PATH, href
    elif is_web(target.address):
        row.kind, row.href = Kind.OUTSIDE, target.address.strip()
    else:
        return None
    row.key = key_of(path, row.row, row.field, row.kind, row.target_id, row.href)
    return row


def give_addresses(rows: Iterable[FoundLink], now: datetime) -> None:
    """Each address once, whoever leads to it."""
    outside = [(row, address_of(row.href, now)) for row in rows if row.kind == Kind.OUTSIDE]
    if not outside:
        return
    new = {address.key: address for _row, address in outside}
    LinkAddress.objects.bulk_create(new.values(), ignore_conflicts=True)
    stored = {address.key: address for address in LinkAddress.objects.filter(key__in=new)}
    for row, address in outside:
        row.address = stored[address.key]


def address_of(href: str, now: datetime) -> LinkAddress:
    known = parse(href)
    url, host = (known.url, known.host) if known else (href, "")
    return LinkAddress(key=key_of(url), url=url, host=host[:255], next_check_at=now)

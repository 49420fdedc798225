"""Where something is used, one screen of it at a time.

Stock Wagtail loads every page that uses a picture, a person or a tag to show twenty of them: with a hundred thousand
updates that is thousands of queries. See docs/features/growth.md.
"""

from collections import defaultdict
from itertools import groupby

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from wagtail.models import ReferenceIndex
from wagtail.models.reference_index import ReferenceGroups

from site_core.models import SiteSettings

stock_getitem = ReferenceGroups.__getitem__


def chosen_groups(groups: ReferenceGroups, key):
    if isinstance(key, slice) and isinstance(groups.qs, QuerySet):
        return groups_between(groups.qs, key)
    return stock_getitem(groups, key)


def groups_between(references: QuerySet[ReferenceIndex], part: slice) -> list[tuple[Model, list[ReferenceIndex]]]:
    """The objects of this part of the list, each with its references; in one query for each kind of object."""
    sources = list(references.values_list("base_content_type", "object_id").distinct()[part])
    keys = defaultdict(list)
    for type_id, key in sources:
        keys[type_id].append(key)
    objects = {
        (type_id, str(found.pk)): found
        for type_id, of_type in keys.items()
        for found in ContentType.objects.get_for_id(type_id).get_all_objects_for_this_type(pk__in=of_type)
    }
    here = Q(pk=None)
    for type_id, of_type in keys.items():
        here |= Q(base_content_type=type_id, object_id__in=of_type)
    grouped = groupby(references.filter(here), key=lambda row: (row.base_content_type_id, row.object_id))
    return [(objects[source], list(rows)) for source, rows in grouped if source in objects]


# Wagtail's views of usage leave no other place to do it.
ReferenceGroups.__getitem__ = chosen_groups
# Otherwise the logo and the links of every page would count as used nowhere.
ReferenceIndex.register_model(SiteSettings)

"""What a draft still lacks before it can be published: fields, blocks and rows, in words."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.blocks import StreamBlockValidationError
from wagtail.fields import StreamField


def missing_parts(page) -> list[str]:
    """One sentence for each part that keeps this page, as it is in memory, from being published."""
    return [*wrong_fields(page), *wrong_blocks(page), *wrong_rows(page)]


def wrong_fields(page) -> Iterator[str]:
    try:
        page.full_clean()
    except ValidationError as error:
        yield from sentences(page, error)


def wrong_blocks(page) -> Iterator[str]:
    """Blocks that only the editing form would refuse: saving a page does not look inside them."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            value = getattr(page, field.name)
            try:
                field.stream_block.clean(value)
            except StreamBlockValidationError as error:
                label = capfirst(field.verbose_name)
                for index in sorted(error.block_errors):
                    yield _("%(field)s: %(block)s is not complete.") % {
                        "field": label,
                        "block": value[index].block.label,
                    }
                yield from (f"{label}: {message}" for message in error.non_block_errors)


def wrong_rows(page) -> Iterator[str]:
    """Rows of the page's panels, such as downloads; Wagtail's own, such as comments, are not looked at."""
    for relation in get_all_child_relations(page):
        if relation.related_model._meta.app_label == "wagtailcore":
            continue
        for number, row in enumerate(getattr(page, relation.get_accessor_name()).all(), start=1):
            try:
                row.full_clean(exclude=[relation.field.name], validate_unique=False, validate_constraints=False)
            except ValidationError as error:
                name = f"{capfirst(row._meta.verbose_name)} {number}"
                yield from (f"{name}: {sentence}" for sentence in sentences(row, error))


def sentences(item, error: ValidationError) -> Iterator[str]:
    if not hasattr(error, "error_dict"):
        yield from error.messages
        return
    for name, messages in error.message_dict.items():
        is_field = name in {field.name for field in item._meta.get_fields()}
        label = capfirst(item._meta.get_field(name).verbose_name) if is_field else ""
        yield from (f"{label}: {message}" if label else message for message in messages)

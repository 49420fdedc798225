"""What a draft still lacks before it can be published: fields, blocks and rows that the form would refuse too."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.models import COMMENTS_RELATION_NAME

from site_core.readiness.findings import Finding
from site_core.readiness.streams import Part, children_of, streams_of

# What the tree gives a page when it is saved for the first time.
GIVEN_BY_THE_TREE = {"path", "depth", "numchild"}
# What Django and Wagtail call the absence of something.
MISSING = {"blank", "null", "required"}
# The field of Wagtail's block for pictures that is refused only while it is empty.
ALTERNATIVE_TEXT = "alt_text"
SCHEDULE = ("go_live_at", "expire_at")


def missing_parts(page) -> Iterator[Finding]:
    """A hard finding for each part that keeps this page, as it is in memory, from being published."""
    yield from wrong_fields(page)
    for stream in streams_of(page):
        yield from wrong_blocks(stream)
    yield from wrong_rows(page)


def wrong_fields(page) -> Iterator[Finding]:
    try:
        page.full_clean(exclude=GIVEN_BY_THE_TREE)
    except ValidationError as error:
        for name, words in sentences(page, error):
            if name not in GIVEN_BY_THE_TREE and not (name == "slug" and not page.title):
                yield finding(words, (name,) if name else ())


def wrong_blocks(stream: Part) -> Iterator[Finding]:
    """Blocks that only the editing form would refuse: saving a page does not look inside them."""
    try:
        stream.block.clean(stream.value)
    except ValidationError as error:
        yield from block_errors(stream, error)


def block_errors(part: Part, error: ValidationError) -> Iterator[Finding]:
    """The sentences in an error of a block, each at the innermost block that it is about."""
    errors = getattr(error, "block_errors", None) or {}
    for key, child_error in errors.items():
        yield from block_errors(child_at(part, key), child_error)
    own = getattr(error, "non_block_errors", None)
    faults = own.as_data() if own is not None else ([] if errors else error.error_list)
    for fault in faults:
        is_missing = is_empty(part) or part.path[-1] == ALTERNATIVE_TEXT
        words = missing(part.label) if is_missing else sentence(part.label, fault)
        yield finding(words, part.path)
    if not errors and not faults:
        yield finding(_("%(part)s is not complete.") % {"part": part.label}, part.path)


def child_at(part: Part, key: Any) -> Part:
    """The child that an error names by its place or its name."""
    if isinstance(key, int):
        return children_of(part)[key]
    value = part.value.get(key) if isinstance(part.value, Mapping) else None
    return part.child(part.block.child_blocks[key], value, key)


def wrong_rows(page) -> Iterator[Finding]:
    """Rows of the page's panels, such as downloads; Wagtail's own, such as comments, are not looked at."""
    for relation in get_all_child_relations(page):
        if relation.related_model._meta.app_label == "wagtailcore":
            continue
        accessor = relation.get_accessor_name()
        for number, row in enumerate(getattr(page, accessor).all()):
            try:
                row.full_clean(exclude=[relation.field.name], validate_unique=False, validate_constraints=False)
            except ValidationError as error:
                label = f"{capfirst(row._meta.verbose_name)} {number + 1}"
                for name, words in sentences(row, error):
                    yield finding(f"{label}: {words}", (accessor,), row=number, field=name)


def refused_parts(form) -> Iterator[Finding]:
    """What a form has just refused: it stands in the form only and never reached the page."""
    streams = {part.path[0]: part for part in streams_of(form.instance)}
    for name, faults in form.errors.as_data().items():
        if name in streams:
            part = replace(streams[name], value=form[name].value())
            yield from (found for fault in faults for found in block_errors(part, fault))
        elif name in SCHEDULE:
            # These stand in a dialog, to which no link can lead.
            reason = _("Open the panel “Status” and choose “Edit schedule”.")
            yield from (Finding(name, str(message), reason, is_hard=True) for message in form.errors[name])
        elif name in form.fields:
            yield from (finding(sentence(str(form.fields[name].label), fault), (name,)) for fault in faults)
    for relation, formset in form.formsets.items():
        for number, row in enumerate(formset.forms if relation != COMMENTS_RELATION_NAME else []):
            for name, faults in row.errors.as_data().items():
                label = f"{capfirst(row._meta.model._meta.verbose_name)} {number + 1}"
                for fault in faults:
                    words = sentence(str(row.fields[name].label) if name in row.fields else "", fault)
                    yield finding(f"{label}: {words}", (relation,), row=number, field=name)


def sentences(item, error: ValidationError) -> Iterator[tuple[str, str]]:
    """The name of a field, or nothing, and what is wrong with it."""
    fields = {field.name: field for field in item._meta.get_fields()}
    faults = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for name, fault_list in faults.items():
        label = str(capfirst(fields[name].verbose_name)) if name in fields else ""
        for fault in fault_list:
            yield (name if label else ""), sentence(label, fault)


def is_empty(part: Part) -> bool:
    return isinstance(part.block, blocks.StreamBlock | blocks.ListBlock) and not part.value


def missing(label: str) -> str:
    return _("%(part)s is missing.") % {"part": label}


def sentence(label: str, fault: ValidationError) -> str:
    if label and fault.code in MISSING:
        return missing(label)
    words = " ".join(fault.messages)
    return f"{label}: {words}" if label else words


def finding(message: str, path: tuple[str, ...] = (), **place) -> Finding:
    reason = _("A page cannot be published without it.")
    if path[-1:] == (ALTERNATIVE_TEXT,):
        reason = _("Nobody who cannot see the picture learns what it shows.")
    return Finding("required", message, reason, path, is_hard=True, **place)

"""Merging two people: one is kept, with all credits of both; the other's addresses lead to the one kept."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from blog.merge_steps import lock, log_merge, move_addresses, move_in_revisions, move_references
from blog.models import Person
from blog.people import CREDIT_MODELS, CREDITS_KEY, credited_types
from blog.reindexing import reindex_pages_credited


def merge_people(merged: Person, kept: Person, user=None) -> None:
    """Move every credit, now and in each revision, from one person to another, and delete the first."""
    if merged.pk == kept.pk:
        raise ValidationError(_("A person cannot be merged with itself. Choose another one to keep."))
    with transaction.atomic():
        if not lock(merged, kept):
            raise ValidationError(_("One of the two is no longer there: somebody has deleted or merged them."))
        move_credits(merged, kept)
        rewrite = partial(credits_after_merge, merged_id=merged.pk, kept_id=kept.pk)
        move_in_revisions(credited_types(), CREDITS_KEY, "author", merged.pk, rewrite)
        move_references(merged, kept, CREDITS_KEY)
        move_addresses(merged, kept)
        log_merge("blog.merge_people", merged, kept, user)
        merged.delete()
        reindex_pages_credited.enqueue(kept.pk)


def move_credits(merged: Person, kept: Person) -> None:
    """Each credit keeps its place; whoever would stand twice in one role on one page stands once, where first."""
    for model in CREDIT_MODELS:
        seen, moved, doubled = set(), [], []
        pages = model.objects.filter(author=merged).values("page")
        for credit in model.objects.filter(page__in=pages, author__in=[merged, kept]).order_by("sort_order", "pk"):
            if (credit.page_id, credit.role) in seen:
                doubled.append(credit.pk)
            elif credit.author_id == merged.pk:
                moved.append(credit.pk)
            seen.add((credit.page_id, credit.role))
        model.objects.filter(pk__in=doubled).delete()
        model.objects.filter(pk__in=moved).update(author=kept)


def credits_after_merge(credits: list[dict], merged_id: int, kept_id: int) -> list[dict]:
    """The same rule as `move_credits`, for the credits inside a revision."""
    result, roles = [], set()
    for credit in credits:
        if credit["author"] in (merged_id, kept_id):
            if credit["role"] in roles:
                continue
            roles.add(credit["role"])
            credit = {**credit, "author": kept_id}
        result.append(credit)
    return result

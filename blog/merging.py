"""Merging two people: one is kept, with all credits of both; the other's addresses lead to the one kept."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex, Revision

from blog.models import FormerPersonSlug, Person
from blog.people import CREDIT_MODELS, CREDITS_KEY, credited_types
from blog.reindexing import batches, reindex_pages_credited


def merge_people(merged: Person, kept: Person, user=None) -> None:
    """Move every credit, now and in each revision, from one person to another, and delete the first."""
    if merged.pk == kept.pk:
        raise ValidationError(_("A person cannot be merged with itself. Choose another one to keep."))
    with transaction.atomic():
        lock(merged, kept)
        move_credits(merged, kept)
        move_credits_in_revisions(merged, kept)
        move_references(merged, kept)
        move_addresses(merged, kept)
        log_merge(merged, kept, user)
        merged.delete()
        reindex_pages_credited.enqueue(kept.pk)


def lock(*people: Person) -> None:
    """Nobody else deletes or merges these people until we are done."""
    ids = [person.pk for person in people]
    if len(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk")) != len(ids):
        raise ValidationError(_("One of the two is no longer there: somebody has deleted or merged them."))


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


def move_credits_in_revisions(merged: Person, kept: Person) -> None:
    """Drafts, scheduled revisions and the history of each page name the person kept."""
    for ids in batches(revisions_crediting(merged)):
        revisions = list(Revision.objects.filter(pk__in=ids))
        for revision in revisions:
            revision.content[CREDITS_KEY] = credits_after_merge(revision.content[CREDITS_KEY], merged.pk, kept.pk)
        Revision.objects.bulk_update(revisions, ["content"])


def revisions_crediting(person: Person) -> list[int]:
    credits_of_revisions = Revision.objects.filter(content_type__in=credited_types()).values_list(
        "pk", f"content__{CREDITS_KEY}"
    )
    return [
        revision_id
        for revision_id, credits in credits_of_revisions.iterator()
        if any(credit["author"] == person.pk for credit in credits or [])
    ]


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


def move_references(merged: Person, kept: Person) -> None:
    """Wagtail's list of uses, without reading every page again."""
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(Person),
        to_object_id=str(merged.pk),
        model_path__startswith=f"{CREDITS_KEY}.",
    )
    references.update(to_object_id=str(kept.pk))


def move_addresses(merged: Person, kept: Person) -> None:
    FormerPersonSlug.objects.filter(person=merged).update(person=kept)
    kept.keep_address(merged.slug)


def log_merge(merged: Person, kept: Person, user) -> None:
    names = {"merged": {"id": merged.pk, "name": merged.name, "slug": merged.slug}, "kept": {"name": kept.name}}
    log(instance=merged, action="wagtail.delete", user=user, deleted=True)
    log(instance=kept, action="blog.merge_people", user=user, data=names)

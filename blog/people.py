"""Where people are credited: on public pages, in drafts and in what is scheduled."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import ProtectedError, Q, QuerySet
from django.utils.translation import ngettext
from wagtail.models import Page, ReferenceIndex, Revision, TaskState

from blog.models import Person, ReportCredit, UpdateCredit

CREDIT_MODELS = (UpdateCredit, ReportCredit)
# The name of the relation on every page that has credits, and so their key in the content of a revision.
CREDITS_KEY = "page_authors"


def find_credits_of_pages(page_ids: list[int]) -> Iterator[tuple[int, int, str]]:
    """Each page with each person credited on it and their name."""
    for model in CREDIT_MODELS:
        yield from model.objects.filter(page__in=page_ids).values_list("page_id", "author_id", "author__name")


def find_credited_people() -> Iterator[tuple[int, str]]:
    for model in CREDIT_MODELS:
        yield from model.objects.order_by().values_list("author_id", "author__name").distinct()


@dataclass
class Uses:
    """Everything that would lose something if a person were deleted."""

    page_ids: set[int] = field(default_factory=set)
    # Content type and key of snippets, settings and other things that are no pages.
    others: set[tuple[int, str]] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.page_ids) + len(self.others)


class PersonInUse(ProtectedError):
    """Raised where somebody who is credited, be it only in a draft, would be deleted."""

    def __init__(self, person: Person, uses: Uses):
        self.uses = uses
        message = ngettext(
            "%(name)s is credited in %(count)d place and cannot be deleted. Merge them into another person instead.",
            "%(name)s is credited in %(count)d places and cannot be deleted. Merge them into another person instead.",
            len(uses),
        )
        super().__init__(message % {"name": person, "count": len(uses)}, {person})

    def __str__(self) -> str:
        return str(self.args[0])


def uses_of(people: Iterable[Person]) -> dict[int, Uses]:
    """Where each of these people is credited or named, by their keys; in few queries, however many they are."""
    uses = {person.pk: Uses() for person in people}
    for person_id, page_id in [*live_credits(uses), *waiting_credits(uses)]:
        uses[person_id].page_ids.add(page_id)
    page_type = ContentType.objects.get_for_model(Page).pk
    for person_id, type_id, key in other_references(uses):
        if type_id == page_type:
            uses[person_id].page_ids.add(int(key))
        else:
            uses[person_id].others.add((type_id, key))
    return uses


def live_credits(person_ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    for model in CREDIT_MODELS:
        yield from model.objects.filter(author__in=list(person_ids)).values_list("author_id", "page_id")


def waiting_credits(person_ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Credits that are not public yet. Of each revision, only this one key leaves the database."""
    person_ids = set(person_ids)
    for page_id, credits in (
        waiting_revisions(credited_types()).values_list("object_id", f"content__{CREDITS_KEY}").iterator()
    ):
        for credit in credits or []:
            if credit["author"] in person_ids:
                yield credit["author"], int(page_id)


def waiting_revisions(types: Iterable[ContentType]) -> QuerySet[Revision]:
    """What may become public next: unpublished changes, scheduled revisions and those in a workflow."""
    drafts = Page.objects.filter(has_unpublished_changes=True).values("latest_revision")
    in_workflow = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).values("revision")
    return Revision.objects.filter(
        Q(pk__in=drafts) | Q(pk__in=in_workflow) | Q(approved_go_live_at__isnull=False),
        content_type__in=types,
    )


def credited_types() -> list[ContentType]:
    """The types of page that have credits."""
    page_models = [model._meta.get_field("page").related_model for model in CREDIT_MODELS]
    return list(ContentType.objects.get_for_models(*page_models).values())


def other_references(person_ids: Iterable[int]) -> Iterator[tuple[int, int, str]]:
    """Blocks, settings and other places that name a person."""
    references = (
        ReferenceIndex.objects.filter(
            to_content_type=ContentType.objects.get_for_model(Person),
            to_object_id__in=[str(person_id) for person_id in person_ids],
        )
        .exclude(model_path__startswith=f"{CREDITS_KEY}.")
        .values_list("to_object_id", "base_content_type_id", "object_id")
    )
    for person_id, type_id, key in references:
        yield int(person_id), type_id, key


def refuse_deletion_of_credited(person: Person) -> None:
    uses = uses_of([person])[person.pk]
    if uses:
        raise PersonInUse(person, uses)

"""A newsroom of any size in seconds, to measure how costs grow; run inside Django.

Rows are written many at a time: through Wagtail's forms a hundred thousand updates would take hours.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex
from wagtail.search.backends import get_search_backend

from blog.models import Person, Tag, TaggedUpdate, UpdateCredit, UpdateIndexPage, UpdatePage
from site_core.models import SiteImage
from tests.factories import ImageFactory

BATCH = 500
PEOPLE, TAGS, PICTURES = 60, 40, 12
AUTHORS_EACH = TAGS_EACH = 3
YEARS = 10
WORDS_EACH = 300
# In so many of ten updates stands the word that the search is measured with.
COMMON_WORD, IN_TENTHS = "protocol", 3
VOCABULARY = [
    "".join(random.Random(number).choices("aeioulnrstmk", k=random.Random(number).randint(3, 9)))
    for number in range(4000)
]


def grow_to(count: int) -> None:
    """Adds live updates until there are so many, each with three authors, three tags and a lead picture."""
    index = UpdateIndexPage.objects.get()
    people, tags, pictures = people_to_credit(), tags_to_file_under(), pictures_to_lead()
    numbers = range(UpdatePage.objects.count(), count)
    chosen = random.Random(count)
    for part in chunks(numbers):
        add_updates(index, part, chosen, people, tags, pictures)


def chunks(numbers: range) -> Iterator[list[int]]:
    for start in range(numbers.start, numbers.stop, BATCH):
        yield list(range(start, min(start + BATCH, numbers.stop)))


@transaction.atomic
def add_updates(index, numbers, chosen, people, tags, pictures) -> None:
    index.refresh_from_db(fields=["numchild"])
    first_place = index.numchild + 1
    pages = [new_update(index, number, first_place + offset, chosen, pictures) for offset, number in enumerate(numbers)]
    insert_pages(pages)
    Page.objects.filter(pk=index.pk).update(numchild=index.numchild + len(pages))
    credits = UpdateCredit.objects.bulk_create(
        [
            UpdateCredit(page=page, author=person, sort_order=place)
            for page in pages
            for place, person in enumerate(chosen.sample(people, AUTHORS_EACH))
        ],
        batch_size=200,
    )
    tagged = TaggedUpdate.objects.bulk_create(
        [TaggedUpdate(content_object=page, tag=tag) for page in pages for tag in chosen.sample(tags, TAGS_EACH)],
        batch_size=200,
    )
    note_uses(pages, credits, tagged)
    get_search_backend().add_bulk(
        UpdatePage,
        UpdatePage.objects.filter(pk__in=[page.pk for page in pages]).prefetch_related("page_authors__author", "tags"),
    )


def new_update(index, number: int, place: int, chosen, pictures) -> UpdatePage:
    moment = timezone.now() - timedelta(days=365 * YEARS) * chosen.random()
    slug, title = f"seeded-{number}", f"Seeded update {number}: {' '.join(chosen.choices(VOCABULARY, k=5))}"
    words = chosen.choices(VOCABULARY, k=WORDS_EACH)
    if number % 10 < IN_TENTHS:
        words[chosen.randrange(WORDS_EACH)] = COMMON_WORD
    page = UpdatePage(
        title=title,
        draft_title=title,
        slug=slug,
        summary=" ".join(words[:20]),
        body=[("text", f"<p>{' '.join(words[:100])}</p><h2>Further</h2><p>{' '.join(words[100:])}</p>")],
        lead_image=chosen.choice(pictures),
        publication_date=moment,
        first_published_at=moment,
        last_published_at=moment,
        latest_revision_created_at=moment,
        path=UpdatePage._get_path(index.path, index.depth + 1, place),
        depth=index.depth + 1,
        url_path=f"{index.url_path}{slug}/",
        locale=index.locale,
        content_type=ContentType.objects.get_for_model(UpdatePage),
    )
    page.measure_text()
    return page


def insert_pages(pages: Sequence[Page]) -> None:
    """Rows of both tables of these pages, which are of one kind; Django's `bulk_create` knows one table only."""
    plain = [
        Page(**{field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields}) for page in pages
    ]
    for page, row in zip(pages, Page.objects.bulk_create(plain, batch_size=100), strict=True):
        page.pk = page.page_ptr_id = page.id = row.pk
    model = type(pages[0])
    QuerySet(model)._batched_insert(pages, model._meta.local_concrete_fields, batch_size=100)


def note_uses(pages: Sequence[UpdatePage], credits, tagged) -> None:
    """As publishing does; which pictures are public is read from this index."""
    references = []
    for page in pages:
        references.append(reference(page.pk, SiteImage, page.lead_image_id, "lead_image"))
    for credit in credits:
        references.append(reference(credit.page_id, Person, credit.author_id, "page_authors", credit.pk, "author"))
    for item in tagged:
        references.append(reference(item.content_object_id, Tag, item.tag_id, "tagged_items", item.pk, "tag"))
    ReferenceIndex.objects.bulk_create(references, batch_size=100)


def reference(page_id: int, model, id: int, relation: str, row: int | None = None, field: str = "") -> ReferenceIndex:
    content_path = f"{relation}.{row}.{field}" if row else relation
    return ReferenceIndex(
        content_type=ContentType.objects.get_for_model(UpdatePage),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=page_id,
        to_content_type=ContentType.objects.get_for_model(model),
        to_object_id=id,
        model_path=f"{relation}.item.{field}" if row else relation,
        content_path=content_path,
        content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
    )


def people_to_credit() -> list[Person]:
    for number in range(PEOPLE):
        Person.objects.get_or_create(slug=f"seeded-{number}", defaults={"name": f"Seeded Person {number}"})
    return list(Person.objects.filter(slug__startswith="seeded-"))


def tags_to_file_under() -> list[Tag]:
    for number in range(TAGS):
        Tag.objects.get_or_create(slug=f"seeded-{number}", defaults={"name": f"Seeded subject {number}"})
    return list(Tag.objects.filter(slug__startswith="seeded-"))


def pictures_to_lead() -> list[SiteImage]:
    found = list(SiteImage.objects.filter(title__startswith="Seeded picture"))
    return found or [ImageFactory(title=f"Seeded picture {number}") for number in range(PICTURES)]

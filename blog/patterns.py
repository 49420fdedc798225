"""Skeletons to begin a page with: those of the site, and pages that editors marked as patterns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from uuid import uuid4

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, PageSubscription, get_page_models
from wagtail.permissions import policy_registry

from blog import skeletons
from blog.authorship import credit_maker
from blog.models import ReportPage, UpdatePage
from site_core.models import BasePage

# What a new page takes over from a marked one, beside the fields of its own kind: never a state or a schedule.
KEPT_OF_ANY_PAGE = ("title", "seo_title", "search_description")
# Room for a number behind them.
TITLE_LENGTH, SLUG_LENGTH = 240, 250
NOT_KEPT = {"page_ptr", "page_authors", "excerpt", "word_count"}


@dataclass(frozen=True)
class Pattern:
    """A skeleton: what it is called and for, what kind of page it makes, and how."""

    key: str
    name: str | Promise
    description: str | Promise
    model: type[Page]
    make: Callable[[], Page]

    @property
    def kind(self) -> str:
        return capfirst(self.model._meta.verbose_name_plural)


@dataclass(frozen=True)
class Offer:
    """A pattern, and the page below which somebody may begin with it."""

    pattern: Pattern
    parent: Page


READY_MADE = (
    Pattern(
        "update", _("Update"), _("News of the fund: what happened and why it matters."), UpdatePage, skeletons.update
    ),
    Pattern(
        "interview",
        _("Interview"),
        _("Questions and answers with one person, opened by a few words on who they are."),
        UpdatePage,
        skeletons.interview,
    ),
    Pattern(
        "report",
        _("Report"),
        _("A longer work: abstract, sections with findings, and numbered recommendations."),
        ReportPage,
        skeletons.report,
    ),
    Pattern(
        "call",
        _("Call"),
        _("A call for proposals or for taking part: dates, who can apply, how, and whom to ask."),
        UpdatePage,
        skeletons.call,
    ),
)


def offers_to(user, parent: Page | None = None) -> list[Offer]:
    """What this user may begin, below this page or wherever it belongs."""
    return [*ready_made_offers(user, parent), *marked_offers(user, parent)]


def ready_made_offers(user, parent: Page | None) -> Iterator[Offer]:
    for pattern in READY_MADE:
        places = [parent] if parent else places_for(pattern.model)
        if place := next((place for place in places if may_add(user, pattern.model, place)), None):
            yield Offer(pattern, place)


def places_for(model: type[Page]) -> Iterator[Page]:
    for parent_model in model.allowed_parent_page_models():
        yield from parent_model.objects.order_by("path")


def may_add(user, model: type[Page], parent: Page) -> bool:
    return (
        parent.permissions_for_user(user).can_add_subpage()
        and model in type(parent).creatable_subpage_models()
        and model.can_create_at(parent)
    )


def marked_pages(user) -> Iterator[Page]:
    """Pages marked as patterns, drafts too, where this user may look around."""
    visible = policy_registry.get_by_type(Page).explorable_instances(user).values("pk")
    for model in get_page_models():
        if issubclass(model, BasePage) and model.is_creatable:
            yield from model.objects.filter(is_pattern=True, alias_of=None, pk__in=visible).order_by("title", "pk")


def marked_offers(user, parent: Page | None) -> Iterator[Offer]:
    pages = list(marked_pages(user))
    paths = {page.path[: -Page.steplen] for page in pages}
    places = {place.path: place for place in Page.objects.filter(path__in=paths).specific()} if not parent else {}
    for page in pages:
        place = parent or places[page.path[: -Page.steplen]]
        if may_add(user, type(page), place):
            yield Offer(pattern_of(page), place)


def pattern_of(page: Page) -> Pattern:
    return Pattern(
        key=f"page-{page.pk}",
        name=page.get_admin_display_title(),
        description=getattr(page, "card_text", ""),
        model=type(page),
        make=lambda: page_like(page if page.live else page.get_latest_revision_as_object()),
    )


def page_like(source: Page) -> Page:
    """A new page with the content of another: its words, tags and links, and nothing of its life."""
    left_out = NOT_KEPT | {*source.exclude_fields_in_copy}
    names = {*KEPT_OF_ANY_PAGE, *(field.name for field in source._meta.local_fields)} - left_out
    data = source.serializable_data()
    kept = {name: data[name] for name in names if name in data}
    for relation in get_all_child_relations(source):
        name = relation.get_accessor_name()
        if name not in left_out and relation.related_model._meta.app_label != "wagtailcore":
            kept[name] = [row_like(row) | {relation.field.name: None} for row in data[name]]
    for row in kept.get("downloads", []):
        row["document"] = None  # the rows say which files there will be; the files are other ones
    return type(source).from_serializable_data(kept | {"pk": None})


def row_like(row: dict) -> dict:
    """A row of its own; footnotes are told apart by a translation key, too, which no two may share."""
    own_key = {"translation_key": uuid4()} if "translation_key" in row else {}
    return row | {"pk": None} | own_key


@transaction.atomic
def begin(offer: Offer, user) -> Page:
    """The draft, below its parent, as if its maker had typed it."""
    page = offer.pattern.make()
    page.title, page.slug = free_title(page, offer.parent)
    page.owner, page.locale, page.live = user, offer.parent.locale, False
    if hasattr(page, "page_authors"):
        credit_maker(page, user)
    offer.parent.add_child(instance=page)
    page.save_revision(user=user, log_action=True, clean=False)
    PageSubscription.objects.create(page=page, user=user, comment_notifications=True)
    return page


def free_title(page: Page, parent: Page) -> tuple[str, str]:
    """A title with a slug that nobody has here; they match, so that the slug follows when the title is changed."""
    taken = set(parent.get_children().values_list("slug", flat=True))
    pairs = (title_and_slug(page.title, number) for number in count(1))
    return next(pair for pair in pairs if pair[1] not in taken and not page.is_reserved(pair[1], parent))


def title_and_slug(title: str, number: int) -> tuple[str, str]:
    if number > 1:
        title = f"{title[:TITLE_LENGTH]} {number}"
    return title, slugify(title, allow_unicode=True)[:SLUG_LENGTH] or f"page-{number}"

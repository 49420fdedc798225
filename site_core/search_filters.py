"""What readers may narrow the results of a search to, such as a kind, and how many there are of each."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, QuerySet, Value, When
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, get_page_models

from site_core.many_keys import Keys
from site_core.models import BasePage
from site_core.querysets import only_public
from site_core.templatetags.site_tags import kind_of

SHOWN, MOST = 10, 100
SHOWN_OF_AN_UNKNOWN = 60
VALUE = re.compile(r"[\w-]{1,160}")
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True)
class Choice:
    """Something to narrow the results to, and how many there are then."""

    value: str
    label: str
    count: int
    is_chosen: bool = False
    address: str = ""


@dataclass(frozen=True)
class Filter:
    """A way to narrow results, such as by author.

    `rows` are querysets whose rows join a page (`page_key`) and what it is found under: `value` in addresses, `label`
    for readers. `rows_of` are those of one value, where that is less work than to compare each.
    """

    name: str
    label: str | Promise
    heading: str | Promise
    rows: Callable[[], Iterable[QuerySet]]
    newest_first: bool = False
    rows_of: Callable[[str], Iterable[QuerySet]] | None = None

    def having(self, value: str) -> Iterable[QuerySet]:
        """The rows with this value."""
        return self.rows_of(value) if self.rows_of else (rows.filter(value=value) for rows in self.rows())

    def keys_of(self, value: str, keys: Iterable[int]) -> set[int]:
        """Of the pages with these keys, which have this value."""
        among = Keys(keys)
        return {
            key
            for rows in self.having(value)
            for key in rows.filter(page_key__in=among).values_list("page_key", flat=True)
        }

    def label_of(self, value: str) -> str:
        """What readers call this value; nothing where no public page has it."""
        if not VALUE.fullmatch(value):
            return ""
        is_public = Exists(only_public(Page.objects.filter(pk=OuterRef("page_key"))))
        for rows in self.having(value):
            for label in rows.filter(is_public).values_list("label", flat=True)[:1]:
                return str(label)
        return ""

    def choices(self, among: Keys | QuerySet) -> list[Choice]:
        """The values that these pages have, and on how many of them each is: the most first, or the newest."""
        found: dict[str, Choice] = {}
        for rows in self.rows():
            grouped = rows.filter(page_key__in=among).values("value", "label")
            counted = grouped.annotate(number=Count("page_key", distinct=True)).order_by()
            # Where all rows have the same value the database groups nothing, and answers for no row too.
            for value, label, number in counted.filter(number__gt=0).values_list("value", "label", "number"):
                so_far = found[value].count if value in found else 0
                found[value] = Choice(str(value), str(label), so_far + number)
        if self.newest_first:
            return sorted(found.values(), key=lambda choice: choice.value, reverse=True)
        return sorted(found.values(), key=lambda choice: (-choice.count, choice.label))


FILTERS: dict[str, Filter] = {}


def register_filter(added: Filter) -> None:
    """Adds a way to narrow results; for the rooms above, which know what pages are found under."""
    FILTERS[added.name] = added


@dataclass(frozen=True)
class Chosen:
    """A filter that the reader has set; `address` leads to the results without it."""

    filter: Filter
    value: str
    label: str
    address: str = ""


@dataclass(frozen=True)
class Facet:
    """A filter with what it offers for the present results."""

    name: str
    heading: str
    choices: list[Choice]
    more_count: int = 0

    @property
    def first(self) -> list[Choice]:
        return self.choices[:SHOWN]

    @property
    def others(self) -> list[Choice]:
        return self.choices[SHOWN:]


@dataclass(frozen=True)
class Narrowed:
    """The keys of what was found, best first, and which of them each filter leaves."""

    keys: list[int]
    left_by: dict[str, set[int]]

    @property
    def left(self) -> list[int]:
        """By all filters."""
        return self.but("")

    def but(self, name: str) -> list[int]:
        """By all filters except this one."""
        sets = [left for filter_name, left in self.left_by.items() if filter_name != name]
        return [key for key in self.keys if all(key in left for left in sets)] if sets else self.keys


class Narrowing:
    """What an address narrows a search to; what is not known is left out, and told."""

    def __init__(self, query: str, parameters: QueryDict):
        self.query = query
        self.unknown: list[tuple[str, str]] = []
        chosen = []
        for name, known in FILTERS.items():
            value = CONTROL_CHARACTERS.sub(" ", parameters.get(name, "")).strip()
            if label := value and known.label_of(value):
                chosen.append(Chosen(known, value, label))
            elif value:
                self.unknown.append((str(known.label), value[:SHOWN_OF_AN_UNKNOWN]))
        self.values = {each.filter.name: each.value for each in chosen}
        self.chosen = [replace(each, address=self.address(**{each.filter.name: ""})) for each in chosen]

    @property
    def is_asked_for(self) -> bool:
        """Whether the address says more than words, known or not."""
        return bool(self.chosen or self.unknown)

    def address(self, **changes: str) -> str:
        """The address of these words with these filters, but for some; always in one order."""
        values = {"q": self.query} | self.values | changes
        return "?" + urlencode({name: values[name] for name in ("q", *FILTERS) if values.get(name)})

    @property
    def present_address(self) -> str:
        return self.address()

    @property
    def whole_address(self) -> str:
        """Without any filter."""
        return self.address(**dict.fromkeys(FILTERS, ""))

    def narrow(self, keys: list[int]) -> "Narrowed":
        return Narrowed(keys, {each.filter.name: each.filter.keys_of(each.value, keys) for each in self.chosen})

    def facets(self, found: "Narrowed") -> dict[str, Facet]:
        """What each filter offers to those who have set the others; none where there is nothing to choose."""
        facets = {}
        for name, known in FILTERS.items():
            choices = known.choices(Keys(found.but(name)))
            if len(choices) > 1 or (choices and name in self.values):
                shown = [self.shown(name, choice) for choice in choices[:MOST]]
                facets[name] = Facet(name, str(known.heading), shown, more_count=len(choices) - len(shown))
        return facets

    def shown(self, name: str, choice: Choice) -> Choice:
        return replace(
            choice, is_chosen=self.values.get(name) == choice.value, address=self.address(**{name: choice.value})
        )

    def all_of(self, facet: Facet) -> Choice:
        """What is found without this filter, of which each page has one value."""
        count = sum(choice.count for choice in facet.choices)
        return Choice("", _("All"), count, facet.name not in self.values, self.address(**{facet.name: ""}))


# Kinds of pages, which this floor knows itself


def searchable_models() -> list[type[Page]]:
    """Pages that have something to say on a card: not the front page, and not the lists."""
    return [model for model in get_page_models() if issubclass(model, BasePage) and hasattr(model, "card_text")]


def label_of(model: type[Page]) -> str:
    return _("Pages") if kind_of(model) == "standard" else capfirst(model._meta.verbose_name_plural)


def rows_of_kinds() -> list[QuerySet]:
    types = ContentType.objects.get_for_models(*searchable_models())
    values = [When(content_type=type, then=Value(kind_of(model))) for model, type in types.items()]
    labels = [When(content_type=type, then=Value(str(label_of(model)))) for model, type in types.items()]
    pages = Page.objects.order_by().filter(content_type__in=types.values())
    return [
        pages.annotate(
            page_key=F("pk"),
            value=Case(*values, output_field=CharField()),
            label=Case(*labels, output_field=CharField()),
        )
    ]


register_filter(Filter("kind", gettext_lazy("Kind"), gettext_lazy("Kinds"), rows_of_kinds))

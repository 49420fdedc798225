"""How the lists of updates and reports are narrowed down in the admin."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import IntegerField, Q, QuerySet
from django.db.models.functions import Cast
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFromToRangeFilter, ModelMultipleChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.models import Page, WorkflowState

from blog.models import Person, ReportCredit, ReportPage, Tag, TaggedUpdate, UpdateCredit, UpdatePage
from site_core.languages import used_languages
from site_core.schedules import pages_with_plans, pages_with_wishes


class ChosenRowsField(ModelMultipleChoiceFilter.field_class):
    """Rows named in an address; a number too large for the database is as unknown as any other."""

    def _check_values(self, value):
        try:
            return super()._check_values(value)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list") from error


class ChosenRowsFilter(ModelMultipleChoiceFilter):
    """Any of the rows chosen, such as people or tags."""

    field_class = ChosenRowsField


class AuthorFilter(ChosenRowsFilter):
    """Pages that credit any of the people chosen."""

    def __init__(self, credits: QuerySet):
        self.credits = credits
        people = Person.objects.filter(pk__in=credits.order_by().values("author"))
        super().__init__(label=_("Author"), queryset=people, widget=CheckboxSelectMultiple)

    def filter(self, qs, value):
        return qs.filter(pk__in=self.credits.filter(author__in=value).values("page")) if value else qs


class TagFilter(ChosenRowsFilter):
    """Updates that have any of the tags chosen."""

    def filter(self, qs, value):
        return qs.filter(pk__in=TaggedUpdate.objects.filter(tag__in=value).values("content_object")) if value else qs


class StatusFilter(ChoiceFilter):
    """Pages by where they are on the way to their readers."""

    def filter(self, qs, value):
        return qs.filter(pk__in=pages_of_status(value).values("pk")) if value else qs


STATUSES = [
    ("live", _("Live")),
    ("changed", _("Live, with a draft of changes")),
    ("draft", _("Draft")),
    ("in_moderation", _("In moderation")),
    ("sent_back", _("Changes requested")),
    ("scheduled", _("Scheduled")),
    ("expired", _("Expired")),
]


def pages_of_status(status: str) -> QuerySet[Page]:
    """Pages by one of the `STATUSES`; a page may have several, such as live and scheduled."""
    pages = Page.objects.order_by()
    scheduled = pages_with_plans()
    return {
        "live": pages.filter(live=True),
        "changed": pages.filter(live=True, has_unpublished_changes=True),
        "draft": pages.filter(live=False, expired=False).exclude(pk__in=scheduled),
        "in_moderation": pages.filter(pk__in=pages_in_review(WorkflowState.STATUS_IN_PROGRESS)),
        "sent_back": pages.filter(pk__in=pages_in_review(WorkflowState.STATUS_NEEDS_CHANGES)),
        "scheduled": pages.filter(pk__in=scheduled),
        "expired": pages.filter(live=False, expired=True),
    }[status]


def pages_in_review(status: str) -> QuerySet:
    """Keys of pages whose review stands so."""
    states = WorkflowState.objects.filter(base_content_type=ContentType.objects.get_for_model(Page), status=status)
    return states.order_by().values_list(Cast("object_id", IntegerField()))


class SearchableChoiceFilter(ChoiceFilter):
    """A choice that narrows a search, too: a search knows keys of pages, and not what a filter asks of them."""

    def condition(self, model: type, value: str) -> Q:
        return Q(**{self.field_name: value})

    def filter(self, qs, value):
        pages = qs.model._default_manager.order_by()
        return qs.filter(pk__in=pages.filter(self.condition(qs.model, value)).values("pk")) if value else qs


class ScheduleFilter(SearchableChoiceFilter):
    """Pages by what is planned for them."""

    def condition(self, model, value):
        planned, wished = Q(pk__in=pages_with_plans()), Q(pk__in=pages_with_wishes())
        expires = Q(expire_at__gt=timezone.now()) & (Q(live=True) | planned)
        return {
            "goes_live": planned,
            "expires": expires,
            "wished": wished,
            "failed": Q(setbacks__state="failed"),
            "waiting": Q(setbacks__state="waiting"),
            "nothing": ~planned & ~expires & ~wished & Q(setbacks=None),
        }[value]


SCHEDULES = [
    ("goes_live", _("Goes live, or changes, at a set time")),
    ("expires", _("Expires at a set time")),
    ("wished", _("Time wished for, not approved")),
    ("failed", _("Failed")),
    ("waiting", _("Waits for the page above it")),
    ("nothing", _("Nothing planned")),
]


class MineFilter(SearchableChoiceFilter):
    """Pages of whoever looks: those they began, and those that credit them."""

    def condition(self, model, value):
        user = self.parent.request.user
        credits = model._meta.get_field("page_authors").related_model.objects
        return Q(owner=user) | Q(pk__in=credits.filter(author__account=user).values("page"))


class PatternFilter(SearchableChoiceFilter):
    """Patterns alone, or the pages that are none."""

    def condition(self, model, value):
        return Q(is_pattern=value == "only")


class CreditedPagesFilterSet(WagtailFilterSet):
    """What the lists of updates and of reports have in common."""

    status = StatusFilter(label=_("Status"), choices=STATUSES, empty_label=_("All"), widget=RadioSelect)
    schedule = ScheduleFilter(label=_("Schedule"), choices=SCHEDULES, empty_label=_("All"), widget=RadioSelect)
    mine = MineFilter(
        label=_("Mine"),
        choices=[("yes", _("Begun by me, or with me as an author"))],
        empty_label=_("All"),
        widget=RadioSelect,
    )
    publication_date = DateFromToRangeFilter(label=_("Publication date"), widget=DateRangePickerWidget)
    patterns = PatternFilter(
        label=_("Patterns"),
        choices=[("without", _("Without patterns")), ("only", _("Only patterns"))],
        empty_label=_("All"),
        widget=RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Asked only where pages are written in more than one language.
        if languages := used_languages(self._meta.model):
            self.filters["language"] = SearchableChoiceFilter(
                field_name="language",
                label=_("Language"),
                choices=languages,
                empty_label=_("All"),
                widget=RadioSelect,
            )


class UpdateFilterSet(CreditedPagesFilterSet):
    """What narrows the list of updates: also their tags."""

    author = AuthorFilter(UpdateCredit.objects.all())
    tag = TagFilter(label=_("Tag"), queryset=Tag.objects.all(), widget=CheckboxSelectMultiple)

    class Meta:
        model = UpdatePage
        fields = []


class ReportFilterSet(CreditedPagesFilterSet):
    """What narrows the list of reports; they have no tags."""

    author = AuthorFilter(ReportCredit.objects.all())

    class Meta:
        model = ReportPage
        fields = []

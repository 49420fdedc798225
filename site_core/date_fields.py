"""The fields in which staff write a date and a time: with words for hours that summer time skips or doubles."""

from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.admin.widgets import AdminDateTimeInput

from site_core.zones import TWICE, Choice, explain

# Django's name for a time that does not occur, or that occurs twice.
UNCLEAR = "ambiguous_timezone"


def on_clock(text: str) -> datetime | None:
    """A time as it was written, read from no clock in particular."""
    try:
        with timezone.override(UTC):
            moment = forms.DateTimeField().to_python(text)
    except ValidationError:
        return None
    return moment.replace(tzinfo=None) if moment else None


def choices_of(naive: datetime | None) -> tuple[Choice, ...]:
    if naive is None:
        return ()
    try:
        explanation = explain(naive, timezone.get_current_timezone())
    except OverflowError:  # at the very ends of the calendar
        return ()
    return () if explanation.is_clear else explanation.choices


class MomentInput(AdminDateTimeInput):
    """Wagtail's, with a choice between two moments where the clock alone does not tell which is meant."""

    def value_from_datadict(self, data, files, name):
        text = super().value_from_datadict(data, files, name)
        meant = data.get(f"{name}-meant")
        # A choice that was made for a time that has been overwritten counts no more.
        is_offered = meant and text and meant in {choice.value for choice in choices_of(on_clock(text))}
        return meant if is_offered else text

    def render(self, name, value, attrs=None, renderer=None):
        naive, meant = self.read(value)
        field = super().render(name, naive or value, attrs, renderer)
        choices = choices_of(naive)
        if not choices:
            return field
        facts = {"name": name, "choices": choices, "meant": meant}
        return field + render_to_string("site_core/admin/moment_choice.html", facts)

    def read(self, value) -> tuple[datetime | None, str]:
        """What the clock shows, and which of two moments it is; from the database, or from what was sent."""
        if isinstance(value, str):
            chosen = parse_datetime(value) if "T" in value else None
            if chosen is None or timezone.is_naive(chosen):
                return on_clock(value), ""
            value = timezone.make_naive(chosen)
        if not isinstance(value, datetime):
            return None, ""
        zone = timezone.get_current_timezone()
        explanation = explain(value.replace(fold=0), zone)
        return value, explanation.choices[value.fold].value if explanation.case == TWICE else ""


class MomentField(forms.DateTimeField):
    """Django's, which says of an unclear hour what is unclear, and between which moments to choose."""

    widget = MomentInput

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as error:
            naive = on_clock(value) if error.code == UNCLEAR else None
            if not choices_of(naive):
                raise
            raise ValidationError(words_for(naive), code=UNCLEAR) from error


def words_for(naive: datetime) -> str:
    explanation = explain(naive, timezone.get_current_timezone())
    first, second = (choice.label for choice in explanation.choices)
    return _("%(sentence)s It can be: %(first)s, or %(second)s.") % {
        "sentence": explanation.sentence,
        "first": first,
        "second": second,
    }

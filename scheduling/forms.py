from datetime import datetime, timedelta

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.timezone import get_default_timezone, get_default_timezone_name
from django.utils.translation import gettext_lazy as _

from scheduling.acts import Slot
from scheduling.spans import YEARS
from site_core.zones import Explanation, explain, in_site_zone

# What the buttons beside the form do: an hour is an hour, but a day or a week later it is the same time of day.
SHIFTS = {
    "hour-earlier": (timedelta(hours=-1), _("An hour earlier")),
    "hour-later": (timedelta(hours=1), _("An hour later")),
    "day-earlier": (timedelta(days=-1), _("A day earlier")),
    "day-later": (timedelta(days=1), _("A day later")),
    "week-earlier": (timedelta(weeks=-1), _("A week earlier")),
    "week-later": (timedelta(weeks=1), _("A week later")),
}


class MomentField(forms.CharField):
    """A moment as a form carries it, exact and with its offset."""

    widget = forms.HiddenInput

    def to_python(self, value):
        try:
            moment = parse_datetime(value or "")
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            if value:
                raise forms.ValidationError(_("This is no moment."))
            return None
        return moment


class SlotForm(forms.Form):
    """Says which version at which moment somebody saw when they decided."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    seen = MomentField()

    @property
    def slot(self) -> Slot:
        return Slot(self.cleaned_data["revision"], self.cleaned_data["seen"])


class MoveForm(SlotForm):
    """Another day and time on the clocks of the site, and which of two moments where the clocks leave it open."""

    date = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time", "step": "any"}))
    moment = MomentField(required=False, label=_("Which moment"), widget=forms.RadioSelect)

    explanation: Explanation | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time"].label = f"{self.fields['time'].label} ({get_default_timezone_name()})"

    def clean(self):
        data = super().clean()
        if data.get("date") and data["date"].year not in YEARS:
            self.add_error("date", _("Choose a year that is nearer."))
        elif data.get("date") and data.get("time"):
            self.explanation = explain(datetime.combine(data["date"], data["time"]), get_default_timezone())
            choices = self.explanation.choices
            chosen = next((choice.moment for choice in choices if choice.moment == data.get("moment")), None)
            if self.explanation.is_clear:
                chosen = choices[0].moment
            elif chosen is None:
                self.fields["moment"].widget.choices = [(choice.value, choice.label) for choice in choices]
                self.add_error("moment", self.explanation.sentence)
            data["moment"] = chosen
        return data

    @property
    def is_open(self) -> bool:
        """Whether somebody has to say which of two moments they mean."""
        return self.explanation is not None and not self.explanation.is_clear


def first_values(slot: Slot) -> dict:
    moment = in_site_zone(slot.at)
    return {"revision": slot.revision_id, "seen": slot.at.isoformat(), "date": moment.date(), "time": moment.time()}


def with_shift(data: QueryDict) -> QueryDict:
    """What a form says that was sent by one of the buttons beside it."""
    distance, _label = SHIFTS.get(data.get("shift", ""), (None, ""))
    if distance is None:
        return data
    try:
        seen = MomentField().clean(data.get("seen"))
        moment = shifted(seen, distance)
    except (forms.ValidationError, OverflowError):
        return data
    data = data.copy()
    data["date"], data["time"] = moment.date().isoformat(), moment.time().isoformat()
    data["moment"] = moment.isoformat() if moment.tzinfo else ""
    return data


def shifted(moment: datetime, distance: timedelta) -> datetime:
    """By hours the moment itself; by days what the clocks of the site show, whatever moment that is."""
    if abs(distance) < timedelta(days=1):
        return in_site_zone(moment + distance)
    return in_site_zone(moment).replace(tzinfo=None) + distance

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.models import get_page_models

from scheduling.items import State
from site_core.credits import all_credited_people


class CalendarFilterForm(forms.Form):
    """Narrows the calendar down; what an address names and the site does not know is left out."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    author = forms.TypedChoiceField(label=_("Author"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *State.choices])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All")), *kinds()]
        self.fields["author"].choices = [("", _("All")), *all_credited_people()]

    @property
    def chosen(self) -> dict[str, list]:
        """As `agenda.items` takes them."""
        self.is_valid()
        data = self.cleaned_data
        names = {"kind": "kinds", "author": "authors", "state": "states"}
        return {names[name]: [value] for name, value in data.items() if value}


def kinds() -> list[tuple[str, str]]:
    models = [model for model in get_page_models() if model.is_creatable]
    return sorted(
        ((model._meta.label_lower, capfirst(model._meta.verbose_name)) for model in models), key=lambda kind: kind[1]
    )

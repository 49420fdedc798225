from django import forms
from django.utils.translation import gettext_lazy as _

from site_core.public_forms import is_good_stamp
from subscriptions.addresses import MAX_LENGTH, TOO_LONG, read_address
from subscriptions.languages import languages_of_works
from subscriptions.models import Subscriber


class SubscribeForm(forms.Form):
    """What a reader fills in to follow the updates by email; see `components/subscribe_form.html`."""

    email = forms.CharField(
        max_length=MAX_LENGTH,
        error_messages={
            "required": _("Please enter your email address."),
            "max_length": TOO_LONG,
        },
    )
    stamp = forms.CharField(required=False)

    def clean_email(self) -> str:
        return read_address(self.cleaned_data["email"])

    def clean(self) -> dict:
        if not self.errors and not is_good_stamp(self.cleaned_data["stamp"]):
            self.add_error("email", _("The page was open for very long. Please press the button again."))
        return self.cleaned_data


class ChoicesForm(forms.ModelForm):
    """What a subscriber gets, and how often. It only reads and checks: `services.choosing` saves."""

    class Meta:
        model = Subscriber
        fields = ["wants_updates", "wants_reports", "frequency", "language", "is_paused"]
        widgets = {"frequency": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["frequency"].choices = Subscriber.Frequency.choices
        if languages := languages_of_works(also=self.instance.language):
            self.fields["language"].choices = [("", _("All languages")), *languages]
        else:
            del self.fields["language"]

    def clean(self):
        chosen = super().clean()
        if not chosen.get("wants_updates") and not chosen.get("wants_reports"):
            raise forms.ValidationError(_("Choose updates or reports or both. To get nothing, make a pause."))
        return chosen

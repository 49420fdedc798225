from django import forms
from django.utils.translation import gettext_lazy as _


class SubscribeForm(forms.Form):
    """What a reader fills in to follow the updates by email."""

    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "class": "subscribe-form__field", "placeholder": _("you@example.org")}
        ),
    )

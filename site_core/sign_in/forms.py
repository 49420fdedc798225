from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm

from site_core.sign_in.pacing import wait_seconds
from site_core.sign_in.words import wait_in_words
from users.models import Authenticator, User
from users.second_factor import is_set_up, new_authenticator

SALT = "site_core.sign_in.new_authenticator"
SET_UP_SECONDS = 3600


class Paced:
    """Of a form that takes a password: asks first whether it is the turn of whoever sends it."""

    wait = 0

    def clean(self):
        self.wait = wait_seconds(self.request, self.cleaned_data.get("username") or "")
        if self.wait:
            raise ValidationError(wait_in_words(self.wait), code="wait")
        return super().clean()


class SignInForm(Paced, LoginForm):
    """Wagtail's own."""


class ReaderSignInForm(Paced, AuthenticationForm):
    """For pages that are for members; of names, no more is taken than by Wagtail's own."""

    username = UsernameField(max_length=254, widget=forms.TextInput(attrs={"autofocus": True}))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )


class QuestionForm(forms.Form):
    """Takes a password once more; what is wrong with the answer is told beside it."""

    who_is_there = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def __init__(self, *args, takes_codes: bool, fault: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fault = fault
        if takes_codes:
            self.fields["who_is_there"].label = _("Your password, or a code of your authenticator")

    def clean_who_is_there(self):
        raise ValidationError(self.fault)


class AuthenticatorForm(forms.Form):
    """Carries the key of an authenticator, which is stored nowhere until a code of it was right."""

    key = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        initial=_("Phone"),
        help_text=_("So that you can tell it from others."),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("The six digits that the app shows now."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                "size": 8,
                "aria-describedby": "id_code-helptext id_code_error",
            }
        ),
    )

    def __init__(self, user: User, *args, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial["key"] = self.signed(new_authenticator(user))

    def add_error(self, field, error):
        """A code that is not right is typed anew, far below the head of the page."""
        super().add_error(field, error)
        if field == "code":
            self.fields["code"].widget.attrs["autofocus"] = True

    def signed(self, authenticator: Authenticator) -> str:
        return signing.dumps([self.user.pk, authenticator.key], salt=SALT)

    @property
    def authenticator(self) -> Authenticator | None:
        """The one whose key the form carries; None where the form is too old, done with, or another person's."""
        try:
            user, key = signing.loads(self["key"].value() or "", salt=SALT, max_age=SET_UP_SECONDS)
        except (signing.BadSignature, ValueError):
            return None
        return new_authenticator(self.user, key) if user == self.user.pk and not is_set_up(self.user, key) else None

    def clean_key(self):
        if self.authenticator is None:
            self.data = self.data.copy()
            self.data["key"] = self.signed(new_authenticator(self.user))
            raise ValidationError(_("This form was sent before, or open for too long. Please scan the new picture."))
        return self.cleaned_data["key"]

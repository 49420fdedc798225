"""What a password must be: long, and nothing that somebody would try first."""

import re
from functools import cached_property

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Site

from site_core.models import SiteSettings
from site_core.sign_in.letters import tell_of_new_password

FEWEST_CHARACTERS = 6
# What is left of a password without the words that everybody knows here.
FEWEST_OWN = 8
# What is longer would do as a password once.
LONGEST_REPEATED = 12
NOT_A_LETTER = re.compile(r"[\W\d_]+")
# Too short to be told from a part of another word.
SHORTEST_WORD = 4


class GuessablePasswordValidator:
    """Refuses names of the site and of its people, well-known passwords with something around them, and repetitions."""

    @cached_property
    def common(self) -> set[str]:
        return CommonPasswordValidator().passwords

    def validate(self, password, user=None):
        plain = password.casefold()
        if len(set(plain)) < FEWEST_CHARACTERS:
            raise ValidationError(_("This password repeats the same few characters."), code="password_repeats")
        if plain in self.common:
            return  # Django's own validator says so
        if NOT_A_LETTER.sub("", plain) in self.common or is_repetition(plain):
            raise ValidationError(
                _("This password is a well-known one with something around it."), code="password_too_common"
            )
        found = {name for name in names_of(user) if name in plain}
        if found and len(without(plain, found)) < FEWEST_OWN:
            raise ValidationError(
                _("This password is hardly more than a name that everybody knows here."), code="password_too_similar"
            )

    def get_help_text(self):
        return _("A phrase of four or five words that have nothing to do with each other is good, and easy to type.")

    def password_changed(self, password, user=None):
        if user is not None:
            tell_of_new_password(user)


def is_repetition(plain: str) -> bool:
    """The same thing over and over: abcabcabcabcabc."""
    for length in range(1, min(len(plain) // 2, LONGEST_REPEATED) + 1):
        if (plain[:length] * (len(plain) // length + 1))[: len(plain)] == plain:
            return True
    return False


def without(plain: str, names: set[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        plain = plain.replace(name, "")
    return NOT_A_LETTER.sub("", plain)


def names_of(user) -> set[str]:
    """Of the site, of its address, and of the person, word by word."""
    texts = [settings.WAGTAIL_SITE_NAME, settings.SITE_HOST or "", *names_of_sites()]
    if user is not None:
        texts += [user.get_username(), user.first_name, user.last_name, user.email]
    words = {word for text in texts for word in NOT_A_LETTER.split(text.casefold())}
    return {word for word in words if len(word) >= SHORTEST_WORD}


def names_of_sites() -> list[str]:
    return [SiteSettings.for_site(site).name for site in Site.objects.all()]

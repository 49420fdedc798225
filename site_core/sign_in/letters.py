"""Tells people by mail what happened to the way they sign in, so that what was not them is noticed."""

import secrets

from django.conf import settings
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from site_core.outbox import queue_mail
from users.models import User
from users.second_factor import SUSPICIOUS_FAILURES


def tell(user: User, subject: str, words: str, to: str = "") -> None:
    address = to or user.email
    if not address:
        return
    context = {
        "words": words,
        "username": user.get_username(),
        "site_name": settings.WAGTAIL_SITE_NAME,
        "account_url": f"{settings.SITE_URL}{reverse('wagtailadmin_account')}",
    }
    text = render_to_string("emails/sign_in.txt", context)
    queue_mail(f"sign-in:{user.pk}:{secrets.token_hex(8)}", to=address, subject=subject, text=text)


def in_language_of(user: User):
    profile = getattr(user, "wagtail_userprofile", None)
    return override(profile.get_preferred_language() if profile else settings.LANGUAGE_CODE)


def tell_of_new_password(user: User) -> None:
    """Not at the making of an account, when nobody has signed in with it yet."""
    if user.last_login is None:
        return
    with in_language_of(user):
        tell(user, _("Your password was changed"), _("The password of your account was changed."))


@receiver(post_save, sender=User, dispatch_uid="tell_former_address")
def tell_former_address(sender, instance, created, raw=False, **kwargs) -> None:
    """Whoever takes an account over would give it an address of their own, and be told of all the rest there."""
    former = instance.stored.get("email")
    if created or raw or not former or former == instance.email or instance.last_login is None:
        return
    with in_language_of(instance):
        words = _("Mail about your account goes to another address from now on.")
        tell(instance, _("The address of your account was changed"), words, to=str(former))


def tell_of_new_authenticator(user: User, name: str) -> None:
    with in_language_of(user):
        words = _("“%(name)s” is now a second factor of your account.") % {"name": name}
        tell(user, _("A second factor was added"), words)


def tell_of_removal(user: User, name: str) -> None:
    with in_language_of(user):
        words = _("“%(name)s” is no second factor of your account any more.") % {"name": name}
        tell(user, _("A second factor was removed"), words)


def tell_of_new_codes(user: User) -> None:
    with in_language_of(user):
        tell(
            user,
            _("New recovery codes were made"),
            _("Your account has new recovery codes. Those from before count no more."),
        )


def tell_of_reset(user: User, by: str) -> None:
    with in_language_of(user):
        words = _(
            "%(person)s took the second factor of your account away, and signed you out everywhere. At your next "
            "sign-in you set up a new one."
        )
        tell(user, _("Your second factor was reset"), words % {"person": by})


def tell_of_recovery(user: User, left: int) -> None:
    with in_language_of(user):
        words = _("Somebody signed in to your account with a recovery code. You have %(number)s left.")
        tell(user, _("A recovery code was used"), words % {"number": left})


def tell_of_guessing(user: User, failures: int) -> None:
    """When there were so many, and not again with each of those that follow."""
    if failures != SUSPICIOUS_FAILURES:
        return
    with in_language_of(user):
        words = _(
            "Somebody who knows your password, or sits where you are signed in, typed several wrong codes. If it was "
            "not you, change your password now."
        )
        tell(user, _("Wrong codes at your sign-in"), words)

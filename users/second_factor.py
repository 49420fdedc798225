"""What somebody shows beside the password: a code of their authenticator, or one of their recovery codes.

Each code counts once. Wrong ones make the next try wait, twice as long each time.
"""

import math
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.util import random_hex
from wagtail.permissions import page_permission_policy

from users.models import Authenticator, RecoveryCodes, User

# In each direction, of half a minute: as much as clocks may differ.
TOLERANCE_STEPS = 1
RECOVERY_CODES = 10
# Without letters and digits that are taken for one another.
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_LENGTH = 12
# From so many wrong codes in a row on, somebody else knows the password.
SUSPICIOUS_FAILURES = 5
# Whoever may do one of these may become anybody, speak on every page, or take everybody's address along.
POWERS = (
    "users.add_user",
    "users.change_user",
    "users.delete_user",
    "auth.add_group",
    "auth.change_group",
    "auth.delete_group",
    "site_core.change_sitesettings",
    "subscriptions.export_subscriber",
    "subscriptions.add_announcement",
)


@dataclass(frozen=True)
class Answer:
    """What became of a code."""

    is_right: bool = False
    wait_seconds: int = 0
    failures: int = 0
    was_recovery: bool = False


def authenticators_of(user: User) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=user, confirmed=True).order_by("pk"))


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, confirmed=True).exists()


def can_publish(user: User) -> bool:
    """Whether somebody changes what readers see, or what others may do."""
    return page_permission_policy.user_has_permission(user, "publish") or any(user.has_perm(power) for power in POWERS)


def must_have_second_factor(user: User) -> bool:
    return settings.REQUIRE_SECOND_FACTOR and user.is_active and can_publish(user)


def new_authenticator(user: User, key: str = "") -> Authenticator:
    """One that is not stored, and counts for nothing, until a code of it was right."""
    return Authenticator(user=user, key=key or random_hex(20), tolerance=TOLERANCE_STEPS)


def is_set_up(user: User, key: str) -> bool:
    """Whether a key is in use already: twice, each of its codes would count twice."""
    return Authenticator.objects.filter(user=user, key=key).exists()


def is_kept(user: User) -> bool:
    """Whether the authenticator of this person is the last one, and must stay."""
    return must_have_second_factor(user) and len(authenticators_of(user)) == 1


def hold(user: User) -> None:
    """Whoever else changes this person's second factor waits until the transaction has ended."""
    User.objects.select_for_update().get(pk=user.pk)


def add(authenticator: Authenticator, name: str, code: str) -> bool:
    """Keeps an authenticator once it has shown that it works; this code, too, counts once."""
    authenticator.name = name
    with transaction.atomic():
        authenticator.save()
        if is_app_code(code) and authenticator.verify_token(tidy(code)):
            return True
        authenticator.delete()
    return False


def check(user: User, code: str) -> Answer:
    """Uses up a code: of any authenticator of this person, or one of the recovery codes."""
    if is_app_code(code):
        return check_with(Authenticator.objects.filter(user=user, confirmed=True), tidy(code))
    answer = check_with(RecoveryCodes.objects.filter(user=user, confirmed=True), recovery_digest(user, code))
    return Answer(answer.is_right, answer.wait_seconds, answer.failures, was_recovery=True)


@transaction.atomic
def check_with(devices, token: str) -> Answer:
    """The rows are held meanwhile, so that a code which comes twice at once counts once."""
    devices = list(devices.select_for_update())
    if wait := max((wait_of(device) for device in devices), default=0):
        return Answer(wait_seconds=wait)
    is_right = any(device.verify_token(token) for device in devices)
    if is_right:
        forget_failures(devices)
        return Answer(is_right=True)
    return Answer(failures=max((device.throttling_failure_count for device in devices), default=0))


def wait_of(device: Device) -> int:
    is_allowed, why = device.verify_is_allowed()
    return 0 if is_allowed else max(1, math.ceil((why["locked_until"] - timezone.now()).total_seconds()))


def forget_failures(devices: list[Device]) -> None:
    """A code that is right for one device was wrong for those asked before it."""
    for device in devices:
        if device.throttling_failure_count:
            device.throttle_reset()


def tidy(code: str) -> str:
    return "".join(character for character in code.lower() if character.isalnum())


def is_app_code(code: str) -> bool:
    code = tidy(code)
    return len(code) == 6 and code.isascii() and code.isdecimal()


def recovery_digest(user: User, code: str) -> str:
    """What is stored of a recovery code: without the site's secret nobody can try codes against it."""
    hashed = salted_hmac("users.recovery_codes", f"{user.pk}:{tidy(code)}", algorithm="sha256")
    return hashed.hexdigest()[:16]


@transaction.atomic
def make_recovery_codes(user: User) -> list[str]:
    """New ones in the place of all before; they are told this once."""
    RecoveryCodes.objects.filter(user=user).delete()
    device = RecoveryCodes.objects.create(user=user, name="recovery codes")
    codes = [new_recovery_code() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=recovery_digest(user, code)) for code in codes])
    return codes


def new_recovery_code() -> str:
    letters = "".join(secrets.choice(RECOVERY_ALPHABET) for _place in range(RECOVERY_LENGTH))
    return "-".join(letters[place : place + 4] for place in range(0, RECOVERY_LENGTH, 4))


def recovery_codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def remove(authenticator: Authenticator) -> None:
    """With the last authenticator go the recovery codes."""
    user = authenticator.user
    authenticator.delete()
    if not has_second_factor(user):
        RecoveryCodes.objects.filter(user=user).delete()


@transaction.atomic
def reset(user: User) -> None:
    """As if there had never been any: for somebody who has lost them all."""
    Authenticator.objects.filter(user=user).delete()
    RecoveryCodes.objects.filter(user=user).delete()
    user.end_sessions()

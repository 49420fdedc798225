import secrets
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

# The wait after wrong codes doubles up to eight minutes and a half: longer would shut out its owner.
MOST_FAILURES = 10


class User(AbstractUser):
    """Someone who signs in to the admin: an editor, a scheduler or a site manager."""

    # Sessions carry a hash of it: with another one here, all that were open have ended.
    session_stamp = models.CharField(max_length=32, default="", blank=True, editable=False)

    # By name, what the database held when this account was read or written here.
    stored: Mapping[str, object] = MappingProxyType({})

    @classmethod
    def from_db(cls, db, field_names, values):
        user = super().from_db(db, field_names, values)
        user.stored = user.values()
        return user

    def values(self) -> dict[str, object]:
        return {name: vars(self)[name] for field in self._meta.concrete_fields if (name := field.attname) in vars(self)}

    def save(self, *, update_fields=None, **kwargs):
        """Writes what was changed here, and nothing else.

        Who is being shut out could otherwise bring the old password back, by a form that is sent in the same instant.
        """
        is_there = self.pk is not None and self.stored.get("id") == self.pk
        if update_fields is None and is_there and not kwargs.get("force_insert"):
            update_fields = self.changed()
        super().save(update_fields=update_fields, **kwargs)
        self.note_stored(update_fields)

    def refresh_from_db(self, using=None, fields=None, **kwargs):
        super().refresh_from_db(using=using, fields=fields, **kwargs)
        self.note_stored(fields)

    def note_stored(self, names: Iterable[str] | None) -> None:
        """After these were read or written; all of them, where none are named."""
        now = self.values()
        self.stored = now if names is None else {**self.stored, **{name: now[name] for name in names if name in now}}

    def changed(self) -> list[str]:
        return [name for name, value in self.values().items() if name not in self.stored or self.stored[name] != value]

    def end_sessions(self) -> None:
        """Signs this person out everywhere; whoever may stay needs `update_session_auth_hash`."""
        self.session_stamp = secrets.token_urlsafe(16)
        self.save(update_fields=["session_stamp"])

    def _get_session_auth_hash(self, secret=None):
        """As Django makes it, of the password; of the stamp too."""
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return salted_hmac(salt, self.password + self.session_stamp, secret=secret, algorithm="sha256").hexdigest()


class CappedWait:
    """Of a device that makes whoever tries wrong codes wait: not for days, not even where a clock was days ahead."""

    def verify_is_allowed(self):
        if self.throttling_failure_timestamp and self.throttling_failure_timestamp > timezone.now():
            self.throttling_failure_timestamp = timezone.now()
            self.save()
        return super().verify_is_allowed()

    def throttle_increment(self, commit=True):
        self.throttling_failure_count = min(self.throttling_failure_count, MOST_FAILURES - 1)
        super().throttle_increment(commit)


class Authenticator(CappedWait, TOTPDevice):
    """An app on somebody's phone or computer that shows a new code each half minute.

    Its key is made of what is stored and of the site's secret: a copy of the database alone tells no codes.
    """

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("authenticator")

    @property
    def bin_key(self) -> bytes:
        return salted_hmac("users.Authenticator", self.key, algorithm="sha256").digest()[:20]


class RecoveryCodes(CappedWait, StaticDevice):
    """The ten codes of somebody who has no authenticator at hand; what is stored are keyed hashes of them."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("recovery codes")

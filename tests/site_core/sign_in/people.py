"""People who sign in, with an authenticator in their hand."""

import time

from django.test import Client
from django_otp.oath import totp

from tests.factories import UserFactory
from users.models import Authenticator
from users.second_factor import make_recovery_codes, new_authenticator

PASSWORD = "correct horse battery"


def with_authenticator(user, name="Phone") -> Authenticator:
    authenticator = new_authenticator(user)
    authenticator.name = name
    authenticator.save()
    return authenticator


def code_of(authenticator: Authenticator, steps: int = 0) -> str:
    """What the app shows; some half minutes ago or from now."""
    return f"{totp(authenticator.bin_key, t0=-30 * steps):06d}"


def administrator(**fields):
    return UserFactory(is_superuser=True, **{"username": "editor", **fields})


def give_password(client: Client, username="editor", password=PASSWORD, path="/admin/login/", **extra):
    return client.post(path, {"username": username, "password": password, "next": "/admin/account/"}, **extra)


def sign_in_with_code(client: Client, user, authenticator: Authenticator):
    give_password(client, user.username)
    return client.post("/admin/login/code/", {"code": code_of(authenticator)})


def recovery_codes(user) -> list[str]:
    return make_recovery_codes(user)


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def seconds_later(client: Client, seconds: int) -> None:
    """Moves what a session remembers into the past, which lets the clock of everything else alone."""
    session = client.session
    for name in ("signed_in_at", "seen_at", "sure_at", "second_factor_at"):
        if name in session:
            session[name] = int(time.time()) - seconds
    if "pending_sign_in" in session:
        session["pending_sign_in"] = {**session["pending_sign_in"], "at": int(time.time()) - seconds}
    session.save()

"""Two requests in the same instant do no more than one of them could."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.at_once import at_once
from tests.site_core.sign_in.people import (
    administrator,
    code_of,
    give_password,
    is_signed_in,
    recovery_codes,
    sign_in_with_code,
    with_authenticator,
)
from tests.site_core.sign_in.test_second_factor import ADD, authenticator_of, key_in
from users.models import Authenticator

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
THREADS = 4


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def before_the_code() -> Client:
    client = Client()
    give_password(client)
    return client


@pytest.mark.parametrize("kind", ["of the authenticator", "for recovery"])
def test_one_code_signs_in_once_however_many_send_it_at_once(kind):
    user = administrator()
    authenticator, recovery = with_authenticator(user), recovery_codes(user)[0]
    code = recovery if kind == "for recovery" else code_of(authenticator)
    clients = [before_the_code() for _number in range(THREADS)]

    at_once(*[lambda client=client: client.post("/admin/login/code/", {"code": code}) for client in clients])

    assert sum(map(is_signed_in, clients)) == 1


def test_two_authenticators_removed_at_once_leave_one_to_those_who_must_have_one(settings):
    settings.REQUIRE_SECOND_FACTOR = True
    user = administrator()
    first, second = with_authenticator(user), with_authenticator(user, "Laptop")
    client = Client()
    sign_in_with_code(client, user, first)
    cookies = client.cookies.output(header="", sep=";")
    urls = [reverse("second_factor_remove", args=[authenticator.pk]) for authenticator in (first, second)]

    at_once(*[lambda url=url: Client(headers={"cookie": cookies}).post(url) for url in urls])

    assert Authenticator.objects.count() == 1


def test_a_form_that_is_sent_twice_at_once_sets_up_one_authenticator():
    client = Client()
    client.force_login(administrator())
    cookies = client.cookies.output(header="", sep=";")
    key = key_in(client.get(ADD))
    fields = {"key": key, "name": "Phone", "code": code_of(authenticator_of(key))}

    at_once(*[lambda: Client(headers={"cookie": cookies}).post(ADD, fields) for _number in range(2)])

    assert Authenticator.objects.count() == 1

"""All addresses that take a password, and that none of them is weaker than the others."""

import re

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.views import LoginView, PasswordResetConfirmView, PasswordResetView
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve
from wagtail.documents.views.serve import authenticate_with_password as wagtail_s_document_door
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction
from wagtail.views import authenticate_with_password as wagtail_s_page_door

from site_core.sign_in.resets import NewPasswordView, ResetRequestView
from site_core.sign_in.views import ReaderSignInView, SignInView
from tests.factories import UpdatePageFactory
from tests.site_core.sign_in.people import administrator, give_password

pytestmark = pytest.mark.django_db
PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
PASSWORD_FIELD = re.compile(r'<input[^>]*type="password"')
# Where a password may be typed, and what holds up whoever guesses there.
DOORS = {
    "/admin/login/": "django-axes and the pacing of the form",
    "/_util/login/": "django-axes and the pacing of the form",
    "/_util/authenticate_with_password/1/1/": "ten tries from a network in a quarter of an hour",
    "/documents/authenticate_with_password/1/": "ten tries from a network in a quarter of an hour",
    "/admin/account/": "the old one counts only after the second question",
    "/admin/style/": "a sample, which goes nowhere",
    "/admin/users/new/": "makes a password, and asks for none",
    "/admin/users/edit/1/": "makes a password, and asks for none",
}
# Shared passwords are made here, in plain text, for whoever may publish.
NO_DOORS = re.compile(r"^/admin/(pages|collections)/.*privacy/")


def patterns(resolver, prefix=""):
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry.callback
        else:
            yield from patterns(entry, route)


def paths():
    """Each address of the site that can be guessed: numbers are 1."""
    for route, _callback in patterns(get_resolver()):
        if "^" in route or "(" in route:
            continue
        yield "/" + PARAMETER.sub(lambda found: "1", route)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def private(site_tree):
    """A page and a document collection behind shared passwords, both with the number 1."""
    page = UpdatePageFactory(parent=site_tree.updates, title="Secret", slug="secret")
    PageViewRestriction.objects.create(pk=1, page=page, restriction_type="password", password="open sesame")
    collection = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(
        pk=1, collection=collection, restriction_type="password", password="open sesame"
    )
    return page


def test_every_address_that_asks_for_a_password_is_known_here(private, client):
    administrator(pk=1)
    staff = Client(raise_request_exception=False)
    staff.force_login(administrator(username="other"))
    asking = set()

    for path in {path for path in paths() if "logout" not in path and not path.startswith("/anymail/")}:
        for visitor in (Client(raise_request_exception=False), staff):
            response = visitor.get(path)
            is_html = "text/html" in response.headers.get("Content-Type", "") and not response.streaming
            if is_html and PASSWORD_FIELD.search(response.text) and not NO_DOORS.match(path):
                asking.add(path)

    assert asking == set(DOORS)


@pytest.mark.parametrize(
    ("path", "view"),
    [
        ("/admin/login/", SignInView),
        ("/_util/login/", ReaderSignInView),
        ("/admin/password_reset/", ResetRequestView),
        ("/admin/password_reset/confirm/MQ/a-b/", NewPasswordView),
    ],
)
def test_wagtail_s_own_doors_are_out_of_reach(path, view):
    assert resolve(path).func.view_class is view


def test_there_is_no_door_but_these():
    """Of Django's and Wagtail's views that take passwords each stands behind an address that is one of ours."""
    kinds = (LoginView, PasswordResetView, PasswordResetConfirmView)
    doors = set()
    for route, callback in patterns(get_resolver()):
        is_door = issubclass(getattr(callback, "view_class", object), kinds)
        if is_door or callback in {wagtail_s_document_door, wagtail_s_page_door}:
            doors.add(resolve("/" + PARAMETER.sub("1", route)).func)

    assert {door.__module__.rpartition(".")[0] for door in doors} == {"site_core.sign_in"}
    assert not any(str(route).startswith("django-admin") for route, _callback in patterns(get_resolver()))


@pytest.mark.parametrize("door", ["page", "document"])
def test_shared_passwords_are_guessed_ten_times_and_then_not(client, private, door):
    path = f"/_util/authenticate_with_password/1/{private.pk}/"
    path = path if door == "page" else "/documents/authenticate_with_password/1/"

    codes = [client.post(path, {"password": "wrong", "return_url": "/"}).status_code for _try in range(11)]
    right = client.post(path, {"password": "open sesame", "return_url": "/"})
    from_elsewhere = Client(REMOTE_ADDR="192.0.2.9").post(path, {"password": "open sesame", "return_url": "/"})

    assert codes == [200] * 10 + [429]
    assert right.status_code == 429
    assert "Too many passwords were tried" in right.text
    assert from_elsewhere.status_code == 302


@pytest.mark.parametrize("door", ["page", "document"])
def test_a_whole_newsroom_behind_one_address_opens_what_it_has_the_password_of(client, private, door):
    path = f"/_util/authenticate_with_password/1/{private.pk}/"
    path = path if door == "page" else "/documents/authenticate_with_password/1/"

    codes = {Client().post(path, {"password": "open sesame", "return_url": "/"}).status_code for _reader in range(15)}
    guesses = [client.post(path, {"password": "wrong", "return_url": "/"}).status_code for _try in range(11)]

    assert codes == {302}
    assert guesses == [200] * 10 + [429]


@pytest.mark.parametrize("path", ["/admin/login/", "/_util/login/"])
@pytest.mark.parametrize("name", ["x" * 300, "\x00", "é" * 5000])
def test_a_name_that_nobody_could_have_is_refused_like_any_other(client, site_tree, path, name):
    response = give_password(client, name, path=path)

    assert response.status_code == 200
    assert AccessAttempt.objects.count() == 0


def test_ten_wrong_passwords_at_one_door_close_the_other_too(site_tree):
    administrator()
    for _try in range(5):
        give_password(Client(), password="wrong")
        give_password(Client(), password="wrong", path="/_util/login/")

    assert give_password(Client()).status_code == 429
    assert give_password(Client(), path="/_util/login/").status_code == 429

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.urls import reverse

from site_core.middleware import written
from tests.factories import ReportPageFactory, UpdatePageFactory, UserFactory

PUBLIC_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
ADMIN_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; frame-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)
# No script that stands in a draft runs where an editor is signed in, nor any at the doors of the admin.
NO_OWN_SCRIPTS = ADMIN_POLICY.replace("script-src 'self' 'unsafe-inline'", "script-src 'self'")
COMMON_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
}
PUBLIC_HEADERS = COMMON_HEADERS | {
    "Content-Security-Policy": PUBLIC_POLICY,
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
ADMIN_HEADERS = COMMON_HEADERS | {
    "Content-Security-Policy": ADMIN_POLICY,
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "private, no-store",
}


def headers_of(response, expected):
    return {name: response.headers.get(name) for name in expected}


@pytest.fixture
def staff_client(client, db):
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.fixture
def static_file():
    file = site_settings.STATIC_ROOT / "mark.txt"
    file.write_text("A file for everyone.")
    yield "/static/mark.txt"
    file.unlink()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/updates/", 200),
        ("/reports/", 200),
        ("/nothing-here/", 404),
        ("/updates", 301),
        ("/media/original_images/secret.png", 404),
    ],
)
def test_public_answers_carry_the_strict_headers(client, site_tree, address, status):
    response = client.get(address)

    assert response.status_code == status
    if not address.startswith("/media/"):
        assert headers_of(response, PUBLIC_HEADERS) == PUBLIC_HEADERS


def test_static_files_carry_the_strict_headers(static_file):
    response = Client().get(static_file)

    assert response.status_code == 200
    assert headers_of(response, PUBLIC_HEADERS) == PUBLIC_HEADERS
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_request_for_another_host_is_refused_with_the_strict_headers(client):
    response = client.get("/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert headers_of(response, PUBLIC_HEADERS) == PUBLIC_HEADERS


def test_a_refused_method_carries_the_strict_headers(client):
    response = client.post("/media/images/picture.png")

    assert response.status_code == 405
    assert headers_of(response, PUBLIC_HEADERS) == PUBLIC_HEADERS


def test_a_failure_carries_the_strict_headers():
    response = Client(raise_request_exception=False).get("/")  # no database in this test

    assert response.status_code == 500
    assert headers_of(response, PUBLIC_HEADERS) == PUBLIC_HEADERS


def test_https_is_remembered_by_browsers_where_the_site_uses_it(settings, db):
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True

    response = Client().get("/nothing-here/", secure=True)

    assert response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_the_admin_carries_the_loosened_policy_and_is_never_kept(staff_client):
    for response in (staff_client.get("/admin/"), staff_client.get("/admin/nothing/")):
        assert headers_of(response, ADMIN_HEADERS) == ADMIN_HEADERS


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/password_reset/", "/admin/", "/admin/nothing/"])
def test_no_script_within_a_page_runs_where_strangers_come_to_the_admin(db, address):
    response = Client().get(address)

    expected = ADMIN_HEADERS | {"Content-Security-Policy": NO_OWN_SCRIPTS}
    assert headers_of(response, expected) == expected


def test_an_address_that_only_begins_like_the_admin_is_public(client, site_tree):
    response = client.get("/administration/")

    assert response.headers["Content-Security-Policy"] == PUBLIC_POLICY


def test_a_preview_may_be_framed_by_the_admin_and_tells_nobody_its_address(staff_client, site_tree):
    response = staff_client.get(reverse("wagtailadmin_pages:view_draft", args=[site_tree.home.pk]))

    expected = ADMIN_HEADERS | {"Content-Security-Policy": NO_OWN_SCRIPTS}
    assert response.status_code == 200
    assert headers_of(response, expected) == expected
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_a_page_shown_to_signed_in_staff_is_never_kept(staff_client, site_tree):
    response = staff_client.get("/")

    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Security-Policy"] == PUBLIC_POLICY


def test_readers_get_neither_cookie_nor_token(client, site_tree):
    UpdatePageFactory(parent=site_tree.updates, slug="first")
    ReportPageFactory(parent=site_tree.reports, slug="second")

    for address in ("/", "/updates/", "/updates/first/", "/reports/", "/reports/second/", "/nothing-here/"):
        response = client.get(address)

        assert not response.cookies, address
        assert "csrfmiddlewaretoken" not in response.text, address


def test_pages_may_be_kept_and_what_is_missing_may_not(client, site_tree):
    """What is missing now may be public in a moment."""
    UpdatePageFactory(parent=site_tree.updates, slug="first")

    for address, is_kept in (("/", True), ("/updates/", True), ("/updates/first/", True), ("/nothing-here/", False)):
        response = client.get(address)

        assert ("no-store" not in response.headers.get("Cache-Control", "")) is is_kept, address


def test_a_view_may_name_a_host_it_frames(client, db):
    response = client.get("/nothing-here/")
    response.frame_sources = ["https://video.example"]

    assert "; frame-src https://video.example" in written(site_settings.SECURE_CSP, response)
    assert "frame-src 'self' https://video.example" in written(site_settings.SECURE_CSP_ADMIN, response)
    assert "video.example" not in written(site_settings.SECURE_CSP_ADMIN, client.get("/nothing-here/"))

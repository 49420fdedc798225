"""Somebody sets up a second factor, signs in with it, and is asked once more before what is dangerous."""

import base64
import os
import re
import time
from pathlib import Path

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Locator, Page, expect

from tests.browser.admin import EDITOR_PASSWORD
from tests.browser.axe import serious_faults
from tests.browser.layout import sticking_out
from tests.browser.server import RunningSite

SCREENS = [(width, scheme) for width in (320, 768, 1280) for scheme in ("light", "dark")]
# Where pictures of all screens are put, for people to look at.
PICTURES = os.environ.get("SIGN_IN_PICTURES", "")
PEOPLE = f"""
from django.contrib.auth import get_user_model
users = get_user_model().objects
users.create_superuser("rosa", "rosa@fund.example", "{EDITOR_PASSWORD}")
users.create_superuser("ida", "ida@fund.example", "{EDITOR_PASSWORD}")
"""
FORGET = """
from django.contrib.sessions.models import Session
from site_core.sign_in.sessions import SessionStore
for session in Session.objects.all():
    store = SessionStore(session.session_key)
    if "sure_at" in store:
        store["sure_at"] = 0
        store.save()
"""
HAS_LOST_HERS = """
from django.contrib.auth import get_user_model
from users.second_factor import new_authenticator
new_authenticator(get_user_model().objects.get(username="ida")).save()
print(get_user_model().objects.get(username="ida").pk)
"""


class App:
    """An authenticator on a phone, which has scanned the key that a page shows."""

    def __init__(self, page: Page) -> None:
        letters = page.locator(".sign-in__key").inner_text().replace(" ", "")
        self.generator = TOTP(base64.b32decode(letters))
        self.last = 0

    def code(self) -> str:
        """One that was not used yet: that of the half minute before, of this one, or of the next."""
        now = int(time.time() // 30)
        self.last = max(self.last + 1, now - 1)
        while self.last > time.time() // 30 + 1:
            time.sleep(1)
        self.generator.time = self.last * 30
        return f"{self.generator.token():06d}"


class StrictSite(RunningSite):
    """A site on which nobody publishes without a second factor."""

    @property
    def environment(self):
        return super().environment | {"REQUIRE_SECOND_FACTOR": "true"}


@pytest.fixture(scope="module")
def strict_site(tmp_path_factory, running_site):
    site = StrictSite(tmp_path_factory.mktemp("strict"))
    site.share_static_files(running_site)
    site.start()
    site.shell(PEOPLE)
    yield site
    site.stop()


@pytest.fixture
def page(browser, strict_site):
    context = browser.new_context(base_url=strict_site.url, viewport={"width": 1280, "height": 900}, locale="en")
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def look_at(page: Page, name: str) -> None:
    """No screen is too wide for a phone, and axe finds nothing serious, in light or dark."""
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{scheme}.png", full_page=True)
        assert sticking_out(page) == [], f"{name} at {width}"
    assert serious_faults(page) == {"light": "", "dark": ""}, name


def give_password(page: Page) -> None:
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("rosa")
    page.locator("#id_password").fill(EDITOR_PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def covered(part: Locator) -> bool:
    """Whether something else lies over a part of the page."""
    return part.evaluate("""(part) => {
        const {left, top} = part.getBoundingClientRect();
        return document.elementFromPoint(left + 2, top + 2) !== part;
    }""")


def sign_out(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def test_from_the_first_sign_in_to_the_question_before_accounts(page, strict_site):
    page.goto("/admin/login/")
    look_at(page, "sign-in")
    give_password(page)

    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    look_at(page, "set-up")
    app = App(page)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("This code is not right")).to_be_visible()
    expect(page.get_by_label("Code")).to_be_focused()
    look_at(page, "set-up-wrong")
    page.get_by_label("Code").fill(app.code())
    page.get_by_role("button", name="Confirm").click()

    expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    look_at(page, "codes")
    codes = page.locator(".sign-in__codes code").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert all(code in download.value.path().read_text() for code in codes)
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(re.compile("/admin/$"))

    sign_out(page)
    give_password(page)
    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()
    look_at(page, "code")
    page.get_by_label("Code").fill(app.code())
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/admin/$"))

    sign_out(page)
    give_password(page)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("You have 9 recovery codes left")).to_be_visible()

    page.goto("/admin/account/#tab-security")
    expect(page.get_by_text("Phone", exact=True)).to_be_visible()
    look_at(page, "account")
    for link, name in (
        ("Set up another authenticator", "add"),
        ("Make new recovery codes", "new-codes"),
        ("Remove Phone", "remove"),
        ("Sign out everywhere else", "sign-out-everywhere"),
    ):
        page.goto("/admin/account/#tab-security")
        page.get_by_role("link", name=link).click()
        page.wait_for_load_state()
        look_at(page, name)
    page.goto("/admin/account/second-factor/codes/")
    page.get_by_role("button", name="Make new codes").click()
    expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    look_at(page, "codes-in-the-account")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="print")
    assert [covered(code) for code in page.locator(".sign-in__codes code").all()] == [False] * 10
    page.emulate_media(media="screen")
    ida = strict_site.shell(HAS_LOST_HERS).split()[-1]
    page.goto(f"/admin/users/{ida}/second-factor/reset/")
    look_at(page, "reset")

    strict_site.shell(FORGET)
    page.goto("/admin/users/new/")
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    look_at(page, "question")
    page.get_by_label("Your password, or a code").fill("wrong")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("This is not your password")).to_be_visible()
    expect(page.get_by_label("Your password, or a code")).to_be_focused()
    look_at(page, "question-wrong")
    page.get_by_label("Your password, or a code").fill(app.code())
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("Username")).to_be_visible()

    page.get_by_label("Username").fill("new")
    page.get_by_label("Email").fill("new@fund.example")
    page.get_by_label("First name").fill("Ada")
    page.get_by_label("Last name").fill("Example")
    page.locator("#id_password1").fill("wood lamp river seventeen")
    page.locator("#id_password2").fill("wood lamp river seventeen")
    strict_site.shell(FORGET)
    page.get_by_role("button", name=re.compile("^(Add|Save|Create)")).first.click()
    expect(page.get_by_text("What you filled in is kept")).to_be_visible()
    look_at(page, "question-kept")
    page.get_by_label("Your password, or a code").fill(EDITOR_PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("User 'new' created")).to_be_visible()


def test_a_password_can_be_looked_at_while_it_is_typed(page):
    page.goto("/admin/login/")
    page.locator("#id_password").fill("correct")

    page.get_by_role("button", name="Show the password").click()

    assert page.locator("#id_password").get_attribute("type") == "text"
    page.get_by_role("button", name="Hide the password").click()
    assert page.locator("#id_password").get_attribute("type") == "password"

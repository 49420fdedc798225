"""From the form at the foot of a page to leaving again: a browser without scripts, a mailer and a mail server."""

import json
import re
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from site_core.accessibility import AXE_WIDTHS, SCHEMES
from tests.browser.axe import told, violations
from tests.browser.layout import cut_off, sticking_out
from tests.browser.server import RunningSite
from tests.smtp import MailSink

MAKE_SUBSCRIBER = """
from subscriptions.addresses import address_hash
from subscriptions.links import choices_url, leave_url
from subscriptions.models import Subscriber
from subscriptions.services.confirming import confirm
address = "rosa@reader.example"
rosa, _ = Subscriber.objects.get_or_create(address=address, address_hash=address_hash(address))
confirm(rosa)
print(choices_url(rosa), leave_url(rosa))
"""
WRITE_LETTERS = """
import json
from subscriptions.confirmation_letters import confirmation_letter, reminder_letter
url = "https://fund.example/subscribe/confirm/" + 60 * "x"
print(json.dumps([confirmation_letter(url).html, reminder_letter(url).html]))
"""
# A message has no regions: mail programs put it into a page of their own.
OF_PAGES = ("region", "landmark-one-main")


class MailingSite(RunningSite):
    """A site whose mail goes to a sink."""

    sink: MailSink

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"EMAIL_URL": self.sink.url}


@pytest.fixture(scope="module")
def mailing_site(tmp_path_factory, running_site):
    site = MailingSite(tmp_path_factory.mktemp("mailing"))
    site.share_static_files(running_site)
    with MailSink() as site.sink:
        site.start()
        site.manage("create_demo_site")
        yield site
        site.stop()


@pytest.fixture
def reader(browser, mailing_site):
    context = browser.new_context(base_url=mailing_site.url, java_script_enabled=False, locale="en")
    yield context.new_page()
    context.close()


@pytest.fixture
def watched(browser, mailing_site):
    """A window with scripts, for the tools that look at pages."""
    context = browser.new_context(base_url=mailing_site.url, locale="en")
    yield context.new_page()
    context.close()


def sign_up(page: Page, address: str) -> None:
    page.get_by_label("Enter your email").fill(address)
    page.get_by_role("button", name="Subscribe").click()


def link_in(mail) -> str:
    return re.search(r"http://\S+/subscribe/\S+", mail.get_body(("plain",)).get_content()).group()


def test_reader_signs_up_confirms_chooses_and_leaves_without_scripts(reader, mailing_site):
    reader.goto("/reports/")
    sign_up(reader, "ada@reader.example")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Look into your inbox")

    mailing_site.manage("run_mailer", "--once")
    (mail,) = [mail for mail in mailing_site.sink.mails if mail["To"] == "ada@reader.example"]
    reader.goto(link_in(mail))
    reader.get_by_role("button", name="Yes, subscribe me").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("You are subscribed")

    reader.get_by_role("link", name="Choose what you get").click()
    reader.get_by_label("Once a week").check()
    reader.get_by_label("Reports", exact=True).uncheck()
    reader.get_by_role("button", name="Keep these choices").click()
    expect(reader.get_by_role("status")).to_have_text("Your choice is kept.")
    expect(reader.get_by_label("Once a week")).to_be_checked()
    expect(reader.get_by_label("Reports", exact=True)).not_to_be_checked()

    reader.get_by_role("link", name="Leave the list").click()
    reader.get_by_role("button", name="Leave the list").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("You are not subscribed")
    assert reader.context.cookies() == []


def test_reader_with_a_slip_in_the_address_mends_it_and_goes_on(reader):
    reader.goto("/subscribe/")
    sign_up(reader, "mo@localhost")
    field = reader.get_by_label("Enter your email")
    expect(field).to_have_value("mo@localhost")
    expect(field).to_have_accessible_description(re.compile("the name of a domain"))

    sign_up(reader, "mo@reader.example")

    expect(reader.get_by_role("heading", level=1)).to_have_text("Look into your inbox")


def test_pages_of_a_subscriber_are_accessible_and_fit_small_windows(watched, mailing_site):
    choices, leave = mailing_site.shell(MAKE_SUBSCRIBER).split()[-2:]
    found = {}

    for address in ("/subscribe/sent/", choices, f"{choices}?saved=1", f"{choices}erase/", leave, f"{leave}unknown/"):
        watched.goto(address)
        for scheme in SCHEMES:
            watched.emulate_media(color_scheme=scheme)
            watched.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
            found[address, scheme] = told(violations(watched))
        watched.set_viewport_size({"width": 320, "height": 640})
        found[address, "small"] = sticking_out(watched) + cut_off(watched)
        watched.set_viewport_size({"width": 1280, "height": 900})

    assert {place: faults for place, faults in found.items() if faults} == {}


def test_mails_to_those_who_sign_up_can_be_read_by_everybody_on_every_screen(watched, mailing_site):
    letters = json.loads(mailing_site.shell(WRITE_LETTERS).splitlines()[-1])
    found = {}

    for number, (width, scheme) in product(range(len(letters)), product(AXE_WIDTHS, SCHEMES)):
        watched.set_viewport_size({"width": width, "height": 900})
        watched.emulate_media(color_scheme=scheme)
        watched.set_content(letters[number])
        found[number, width, scheme] = sticking_out(watched), told(violations(watched, OF_PAGES))

    assert {place: faults for place, faults in found.items() if any(faults)} == {}

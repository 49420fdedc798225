"""One mail to one subscriber: its words, its links and its headers as the standards want them."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone, translation

from site_core.models import SiteSettings
from site_core.pictures.shapes import FIRST
from subscriptions.letters import KEPT_SECONDS, letter_to, preview_of
from subscriptions.links import choices_url, leave_url
from subscriptions.models import Announcement
from tests.factories import ImageFactory, PersonFactory, ReportPageFactory
from tests.subscriptions.mailing import announced, delivery, mailing, subscriber

ONCE = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Content-Language",
    "Precedence",
    "MIME-Version",
    "Content-Type",
]
HOSTILE = "Wells\r\nBcc: all@example.org\x1b\u2028X-Bad: 1"


@pytest.fixture
def announcement(site_tree) -> Announcement:
    return announced(site_tree.updates, page_fields={"title": "Wells"})


@pytest.fixture
def site_brand(site_tree):
    def set_brand(text: str) -> None:
        SiteSettings.objects.update_or_create(site=site_tree.site, defaults={"brand": text})

    return set_brand


def sent_bytes(announcement, reader=None) -> bytes:
    message = letter_to(delivery(announcement, reader or subscriber()))
    return message.message().as_bytes(linesep="\r\n")


def received(announcement, reader=None) -> EmailMessage:
    """As a strict program reads it, that takes no defect."""
    return message_from_bytes(sent_bytes(announcement, reader), policy=policy.SMTP.clone(raise_on_defect=True))


def unfolded(header) -> str:
    """A long value may begin on the line after its name."""
    return str(header).strip()


def parts(mail: EmailMessage) -> list[str]:
    return [mail.get_body([kind]).get_content() for kind in ("plain", "html")]


def test_mail_is_to_one_reader_from_whom_the_settings_name(announcement):
    mailing(sender_name="The Fund", sender_address="news@fund.example", reply_to="office@fund.example")
    reader = subscriber("ada")

    mail = received(announcement, reader)

    assert (mail["To"], mail["From"]) == ("ada@reader.example", "The Fund <news@fund.example>")
    assert mail["Reply-To"] == "office@fund.example"
    assert mail["Subject"] == "New update: Wells"


def test_sender_is_the_site_where_the_settings_name_none(announcement, site_brand, settings):
    settings.DEFAULT_FROM_EMAIL = "Website <website@fund.example>"
    site_brand("Fund of • Wells")

    mail = received(announcement)

    assert mail["From"] == "Fund of Wells <website@fund.example>"
    assert mail["Reply-To"] is None


def test_each_header_is_there_once(announcement):
    mailing(reply_to="office@fund.example")

    mail = received(announcement)

    assert {name: len(mail.get_all(name, [])) for name in ONCE} == dict.fromkeys(ONCE, 1)
    assert not {"Bcc", "Cc", "Sender", "Auto-Submitted"} & set(mail.keys())


def test_mail_programs_can_take_the_reader_off_the_list_with_one_click(announcement, settings):
    settings.SITE_URL, settings.SITE_HOST = "https://fund.example", "fund.example"
    reader = subscriber()

    mail = received(announcement, reader)

    assert unfolded(mail["List-Unsubscribe"]) == f"<{leave_url(reader)}>"
    assert leave_url(reader).startswith("https://fund.example/subscribe/leave/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    "name", ["Fund", 'The "Fund", Inc. (of) <Wells>', "Fonds für Brücken und Häfen", "基金 " * 25, "Ω" * 120]
)
def test_list_has_a_lasting_id_and_a_name(announcement, site_brand, settings, name):
    settings.SITE_HOST = "fund.example"
    site_brand(name)

    raw = sent_bytes(announcement).decode()
    mail = received(announcement, subscriber("other"))

    header = re.sub(r"\r\n(?=[ \t])", "", re.search(r"^List-Id: ((?:.*|\r\n[ \t])*?)\r\n(?![ \t])", raw, re.M)[1])
    assert re.fullmatch(r'("(?:[^"\\]|\\.)*"|=\?utf-8\?\S+\?=( =\?utf-8\?\S+\?=)*) <updates\.fund\.example>', header)
    assert " ".join(name.split()) in str(mail["List-Id"]).replace("\\", "")


@pytest.mark.parametrize("title", ["Wells", "Brücken über Flüsse", "井戸" * 60, "x" * 240, "A long title " * 18])
@pytest.mark.parametrize("name", ["Fund", "Fonds für Brücken", "x" * 120])
def test_lines_are_as_short_as_the_standard_wants_and_say_the_same_again(site_tree, site_brand, title, name):
    site_brand(name)
    announcement = announced(site_tree.updates, page_fields={"title": title.strip(), "slug": "wells"})

    raw = sent_bytes(announcement)
    mail = received(announcement, subscriber("other"))

    head = raw.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\r" not in raw.replace(b"\r\n", b"") and b"\n" not in raw.replace(b"\r\n", b"")
    assert unfolded(mail["Subject"]) == f"New update: {title.strip()}"
    assert parseaddr(str(mail["From"]))[0] == name


def test_nothing_that_somebody_types_becomes_a_header(site_tree, site_brand):
    site_brand(HOSTILE)
    mailing(sender_name=HOSTILE, postal_address=HOSTILE)
    announcement = announced(site_tree.updates, page_fields={"title": HOSTILE, "slug": "wells"})

    mail = received(announcement)

    assert "Bcc" not in mail and "X-Bad" not in mail
    assert "Wells Bcc: all@example.org" in mail["Subject"]
    assert "Wells Bcc" in mail["From"].addresses[0].display_name
    assert mail["From"].addresses[0].addr_spec.endswith("@localhost")


def test_sender_of_a_domain_with_accents_is_written_so_that_servers_take_it(announcement):
    mailing(sender_address="news@brücken.example", reply_to="office@brücken.example")

    mail = received(announcement)

    assert mail["From"].addresses[0].addr_spec == "news@xn--brcken-4ya.example"
    assert mail["Reply-To"] == "office@xn--brcken-4ya.example"


def test_both_parts_lead_to_choices_and_out_and_name_the_sender(announcement):
    mailing(postal_address="1 Bridge Street, Dhaka")
    reader = subscriber()

    for part in parts(received(announcement, reader)):
        assert choices_url(reader) in part
        assert leave_url(reader) in part
        assert "1 Bridge Street, Dhaka" in part
        assert "http://localhost/updates/wells/" in part


def test_links_of_one_reader_are_in_no_mail_of_another(announcement):
    first, second = subscriber("first"), subscriber("second")

    own = [parts(received(announcement, reader)) for reader in (first, second)]

    for part in own[1]:
        assert first.link_key not in part and "leave-" not in part and "choices-" not in part
    assert own[0][0].replace(first.link_key, "") != own[1][0]


def test_all_authors_are_named_in_their_order(site_tree):
    people = [PersonFactory(name=name) for name in ["Zoë", "Ada", "Mo", "Li", "Bo"]]
    report = announced(site_tree.reports, factory=ReportPageFactory, page_fields={"title": "Wells", "authors": people})

    for part in parts(received(report)):
        assert "By Zoë, Ada, Mo, Li, and Bo" in part


def test_mail_asks_nothing_of_strangers_and_tells_nobody(site_tree, settings):
    announcement = announced(site_tree.updates, page_fields={"lead_image": ImageFactory(files=[FIRST])})

    html = parts(received(announcement))[1]

    addresses = re.findall(r'(?:src|href)="([^"]*)"', html)
    assert all(address.startswith(settings.SITE_URL) and "?" not in address for address in addresses)
    assert re.findall(r'<img src="([^"]*)"', html)[0].startswith(f"{settings.SITE_URL}/media/")


def test_digest_is_small_however_much_there_is_to_say(site_tree, clock):
    names = [PersonFactory(name=f"{number} {'Ünïcode ' * 9}") for number in range(8)]
    for number in range(30):
        fields = {"title": f"{number} " + "ß" * 250, "summary": "ß" * 400, "authors": names}
        announced(site_tree.updates, opened_at=timezone.now(), page_fields={**fields, "slug": f"wells-{number}"})
    now = timezone.now()
    digest = Announcement.objects.create(
        kind="weekly", title="Digest", send_at=now, period_from=now, period_until=now + timedelta(days=1)
    )

    mail = received(digest, subscriber(frequency="weekly"))

    assert len(parts(mail)[1].encode()) < 100_000
    assert "10 more on our site" in parts(mail)[0]


def test_typo_that_was_mended_is_in_no_later_mail(announcement, clock):
    page = announcement.page.specific
    first = received(announcement, subscriber("first"))
    page.title = "Wells, mended"
    page.save_revision().publish()

    second = received(announcement, subscriber("second"))

    assert first["Subject"] == "New update: Wells"
    assert second["Subject"] == "New update: Wells, mended"


def test_draft_of_a_page_is_in_no_mail(announcement):
    page = announcement.page.specific
    page.title = "Secret"
    page.save_revision()

    assert received(announcement)["Subject"] == "New update: Wells"


def test_person_who_was_renamed_has_the_new_name_a_minute_later(site_tree, clock):
    person = PersonFactory(name="Ada")
    announcement = announced(site_tree.updates, page_fields={"authors": [person]})
    received(announcement, subscriber("first"))
    person.name = "Ada Lovelace"
    person.save()

    clock.shift(KEPT_SECONDS)

    assert "By Ada Lovelace" in parts(received(announcement, subscriber("second")))[0]


def test_words_are_written_once_for_all(announcement, django_assert_max_num_queries):
    rows = [delivery(announcement, subscriber(f"reader{number}")) for number in range(3)]
    letter_to(rows[0])

    with django_assert_max_num_queries(10):
        for row in rows[1:]:
            letter_to(row)


def test_page_that_is_not_public_any_more_is_in_no_mail(announcement):
    row = delivery(announcement, subscriber())
    announcement.page.specific.unpublish()

    assert letter_to(row) is None


def test_reader_who_was_erased_gets_no_mail(announcement):
    reader = subscriber()
    row = delivery(announcement, reader)
    reader.delete()
    row.refresh_from_db()

    assert letter_to(row) is None


def test_message_id_is_the_same_at_each_attempt_and_of_this_delivery_alone(announcement):
    first, second = delivery(announcement, subscriber("first")), delivery(announcement, subscriber("second"))

    ids = [letter_to(row).message()["Message-ID"] for row in (first, first, second)]

    assert ids[0] == ids[1] != ids[2]
    assert re.fullmatch(r"<[\w.-]+@localhost>", ids[0])


def test_preview_says_what_the_mail_says_and_leads_nowhere(announcement):
    words = preview_of(announcement)
    mail = received(announcement)

    assert words.subject == mail["Subject"]
    assert "/subscribe/leave/…/" in words.text and "/subscribe/leave/…/" in words.html
    assert "http://localhost/updates/wells/" in words.text


@time_machine.travel("2026-03-04 23:30Z", tick=False)
def test_preview_is_in_the_language_and_by_the_clock_of_the_site_whoever_looks(site_tree):
    announcement = announced(site_tree.updates, page_fields={"publication_date": timezone.now()})

    with translation.override("de"), timezone.override(ZoneInfo("Asia/Tokyo")):
        words = preview_of(announcement)

    assert "March 4th 2026" in words.text
    assert "Read the update" in words.text


def test_preview_of_a_page_that_is_gone_has_its_title(announcement):
    announcement.page.specific.delete()
    announcement.refresh_from_db()

    assert preview_of(announcement).subject == "Wells"


def test_mail_says_in_which_language_it_is(site_tree):
    announcement = announced(site_tree.updates, page_fields={"language": "ar"})

    assert received(announcement)["Content-Language"] == "ar"

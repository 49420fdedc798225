"""The house rules that a machine can read; the words for people are in CONTRIBUTING.md."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parent.parent

# Where unescaped output is meant, and why it is safe.
UNESCAPED_ON_PURPOSE = {
    "blog/structured_data.py": "JSON in which whatever could end the element is written by its number",
    "site_core/drawings.py": "the drawings are made of numbers and fixed words",
    "site_core/footnotes.py": "the notes are rich text, which has been checked: see site_core/stored_text.py",
    "site_core/handbook.py": "the handbook is a file of ours, and markup in it stays text",
}
# Where Django's mail is used, and what for; all other mail goes through the outbox or the deliveries.
MAIL_ON_PURPOSE = {
    "site_core/mail_backend.py": "puts whatever Django and Wagtail send into the outbox",
    "site_core/mail_checks.py": "check_mail tries the mail server while somebody waits for the answer",
    "site_core/mail_server.py": "the mailer's connection",
    "site_core/models/mail.py": "a message of the outbox",
    "site_core/outbox.py": "the mailer",
    "subscriptions/letters.py": "writes what the mailer sends",
    "subscriptions/services/delivering.py": "the mailer",
}
# Who asks for live pages without the one live set, and why no reader is shown them by it.
LIVE_ON_PURPOSE = {
    "blog/admin_filters.py": "a filter for staff",
    "home/dashboard.py": "a list for staff",
    "scheduling/due.py": "what is to expire",
    "scheduling/ledger.py": "what was ever public",
    "scheduling/sources.py": "the calendar of staff",
    "site_core/expiries.py": "when the live set changes next",
    "site_core/link_checks/listing.py": "a report for staff",
    "site_core/querysets.py": "the live set itself",
    "site_core/readiness/gate.py": "whether a page is to be published or to be changed",
}
# What a line looks like that sends mail, listens to publishing, or asks for live pages.
SENDING = (
    r"from django\.core(?:\.mail\b| import (?:\([^)]*|[^\n(]*)\bmail\b).*"
    r"|import (?:django\.core\.mail|smtplib)\b|from smtplib\b"
    r"|wagtail\.admin\.mail\b|\.email_user\(|\bAdminEmailHandler\b"
)
LISTENING = r"\bpage_published\b|\bregister\(\s*[\"']after_publish_page"
ASKING = r"\.live\(\)|live=(?:True|1)\b|[\"']\w*live[\"']: True\b|\bexclude\([^)]*live=False"
MOST_SILENCERS = 10


def files(*patterns: str) -> list[Path]:
    """What git knows or would take, so that neither .venv/ nor var/ is looked at."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def places(pattern: str, *globs: str) -> list[str]:
    """Where a pattern stands, as file:line, in a form that an editor can open."""
    found = []
    for file in files(*globs):
        text = file.read_text()
        for match in re.finditer(pattern, text):
            line = text.count("\n", 0, match.start()) + 1
            found.append(f"{file.relative_to(ROOT)}:{line}: {match.group().strip()}")
    return found


@pytest.mark.parametrize(
    ("fault", "pattern"),
    [
        ("inline style", r"<style\b|\sstyle="),
        ("inline script", r"<script(?![^>]*\b(?:src|type=\"application/(?:ld\+)?json\"))[^>]*>|\son[a-z]+="),
        (
            "something from another host",
            r"<(?:script|link|img|iframe|source|video|audio)\b[^>]*\b(?:src|href)=\"(?:https?:)?//",
        ),
        (
            "a cross-site request token, which only forms of signed-in people need",
            r"<form(?=[^>]*method=\"get\")[^}]*csrf_token",
        ),
    ],
)
def test_templates_hold_nothing_that_the_content_security_policy_forbids(fault, pattern):
    # Mail programs know no style sheets: styles in templates/emails/ are meant, scripts are not.
    elsewhere = [":!templates/emails"] if fault == "inline style" else []

    assert places(pattern, "templates/*.html", *elsewhere) == [], fault


def test_output_is_escaped_unless_allowed_here():
    unescaped = places(r"\|safe(?:seq)?\b|\bmark_safe\(|\bSafeString\(|autoescape off", "*.html", "*.py", ":!tests")

    assert [place for place in unescaped if place.partition(":")[0] not in UNESCAPED_ON_PURPOSE] == []


def test_no_editor_writes_html():
    """That every block of every model keeps to this is seen in tests/hostile/."""
    assert places(r"\bRawHTML\w*", "*.py", ":!tests") == []


def test_mail_leaves_through_the_mailer_alone():
    sending = places(SENDING, "*.py", ":!tests")

    assert {place.partition(":")[0] for place in sending} == set(MAIL_ON_PURPOSE)


def test_only_the_collector_of_links_listens_to_what_wagtail_publishes():
    """Wagtail's signal also comes for what is private or published again; the release engine tells of first times."""
    listening = places(LISTENING, "*.py", ":!tests", ":!benchmarks")

    assert {place.partition(":")[0] for place in listening} == {"site_core/signal_handlers.py"}


def test_lists_begin_with_the_one_live_set():
    asking = places(ASKING, "*.py", ":!tests", ":!benchmarks", ":!*/migrations")

    assert {place.partition(":")[0] for place in asking} == set(LIVE_ON_PURPOSE)


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        (SENDING, "from django.core.mail import send_mail"),
        (SENDING, "from django.core.mail.message import EmailMessage"),
        (SENDING, "from django.core import mail"),
        (SENDING, "from django.core import (\n    cache,\n    mail,\n)"),
        (SENDING, "import django.core.mail as post"),
        (SENDING, "import smtplib"),
        (SENDING, "from smtplib import SMTP"),
        (SENDING, "from wagtail.admin.mail import send_mail"),
        (SENDING, 'user.email_user("Subject", "Words")'),
        (LISTENING, "from wagtail.signals import page_published"),
        (LISTENING, "signals.page_published.connect(announce)"),
        (LISTENING, '@hooks.register("after_publish_page")'),
        (ASKING, "UpdatePage.objects.live()"),
        (ASKING, "UpdatePage.objects.filter(live=True)"),
        (ASKING, "Authorship.objects.filter(page__live=True)"),
        (ASKING, 'pages.filter(**{"page__live": True})'),
        (ASKING, "pages.filter(Q(live=True) | Q(title=title))"),
        (ASKING, "UpdatePage.objects.exclude(Q(live=False))"),
    ],
)
def test_rules_of_mail_publishing_and_lists_see_what_breaks_them(monkeypatch, tmp_path, rule, line):
    """In a file that git does not know yet, as a new one would be."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog" / "new.py").write_text(f"import json\n\n\n{line}\n")
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)

    (place,) = places(rule, "*.py", ":!tests")
    assert place.startswith("blog/new.py:4: ")


def test_silencers_name_their_rule_and_reason():
    unexplained = places(
        r"# noqa(?!: [A-Z]+\d+(, [A-Z]+\d+)* - \S).*|# type: ignore(?!\[[a-z-]+\] +# \S).*",
        "*.py",
        ":!tests/test_conventions.py",
    )

    assert unexplained == []


def test_silencers_are_few():
    assert (
        len(places(r"# noqa|# type: ignore|djlint:off|stylelint-disable", "*.py", "*.html", "*.css", ":!tests"))
        <= MOST_SILENCERS
    )


def test_browsers_are_driven_in_their_own_folder():
    """What drives one leaves a loop behind, in which no other test of the process may ask the database."""
    driving = [path for path in files("tests/*.py") if re.search(r"^from playwright\b", path.read_text(), re.MULTILINE)]

    assert driving and {path.parent.name for path in driving} == {"browser"}


def test_modules_have_a_room_of_their_own():
    assert [file for file in files("*.py") if file.stem in {"utils", "helpers", "common", "misc"}] == []


def test_only_the_services_write_what_the_mailing_list_knows():
    writes = r"\.(?:save|delete|update|create|bulk_create|bulk_update|get_or_create|update_or_create)\("
    elsewhere = [":!subscriptions/services", ":!subscriptions/migrations"]

    assert places(writes, "subscriptions/*.py", *elsewhere) == []


def test_migrations_are_named_by_what_they_do():
    own = {config.label for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    migrations = MigrationLoader(None).disk_migrations

    automatic = [
        f"{app}.{name}"
        for (app, name), migration in migrations.items()
        if app in own and name.partition("_")[2] == migration.suggest_name() and not migration.initial
    ]

    assert automatic == []


def test_every_variable_of_the_environment_is_documented():
    settings = (ROOT / "site_core" / "settings.py").read_text() + (ROOT / "deploy" / "gunicorn.conf.py").read_text()
    names = set(re.findall(r"env\.\w+\([\"']([A-Z_]+)[\"']", settings))
    example, manual = (ROOT / ".env.example").read_text(), (ROOT / "docs" / "operations.md").read_text()

    assert [name for name in sorted(names) if f"{name}=" not in example or f"`{name}`" not in manual] == []


@pytest.mark.parametrize("kind", ["components", "blocks"])
def test_each_style_sheet_is_named_as_the_block_it_draws(kind):
    strangers = []
    for sheet in files(f"static/css/{kind}/*.css"):
        block = sheet.stem.replace("_", "-")
        outer_selectors = re.findall(r"^\.([\w-]+)", sheet.read_text(), flags=re.MULTILINE)
        strangers += [
            f"{sheet.relative_to(ROOT)}: .{name}"
            for name in outer_selectors
            if not re.fullmatch(rf"{block}(__.+|--.+)?", name)
        ]

    assert strangers == []

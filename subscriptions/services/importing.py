"""Addresses from a file: looked through first, added when somebody has decided how they are to be asked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from site_core.models import SiteSettings
from subscriptions.import_files import AddressTable, Line
from subscriptions.models import ImportFile, MailingSettings, SignUp, Subscriber, Suppression
from subscriptions.services.signing_up import consent_to, sign_ups_waiting

BATCH = 500
SHOWN_FAULTS = 100
# Their confirmations leave at the pace that the settings allow, and readers who sign up meanwhile wait behind them.
MOST_TO_ASK = 10_000


class NotImportedError(Exception):
    """These addresses cannot be added in this way; says in words why."""


@dataclass
class Findings:
    """What a file holds, in numbers, with the first lines that cannot be read."""

    columns: list[str] = field(default_factory=list)
    new: int = 0
    known: int = 0
    barred: int = 0
    repeated: int = 0
    invalid: int = 0
    faults: list[Line] = field(default_factory=list)

    def note_fault(self, line: Line) -> None:
        self.invalid += 1
        if len(self.faults) < SHOWN_FAULTS:
            self.faults.append(line)


def keep_file(name: str, content: bytes, user) -> ImportFile:
    """Erased when it is imported or given up, and after a day."""
    ImportFile.objects.filter(made_by=user).delete()
    return ImportFile.objects.create(name=name[:255], content=content, made_by=user)


def give_up(file: ImportFile) -> None:
    file.delete()


def look_through(file: ImportFile) -> Findings:
    """The dry run: what would be added, and what not."""
    table, findings = AddressTable(bytes(file.content)), Findings()
    findings.columns = list(table.columns)
    for lines in new_lines(table, findings):
        findings.new += len(lines)
    return findings


def new_lines(table: AddressTable, findings: Findings) -> Iterator[list[Line]]:
    """Batches of lines with addresses that nobody knows here; counts all others."""
    seen: set[str] = set()
    lines = table.lines()
    while batch := list(islice(lines, BATCH)):
        readable: dict[str, Line] = {}
        for line in batch:
            if line.fault:
                findings.note_fault(line)
            elif line.hash in seen:
                findings.repeated += 1
            else:
                seen.add(line.hash)
                readable[line.hash] = line
        yield without_known(readable, findings)


def without_known(lines: dict[str, Line], findings: Findings) -> list[Line]:
    """Who was erased or cannot be reached is never added again; who left stays away."""
    barred = set(Suppression.objects.filter(address_hash__in=lines).values_list("address_hash", flat=True))
    subscribers = Subscriber.objects.filter(address_hash__in=lines)
    known = set(subscribers.values_list("address_hash", flat=True)) - barred
    findings.barred += len(barred)
    findings.known += len(known)
    return [line for key, line in lines.items() if key not in barred | known]


def add_to_be_asked(file: ImportFile, user) -> int:
    """Everybody gets the confirmation mail, and is a subscriber when they confirm."""
    findings = look_through(file)
    waiting = sign_ups_waiting()
    if waiting + findings.new > MOST_TO_ASK:
        words = _("At most %(most)s people can wait to be asked, and %(waiting)s do already. Please split the file.")
        raise NotImportedError(words % {"most": f"{MOST_TO_ASK:,}", "waiting": f"{waiting:,}"})
    consent = consent_to(current_terms())
    for lines in new_lines(AddressTable(bytes(file.content)), Findings()):
        with transaction.atomic():
            add(lines)
            SignUp.objects.bulk_create([SignUp(address=line.address, consent=consent) for line in lines])
    finish(file, user, {"added": findings.new, "asked": True})
    return findings.new


def add_with_consent(file: ImportFile, source: str, user) -> int:
    """Subscribed at once; where their consent came from is kept with each."""
    added, now = 0, timezone.now()
    for lines in new_lines(AddressTable(bytes(file.content)), Findings()):
        with transaction.atomic():
            add(lines, state=Subscriber.State.CONFIRMED, confirmed_at=now, consent_source=source)
        added += len(lines)
    finish(file, user, {"added": added, "source": source})
    return added


def add(lines: list[Line], **fields) -> None:
    """Somebody who signed up in the meantime stays as they are."""
    rows = [Subscriber(address=line.address, address_hash=line.hash, **{**fields, **line.choices}) for line in lines]
    Subscriber.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def finish(file: ImportFile, user, facts: dict) -> None:
    log(MailingSettings.load(), "subscriptions.import", user=user, data=facts)
    file.delete()


def current_terms() -> str:
    stored = SiteSettings.objects.filter(site__is_default_site=True).first() or SiteSettings()
    return stored.subscribe_terms

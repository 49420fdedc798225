from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from wagtail import hooks

from site_core.querysets import asking_once

# A hook of this name takes a page and gives its findings: each app adds the rules of its own pages.
HOOK = "find_what_is_missing"


@dataclass(frozen=True)
class Finding:
    """Something that a page lacks, why that matters, and the field where it can be mended."""

    rule: str
    message: str
    reason: str
    # Wagtail's name for a place in the form: the field, then ids of blocks and names of their fields.
    path: tuple[str, ...] = ()
    # The number of a row in an inline panel, and the field in it.
    row: int | None = None
    field: str = ""
    # Where it is mended, if not on the page.
    address: str = ""
    # What tells it from another finding of the same rule at the same place.
    subject: str = ""
    is_hard: bool = False

    @property
    def key(self) -> str:
        """The same for the same fault in every draft of a page."""
        where = [".".join(self.path), "" if self.row is None else str(self.row), self.field, self.subject]
        return ":".join([self.rule, *where])

    @property
    def fragment(self) -> str:
        """Wagtail opens the tab and scrolls to the place that stands behind :w: in an address; our script reads on."""
        terms = {"contentpath": ".".join(self.path)}
        if self.row is not None:
            terms |= {"row": str(self.row), "field": self.field}
        return f"#:w:{urlencode(terms)}"

    def url(self, page) -> str:
        return self.address or reverse("wagtailadmin_pages:edit", args=[page.pk]) + self.fragment


def findings_of(page) -> list[Finding]:
    """All findings on this page as it is in memory, the hard ones first, each once."""
    with asking_once():
        found = {finding.key: finding for rule in hooks.get_hooks(HOOK) for finding in rule(page)}
    return sorted(found.values(), key=lambda finding: not finding.is_hard)


def hard(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.is_hard]


def soft(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if not finding.is_hard]

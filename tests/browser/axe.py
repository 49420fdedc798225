"""axe, the program that checks pages for accessibility, with all of its rules."""

from collections.abc import Iterable

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# What is asked of screens for editors.
SERIOUS = {"serious", "critical"}
# The contrast of level AAA, which Wagtail's colours do not aim for.
LEFT_OUT = ("color-contrast-enhanced",)
# Faults of Wagtail 8.0 in parts that we take as they are.
NOT_OURS = {
    ".Draftail-Editor": "the writing area is named by a placeholder, which goes when there is text",
    ".typed-table-block": "the cells of a table are named by their column's head alone, which axe does not see",
    "[data-side-panel-toggle]": "the button of a side panel counts, and its name does not say the number",
    ".tagit": "the field for tags has a label that the script of its widget hides from it",
    ".w-minimap__list": "the list scrolls and cannot be reached by keyboard while it is hidden",
}
RUN = """async ({leftOut, notOurs}) => {
    const rules = axe.getRules().map((rule) => rule.ruleId).filter((rule) => !leftOut.includes(rule));
    const exclude = notOurs.filter((selector) => document.querySelector(selector)).map((selector) => [selector]);
    const results = await axe.run({include: [["html"]], exclude}, {runOnly: rules, resultTypes: ["violations"]});
    return results.violations.map((violation) => ({
        rule: violation.id,
        impact: violation.impact,
        help: violation.help,
        places: violation.nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary.split("\\n").pop()}`),
    }));
}"""


def violations(page: Page, left_out: Iterable[str] = (), not_ours: Iterable[str] = ()) -> list[dict]:
    """What axe finds on a page, but for rules left out and for elements that are not ours.

    The script comes through the browser's tools, which no policy of the page forbids.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN, {"leftOut": list(left_out), "notOurs": list(not_ours)})


def told(found: list[dict]) -> str:
    """What was found, in words, for a failing test."""
    lines = []
    for violation in found:
        lines.append(f"{violation['rule']} ({violation['impact']}): {violation['help']}")
        lines += [f"    {place}" for place in violation["places"][:8]]
    return "\n".join(lines)


def serious_faults(page: Page) -> dict[str, str]:
    """What is serious and ours on a screen for editors, in words, in light and in dark."""
    found = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
        faults = violations(page, LEFT_OUT, NOT_OURS)
        found[scheme] = told([fault for fault in faults if fault["impact"] in SERIOUS])
    return found

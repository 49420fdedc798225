"""What the demo site says, apart from its long texts: titles, names, dates and the words around them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

FUND = "Digital Infrastructure Fund"
BRAND = "Digital • Infrastructure • Fund"
TAGLINE = "Creating a sustainable future for the technology that powers our world."
REPORT_TITLE = "A Cooperative Model for Digital Infrastructure"
CREDIT = "Drawn for the demo site"
STARTER = "Starter text: replace it with your own."


def noon(day: date) -> datetime:
    """The middle of the day, which is the same date in nearly all time zones."""
    return datetime.combine(day, time(12), tzinfo=UTC)


@dataclass(frozen=True)
class DemoPicture:
    """A picture of the library; the description is its alternative text."""

    file_name: str
    title: str
    description: str


@dataclass(frozen=True)
class DemoUpdate:
    """An update; its text is in `texts/`."""

    text: str
    title: str
    day: date
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    lead_image: str = ""
    lead_image_caption: str = ""


@dataclass(frozen=True)
class DemoStandardPage:
    """A standard page; its text is in `texts/`, and its address is named as the text."""

    text: str
    title: str
    introduction: str


PICTURES = [
    DemoPicture(
        "forest.webp",
        "Forest",
        "Drawing of five trees made of fine lines, with dots for leaves. Below the ground their roots meet in a net.",
    ),
    DemoPicture(
        "delta.webp",
        "River delta",
        "Drawing of a river that divides into many arms on its way to the sea. Dots along the arms stand for places.",
    ),
    DemoPicture(
        "bridge.webp",
        "Bridge",
        "Drawing of a suspension bridge of fine lines and dots, mirrored in still water.",
    ),
    DemoPicture(
        "cover.webp",
        "Cover: a cooperative model",
        "Drawing of a great round made of many small dots, each joined to its neighbours; five of them are orange.",
    ),
    DemoPicture("open-collective-light.png", "Open Collective logo, for light pages", "Open Collective logo"),
    DemoPicture("open-collective-dark.png", "Open Collective logo, for dark pages", "Open Collective logo"),
]

SORT_NAMES = {
    "Richard Littauer": "Littauer, Richard",
    "Anushah Hossain": "Hossain, Anushah",
    "Narrira Lemos de Souza": "Souza, Narrira Lemos de",
    "Luciana Ferreira": "Ferreira, Luciana",
    "Márcia Nóbrega": "Nóbrega, Márcia",
    "Bruno Rigonato": "Rigonato, Bruno",
}

UPDATES = [
    DemoUpdate(
        text="welcome",
        title="Welcome to the new home of the Digital Infrastructure Fund",
        day=date(2021, 1, 29),
        authors=("Richard Littauer",),
        tags=("Maintenance", "Open source"),
    ),
    DemoUpdate(
        text="dhaka",
        title="Regional Open Source Software Communities: The View From Dhaka, Bangladesh",
        day=date(2022, 3, 30),
        authors=("Anushah Hossain",),
        tags=("Communities", "Open source"),
    ),
    DemoUpdate(
        text="forests",
        title="Tech For Forests Website",
        day=date(2023, 1, 26),
        authors=("Narrira Lemos de Souza", "Luciana Ferreira", "Márcia Nóbrega", "Bruno Rigonato"),
        tags=("Communities", "Forests"),
        lead_image="forest.webp",
        lead_image_caption="Apart above the ground, joined below it: a drawing made for this demo.",
    ),
]

REPORT_SUBTITLE = "What projects without a business model can borrow from cooperatives"
REPORT_DAY = date(2023, 6, 15)
REPORT_FILES = {
    "summary.pdf": "Summary",
    "full-report.pdf": "Full report",
    "recommendations.pdf": "Recommendations",
}
REPORT_PARTNERS = [
    {"name": "Example Foundation (invented for this demo)", "url": "https://example.org/", "part": "funder"},
    {"name": "Cooperative Study Circle (invented for this demo)", "url": "", "part": "partner"},
]

STANDARD_PAGES = [
    DemoStandardPage("about", "About", f"{STARTER} Here readers learn who you are."),
    DemoStandardPage("terms", "Terms and conditions", f"{STARTER} Here readers learn what they agree to."),
    DemoStandardPage("privacy", "Privacy", f"{STARTER} Here readers learn what you keep about them."),
    DemoStandardPage("accessibility", "Accessibility", f"{STARTER} Here readers learn what works for them."),
]

LEAD_LINKS_INTRODUCTION = "You can check out a more complete summary, the full report and the recommendations here:"
LEAD_CLOSING = "We hope you find it useful."
UPDATES_INTRODUCTION = "What was done, by whom, and what came of it."
REPORTS_INTRODUCTION = "Longer works, to read here or to take away."
DESCRIPTION = "Updates and reports on the digital infrastructure that everybody uses, and on those who keep it."
ABOUT_HEADING = "The dot between"
ABOUT_TEXT = (
    "<p>Infrastructure is what lies between things and lets them meet. Digital infrastructure is made of code, formats "
    "and services that everybody uses and a few people keep. Who are they, how do they do it, and what would help?</p>"
    "<p><i>Demo text: replace it with your own.</i></p>"
)
TERMS = (
    "<p>By clicking the Subscribe Button you are confirming that you agree with our "
    '<a linktype="page" id="{page_id}">terms and conditions</a>.</p>'
)
SOCIAL_LINKS = [
    {"label": "Mastodon", "url": "https://example.org/mastodon"},
    {"label": "Source code", "url": "https://example.org/source"},
]
DESIGN_LINK = [{"label": "Design available", "url": "https://example.org/design"}]

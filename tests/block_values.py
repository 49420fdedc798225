"""Every block of a body and of the front page as it is stored: whole, and with each of its parts missing in turn."""

from collections.abc import Iterator
from copy import deepcopy

from tests.factories import DocumentFactory, ImageFactory, PersonFactory, ReportPageFactory, StandardPageFactory

TEXT = '<p data-block-key="a1">Some words, <b>bold</b> and <a linktype="page" id="{page}">linked</a>.</p>'
CELLS = {
    "caption": "",
    "columns": [{"type": "text", "heading": "Year"}, {"type": "number", "heading": "Projects"}],
    "rows": [{"values": [TEXT, "9"]}, {"values": ["<p>2022</p>", "1250.5"]}],
}
NUMBERS = {
    "caption": "",
    "columns": [{"type": "label", "heading": "Year"}, {"type": "number", "heading": "Projects"}],
    "rows": [{"values": ["2021", "9"]}, {"values": ["2022", "-1250.5"]}],
}


def item(value, number: int = 1) -> dict:
    return {"type": "item", "id": f"00000000-0000-0000-0000-00000000000{number}", "value": value}


def whole_values(site_tree) -> dict[str, object]:
    """The stored form of each block with everything in it."""
    page = StandardPageFactory(parent=site_tree.home, title="Target", slug="target")
    picture, document = ImageFactory(), DocumentFactory()
    text = TEXT.replace("{page}", str(page.pk))
    image = {"image": picture.pk, "alt_text": "What it shows", "decorative": False}
    link = {"label": "Read on", "page": page.pk, "document": None, "url": "", "fragment": "part"}
    file_link = {"label": "", "page": None, "document": document.pk, "url": "", "fragment": ""}
    cells = deepcopy(CELLS)
    cells["rows"][0]["values"][0] = text
    people = [item(PersonFactory(affiliation="Institute", photo=picture).pk), item(PersonFactory().pk, 2)]
    return {
        "text": text,
        "heading": {"text": "A heading", "level": "3"},
        "quote": {"quote": "Words", "person": "A. Member", "source": "Book", "url": "https://example.org/"},
        "pull_quote": {"text": "A sentence."},
        "callout": {"kind": "warning", "heading": "Mind this", "text": text},
        "accordion": {"items": [item({"title": "A question", "text": text})]},
        "code": {"language": "python", "code": "print('<hello>')", "caption": "A greeting"},
        "image": {"image": image, "caption": "A caption", "credit": "By somebody", "width": "wide"},
        "gallery": {
            "images": [item({"image": image, "caption": "One"}), item({"image": image, "caption": "Two"}, 2)],
            "caption": "Two views",
        },
        "text_image": {"heading": "Beside", "text": text, "image": image, "links": [item(link)], "image_side": "start"},
        "embed": {
            "url": "https://vimeo.com/12345678",
            "title": "A talk",
            "poster": image,
            "caption": "Recorded in spring",
        },
        "downloads": {"documents": [item(document.pk)]},
        "figures": {"heading": "Numbers", "figures": [item({"number": "12", "label": "things"})], "source": "Accounts"},
        "table": {"caption": "A table", "table": cells, "source": "Accounts", "has_header_column": True},
        "chart": {
            "title": "A chart",
            "description": "It falls.",
            "table": NUMBERS,
            "source": "Accounts",
            "kind": "line",
            "unit": "%",
        },
        "timeline": {"heading": "When", "events": [item({"date": "2019", "title": "It began", "text": text})]},
        "people": {"heading": "Who", "people": people},
        "related_pages": {"heading": "Read on", "pages": [item(page.pk)]},
        "links": {"links": [item(link), item(file_link, 2)]},
        "lead": {
            "title": "A title",
            "standfirst": text,
            "links_introduction": "Read on:",
            "links": [item(link)],
            "closing": "The end.",
        },
        "latest_updates": {"heading": "Latest", "count": 2, "link_label": "all"},
        "featured_report": {
            "heading": "A report",
            "report": ReportPageFactory(parent=site_tree.reports, slug="shown").pk,
        },
        "hand_picked_pages": {"heading": "Picked", "pages": [item(page.pk)]},
        "partners": {
            "heading": "Partners",
            "partners": [item({"name": "One", "url": "https://example.org/", "logo": picture.pk})],
        },
        "subscribe": {"heading": "Subscribe"},
    }


def broken_values(value) -> Iterator[object]:
    """The value with each part emptied, taken away, or naming what was deleted; lists without rows."""
    if isinstance(value, dict) and value.get("type") == "item":
        if not isinstance(value["value"], dict):
            yield {**value, "value": None}
        for broken in broken_values(value["value"]):
            yield {**value, "value": broken}
    elif isinstance(value, dict):
        for key, part in value.items():
            if key in {"type", "id"}:
                continue
            if not isinstance(part, list):  # a list is stored without rows, never as nothing
                yield {**value, key: None}
            yield {name: other for name, other in value.items() if name != key}
            if isinstance(part, int) and not isinstance(part, bool):
                yield {**value, key: 999_999}
            for broken in broken_values(part):
                yield {**value, key: broken}
    elif isinstance(value, list):
        yield []
        for place, part in enumerate(value):
            for broken in broken_values(part):
                yield [*value[:place], broken, *value[place + 1 :]]
    elif isinstance(value, str):
        yield ""

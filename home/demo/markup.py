"""Reads the texts of the demo site, which are plain HTML, into the blocks and footnotes of a page."""

import re
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from bs4 import BeautifulSoup, Tag

TEXTS = Path(__file__).parent / "texts"
IDENTITIES = uuid.UUID("5c1f6f0e-3f0b-4c55-9a3e-6b1d2a7c9e40")


def identity(name: str) -> str:
    """The same identity for the same name on every demo site, so that its anchors are the same, too."""
    return str(uuid.uuid5(IDENTITIES, name))


def read_html(name: str) -> str:
    return re.sub(r"\s+", " ", (TEXTS / f"{name}.html").read_text(encoding="utf-8")).strip()


@dataclass
class TextReader:
    """Turns a text into raw blocks; links and pictures are found by address and by file name."""

    page_ids: dict[str, int] = field(default_factory=dict)
    image_ids: dict[str, int] = field(default_factory=dict)

    def read(self, name: str) -> tuple[list[dict], dict[str, str]]:
        """The blocks of a text, and the words of its footnotes by their identity."""
        soup = BeautifulSoup(read_html(name), "html.parser")
        self.link_pages(soup)
        notes = take_notes(soup, name)
        blocks: list[dict] = []
        for element in soup.find_all(recursive=False):
            kind, value = self.block(element)
            if kind == "text" and blocks and blocks[-1]["type"] == "text":
                blocks[-1]["value"] += value
            else:
                blocks.append({"type": kind, "value": value, "id": identity(f"{name}/{len(blocks)}")})
        return blocks, notes

    def read_recommendations(self, name: str) -> list[dict]:
        soup = BeautifulSoup(read_html(name), "html.parser")
        return [
            {
                "type": "recommendation",
                "id": identity(f"{name}/{section['id']}"),
                "value": {
                    "title": section.h3.get_text(),
                    "text": "".join(str(paragraph) for paragraph in section.find_all("p")),
                    "audience": section.footer.get_text(),
                },
            }
            for section in soup.find_all("section")
        ]

    def link_pages(self, soup: BeautifulSoup) -> None:
        """Links to addresses of this site become links to pages, which follow a page when it moves."""
        for link in soup.select('a[href^="/"]'):
            link.attrs = {"linktype": "page", "id": str(self.page_ids[link["href"]])}

    def block(self, element: Tag) -> tuple[str, str | dict]:
        match element.name:
            case "h2" | "h3":
                return "heading", {"text": element.get_text(), "level": element.name[1]}
            case "blockquote":
                return "quote", quote(element)
            case "figure":
                return "image", self.figure(element)
            case "dl":
                return "figures", figures(element)
            case "aside":
                return "callout", callout(element)
            case "q":
                return "pull_quote", {"text": element.get_text()}
            case "table" if "data-kind" in element.attrs:
                return "chart", chart(element)
            case "table":
                return "table", table(element)
            case "ol" if "title" in element.attrs:
                return "timeline", timeline(element)
            case "nav":
                links = [{"label": link.get_text(), "page": int(link["id"])} for link in element.find_all("a")]
                return "links", {"links": links}
            case _:
                return "text", str(element)

    def figure(self, element: Tag) -> dict:
        picture = {"image": self.image_ids[element.img["src"]], "alt_text": element.img["alt"], "decorative": False}
        return {"image": picture, "caption": element.figcaption.get_text(), "width": "wide"}


def take_notes(soup: BeautifulSoup, name: str) -> dict[str, str]:
    """Takes the notes out of a text, written as `small`, and leaves a mark at the place of each."""
    notes = {}
    for number, small in enumerate(soup.find_all("small")):
        note_id = identity(f"{name}/note/{number}")
        notes[note_id] = f"<p>{small.decode_contents()}</p>"
        mark = soup.new_tag("footnote", attrs={"id": note_id})
        mark.string = f"[{note_id[:6]}]"
        small.replace_with(mark)
    return notes


def quote(element: Tag) -> dict:
    source = element.cite.extract().get_text()
    person = element.footer.get_text().strip(" ,")
    return {"quote": element.p.get_text(), "person": person, "source": source}


def figures(element: Tag) -> dict:
    numbers = zip(element.find_all("dt"), element.find_all("dd"), strict=True)
    return {
        "heading": element["title"],
        "figures": [{"number": number.get_text(), "label": label.get_text()} for number, label in numbers],
        "source": element["data-source"],
    }


def callout(element: Tag) -> dict:
    return {"kind": element["class"][0], "heading": element["title"], "text": element.decode_contents().strip()}


def table(element: Tag) -> dict:
    cells = cells_of(element, words="text")
    return {"caption": element.caption.get_text(), "table": cells, "source": element["data-source"]}


def chart(element: Tag) -> dict:
    return {
        "title": element.caption.get_text(),
        "description": element["data-description"],
        "kind": element["data-kind"],
        "unit": element["data-unit"],
        "source": element["data-source"],
        "table": cells_of(element, words="label"),
    }


def cells_of(element: Tag, words: str) -> dict:
    """The columns and rows of a table; its columns of numbers are marked as such."""
    headings = element.thead.find_all("th")
    kinds = ["number" if "number" in heading.get("class", []) else words for heading in headings]
    rows = [[cell_value(*pair) for pair in zip(kinds, row.find_all("td"), strict=True)] for row in element.tbody("tr")]
    return {
        "caption": "",
        "columns": [
            {"type": kind, "heading": heading.get_text()} for kind, heading in zip(kinds, headings, strict=True)
        ],
        "rows": [{"values": values} for values in rows],
    }


def cell_value(kind: str, cell: Tag) -> str:
    return f"<p>{cell.decode_contents()}</p>" if kind == "text" else cell.get_text()


def timeline(element: Tag) -> dict:
    events = [
        {"date": item.time.get_text(), "title": item.b.get_text(), "text": str(item.p) if item.p else ""}
        for item in element.find_all("li")
    ]
    return {"heading": element["title"], "events": events}

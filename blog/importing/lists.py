"""Lines of lists, however deep, as the nested lists of the site's rich text."""

import re
from dataclasses import dataclass

from blog.importing.words import Inline, rich, tidy

NUMBER = re.compile(r"^\(?\w{1,5}[.)]")


@dataclass
class Item:
    """A line of a list, with how deep it stands."""

    level: int
    ordered: bool
    line: list[Inline]


def is_number(marker: str) -> bool:
    """Whether what stands before a line counts it, such as 1. or b), and is no bullet."""
    return bool(NUMBER.match(marker))


def lists_of(items: list[Item]) -> list[list[Item]]:
    """Items in lists of one kind: where the outermost changes from bullets to numbers, another list begins."""
    lists: list[list[Item]] = []
    kind = None
    lowest = min(item.level for item in items)
    for item in items:
        if item.level == lowest and item.ordered != kind:
            lists.append([])
            kind = item.ordered
        if not lists:
            lists.append([])
        lists[-1].append(item)
    return lists


def rich_list(items: list[Item], note_ids: dict[str, str]) -> str:
    """Items as nested lists, one level at a time."""
    html, open_lists = [], []
    for item in items:
        depth = min(max(item.level - items[0].level, 0), len(open_lists))
        name = "ol" if item.ordered else "ul"
        while len(open_lists) > depth + 1 or (len(open_lists) == depth + 1 and open_lists[-1] != name):
            html.append(f"</li></{open_lists.pop()}>")
        if len(open_lists) == depth + 1:
            html.append("</li>")
        else:
            open_lists.append(name)
            html.append(f"<{name}>")
        html.append(f"<li>{rich(tidy(item.line), note_ids)}")
    html += [f"</li></{name}>" for name in reversed(open_lists)]
    return "".join(html)

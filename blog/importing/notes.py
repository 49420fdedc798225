"""Finds the notes of a clean tree, however a program writes them: a mark that leads to a text that leads back."""

from blog.importing import limits
from blog.importing.cleaning import HEADINGS
from blog.importing.findings import Findings
from blog.importing.tree import Element

NOTE_ROOMS = ("li", "div", "p", "td")


def target(link: Element) -> str:
    href = link.attributes.get("href", "")
    return href[1:] if href.startswith("#") else ""


def take_notes(root: Element, findings: Findings) -> dict[str, Element]:
    """Takes the texts of the notes out of a tree, by name, and leaves `note` elements where their marks stood."""
    named: dict[str, Element] = {}
    for element in root.elements():
        if identity := element.attributes.get("id"):
            named.setdefault(identity, element)
    links = [element for element in root.find_all("a") if target(element) in named]
    marks = {identity: link for link in reversed(links) for identity in identities(link)}
    rooms = find_rooms(links, named, marks)
    notes: dict[str, Element] = {}
    for mark in links:
        name = target(mark)
        if name not in rooms or is_inside(mark, rooms[name]) or (name not in notes and len(notes) >= limits.MAX_NOTES):
            continue
        if name.startswith("cmnt"):
            remove_mark(mark)
            findings.counts["comments"] += name not in notes
        else:
            remove_mark(mark, Element("note", {"name": name}))
        notes[name] = rooms[name]
    for room in notes.values():
        room.remove()
        for link in room.find_all("a"):
            if target(link) in marks:
                remove_mark(link)
    return {name: room for name, room in notes.items() if not name.startswith("cmnt")}


def find_rooms(links: list[Element], named: dict[str, Element], marks: dict[str, Element]) -> dict[str, Element]:
    """For each name that a mark leads to, the element that holds the text; only where a later link leads back."""
    order = {id(link): place for place, link in enumerate(links)}
    rooms: dict[str, Element] = {}
    for way_back in links:
        mark = marks.get(target(way_back))
        if mark is None or order[id(mark)] >= order[id(way_back)] or (name := target(mark)) in rooms:
            continue
        room = room_of(named[name])
        if room is not None and is_inside(way_back, room) and not is_inside(mark, room):
            rooms[name] = room
    return widen(rooms)


def identities(link: Element) -> list[str]:
    """Names of a link, of what is in it, and of the raised figure around it."""
    around = [link.parent] if link.parent is not None and link.parent.name in ("sup", "span", "a", "b", "i") else []
    named = [link, *around, *link.elements()]
    return [element.attributes["id"] for element in named if "id" in element.attributes]


def room_of(element: Element) -> Element | None:
    line = [element, *element.ancestors()]
    if any(each.name in HEADINGS for each in line):
        return None
    return next((each for each in line if each.name in NOTE_ROOMS and each.parent is not None), None)


def widen(rooms: dict[str, Element]) -> dict[str, Element]:
    """A note whose paragraph has a container of its own is all that is in it."""
    taken = {id(room) for room in rooms.values()}
    widened = {}
    for name, room in rooms.items():
        parent = room.parent
        widened[name] = parent if parent is not None and is_room_of(parent, room, taken) else room
    return widened


def is_room_of(parent: Element, room: Element, taken: set[int]) -> bool:
    """Whether an element holds one note only, which begins with this paragraph."""
    if room.name != "p" or parent.name != "div" or parent.parent is None or len(parent.children) > 40:
        return False
    return parent.children_begin_with(room) and sum(id(child) in taken for child in parent.children) == 1


def is_inside(element: Element, room: Element) -> bool:
    return element is room or any(each is room for each in element.ancestors())


def remove_mark(mark: Element, note: Element | None = None) -> None:
    """A mark goes with the raised figure around it, and with nothing else."""
    parent = mark.parent
    if parent is not None and parent.name == "sup" and parent.text().strip() == mark.text().strip():
        mark = parent
    if note is None:
        mark.remove()
    else:
        mark.replace(note)

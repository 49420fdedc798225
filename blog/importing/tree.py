"""A small tree of elements and words: what every document becomes before it becomes blocks."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(eq=False)
class Element:
    """An element with its attributes; children are elements and words."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)
    parent: "Element | None" = None

    def append(self, child: "Element | str") -> None:
        if isinstance(child, Element):
            child.parent = self
        self.children.append(child)

    def remove(self) -> None:
        if self.parent is not None:
            self.parent.children.remove(self)
            self.parent = None

    def replace(self, other: "Element | str") -> None:
        if self.parent is not None:
            siblings = self.parent.children
            siblings[siblings.index(self)] = other
            if isinstance(other, Element):
                other.parent = self.parent
            self.parent = None

    def elements(self) -> Iterator["Element"]:
        """All elements below this one, in the order of the document."""
        waiting = [child for child in reversed(self.children) if isinstance(child, Element)]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(child for child in reversed(element.children) if isinstance(child, Element))

    def find_all(self, *names: str) -> list["Element"]:
        return [element for element in self.elements() if element.name in names]

    def ancestors(self) -> Iterator["Element"]:
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def children_begin_with(self, first: "Element") -> bool:
        """Whether this child is the first of all but blanks."""
        filled = (child for child in self.children if not isinstance(child, str) or child.strip())
        return next(filled, None) is first

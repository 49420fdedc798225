"""What was found in a document, what was left out, and why: shown to the person before anything is saved."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import ngettext


def sentence(kind: str, count: int) -> str:
    """One kind of thing that was left out or changed, in words."""
    sentences = {
        "scripts": ngettext(
            "%(count)s script was left out: pages of this site run none.",
            "%(count)s scripts were left out: pages of this site run none.",
            count,
        ),
        "embedded": ngettext(
            "%(count)s frame, player or form was left out. Films come back with the block Video or audio.",
            "%(count)s frames, players or forms were left out. Films come back with the block Video or audio.",
            count,
        ),
        "comments": ngettext("%(count)s comment was left out.", "%(count)s comments were left out.", count),
        "deletions": ngettext(
            "%(count)s passage marked as deleted was left out. Passages marked as added were kept.",
            "%(count)s passages marked as deleted were left out. Passages marked as added were kept.",
            count,
        ),
        "links": ngettext(
            "%(count)s link leads nowhere for readers, such as to a file or a place inside the document. "
            "Its words were kept.",
            "%(count)s links lead nowhere for readers, such as to files or to places inside the document. "
            "Their words were kept.",
            count,
        ),
        "linked pictures": ngettext(
            "%(count)s picture is not in the document but somewhere else; it was not fetched. Add it by hand.",
            "%(count)s pictures are not in the document but somewhere else; they were not fetched. Add them by hand.",
            count,
        ),
        "unknown pictures": ngettext(
            "%(count)s picture is damaged or of a kind that browsers do not show, such as EMF or SVG. "
            "Add it as PNG or JPEG.",
            "%(count)s pictures are damaged or of a kind that browsers do not show, such as EMF or SVG. "
            "Add them as PNG or JPEG.",
            count,
        ),
        "large pictures": ngettext(
            "%(count)s picture is too large or too many. Add it by hand.",
            "%(count)s pictures are too large or too many. Add them by hand.",
            count,
        ),
        "moved notes": ngettext(
            "%(count)s footnote stood in a heading, a table or a caption, where none can stand; "
            "its mark was put into the nearest paragraph.",
            "%(count)s footnotes stood in a heading, a table or a caption, where none can stand; "
            "their marks were put into the nearest paragraph.",
            count,
        ),
        "continued lists": ngettext(
            "%(count)s numbered list went on after an interruption; it begins with 1 again.",
            "%(count)s numbered lists went on after an interruption; they begin with 1 again.",
            count,
        ),
        "large tables": ngettext(
            "%(count)s table is too large for a page; its cells were kept as lines of text.",
            "%(count)s tables are too large for a page; their cells were kept as lines of text.",
            count,
        ),
        "bold lines": ngettext(
            "%(count)s short line in bold may be meant as a heading. It was kept as text: change it there.",
            "%(count)s short lines in bold may be meant as headings. They were kept as text: change them there.",
            count,
        ),
        "contents": ngettext(
            "%(count)s table of contents was left out: reports make their own.",
            "%(count)s tables of contents were left out: reports make their own.",
            count,
        ),
        "facts": ngettext(
            "%(count)s line at the head of the document, such as a date or tags, was left out. Enter it in the editor.",
            "%(count)s lines at the head of the document, such as date or tags, were left out. "
            "Enter them in the editor.",
            count,
        ),
    }
    return sentences[kind] % {"count": count}


@dataclass
class Findings:
    """Counts while a document is read; sentences afterwards."""

    counts: Counter = field(default_factory=Counter)

    def add(self, kind: str, count: int = 1) -> None:
        """Counts one more; what has no kind needs no words."""
        if kind:
            self.counts[kind] += count

    def sentences(self) -> list[str]:
        return [sentence(kind, count) for kind, count in self.counts.items() if count]

"""One style sheet out of many: what `@import` names is put in its place. A browser reads the parts just as well."""

import posixpath
import re
from collections.abc import Callable

TOKEN = re.compile(
    r"""@import\s+(?:url\(\s*)?["']?(?P<path>[^"')\s;]+)["']?\s*\)?\s*(?P<terms>[^;]*);"""
    r"""|(?P<comment>/\*.*?\*/)|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""",
    re.DOTALL,
)
LAYER = re.compile(r"layer\((?P<name>[-\w.]+)\)\s*")
ADDRESS = re.compile(r"""url\(\s*(?P<quote>["']?)(?P<path>[^"')]+)(?P=quote)\s*\)""")
PRINT = "print"
SPACE = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\s*([{};])\s*|\s+""", re.DOTALL)
CHARSET = re.compile(r'@charset\s+"[^"]*";\s*')
NOT_RELATIVE = ("/", "#", "data:", "http:", "https:")


def expand_imports(name: str, read: Callable[[str], str]) -> str:
    """The text of a style sheet with every sheet it imports, in its layer or for paper, and without comments."""

    def replacement(token: re.Match) -> str:
        if token["comment"]:
            return " "  # Django would look for the files that a comment names
        return imported(token) if token["path"] else token[0]

    def imported(match: re.Match) -> str:
        path = match["path"]
        if path.startswith(NOT_RELATIVE):
            raise ValueError(f"{name} imports {path}: only sheets of this site, by their relative path, can be joined.")
        layer = LAYER.fullmatch(match["terms"])
        if match["terms"] and not layer and match["terms"] != PRINT:
            raise ValueError(f"{name} imports {path} with terms other than a layer or print: {match['terms']}")
        text = rebase(expand_imports(posixpath.normpath(posixpath.join(folder, path)), read), posixpath.dirname(path))
        if layer:
            return f"@layer {layer['name']} {{\n{text}\n}}"
        return f"@media print {{\n{text}\n}}" if match["terms"] else text

    folder = posixpath.dirname(name)
    return TOKEN.sub(replacement, CHARSET.sub("", read(name)))


def squeeze(text: str) -> str:
    """The same sheet without the white space that only people need."""

    def replacement(token: re.Match) -> str:
        return token[1] or token[2] or " "

    return SPACE.sub(replacement, text).replace(";}", "}").strip()


def rebase(text: str, folder: str) -> str:
    """The same sheet with its relative addresses as they read from the sheet above, `folder` being the way down."""

    def address(match: re.Match) -> str:
        path = match["path"].strip()
        if path.startswith(NOT_RELATIVE):
            return match[0]
        return f'url("{posixpath.normpath(posixpath.join(folder, path))}")'

    return ADDRESS.sub(address, text)

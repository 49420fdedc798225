"""Code in a document: its language, its lines, and how much of it one block holds."""

from blog.importing.tree import Element
from site_core.blocks.code import LANGUAGES

CODE_LANGUAGES = {name for name, _label in LANGUAGES}
CODE_ALIASES = {"js": "javascript", "ts": "typescript", "py": "python", "rb": "ruby", "sh": "bash", "shell": "bash",
                "yml": "yaml", "c++": "cpp", "rs": "rust", "golang": "go"}  # fmt: skip
MAX_CODE = 20_000


def code_of(element: Element) -> str:
    return "".join(
        child if isinstance(child, str) else "\n" if child.name == "br" else code_of(child)
        for child in element.children
    )


def parts_of(code: str) -> list[str]:
    """Code in pieces that a block can hold, cut at line ends where there are any."""
    parts = []
    while len(code) > MAX_CODE:
        cut = code.rfind("\n", 1, MAX_CODE)
        cut = cut if cut > 0 else MAX_CODE
        parts.append(code[:cut])
        code = code[cut:].removeprefix("\n")
    return [*parts, code]


def language_named(name: str) -> str:
    """The language of the site's code blocks that has this name; plain text where there is none."""
    name = CODE_ALIASES.get(name.lower(), name.lower())
    return name if name in CODE_LANGUAGES else "text"

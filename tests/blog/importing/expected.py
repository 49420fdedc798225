"""What was read from a document in a form that people can compare: notes are numbered, identities are left out.

`python -m tests.blog.importing.expected` writes the expectations beside the fixtures anew; read the difference.
"""

import json
import os
import re
from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures"
NAMES = [
    "google-docs-clipboard.html",
    "google-docs.docx",
    "google-docs.zip",
    "letters.md",
    "libreoffice.docx",
    "libreoffice.html",
    "pandoc.html",
    "word-clipboard.html",
    "word-filtered.htm",
    "word-report.docx",
    "word-update.docx",
]
NOTE = re.compile(r'<footnote id="([^"]+)">\[([^\]]+)\]</footnote>')


def readable(document) -> dict:
    """Everything that was read, the same on every run."""
    numbers = {note_id: number for number, note_id in enumerate(document.notes, start=1)}

    def numbered(value):
        if isinstance(value, str):
            return NOTE.sub(lambda mark: f"[note {numbers[mark.group(1)]}]", value)
        if isinstance(value, dict):
            return {key: numbered(each) for key, each in value.items()}
        return [numbered(each) for each in value] if isinstance(value, list) else value

    return {
        "title": document.title,
        "summary": document.summary,
        "blocks": [{block["type"]: numbered(block["value"])} for block in document.blocks],
        "notes": list(document.notes.values()),
        "pictures": [f"{picture.extension}: {picture.alt}" for picture in document.pictures],
        "told": list(document.findings.sentences()),
    }


def expectation(name: str) -> Path:
    return FIXTURES / f"{name}.json"


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from blog.importing.reading import read_file

    for name in NAMES:
        document = read_file(name, (FIXTURES / name).read_bytes())
        words = json.dumps(readable(document), ensure_ascii=False, indent=2)
        expectation(name).write_text(f"{words}\n", encoding="utf-8")

"""BibTeX, RIS and CSL-JSON, each written from the same `blog.citations.Work`."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from blog.citations import Name, Work, work_of
from site_core.shown_settings import settings_of

# The ten characters that TeX does not print as they are. Letters with accents stay: biber reads them.
TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
# What BibTeX would take a list of names apart by.
JOINS = re.compile(r",|\band\b")
# In addresses nothing is escaped, but braces would end the field.
BRACES = str.maketrans({"{": "%7B", "}": "%7D"})


@dataclass(frozen=True)
class CitationFile:
    """A form that programs for references read."""

    label: str
    extension: str
    content_type: str
    write: Callable[[Work], str]


def write_bibtex(work: Work) -> str:
    fields = {
        "author": " and ".join(bibtex_name(name) for name in work.authors),
        "editor": " and ".join(bibtex_name(name) for name in work.editors),
        # The second pair of braces keeps its capital letters.
        "title": f"{{{tex(work.title)}}}",
        "institution": tex(work.publisher),
        "publisher": tex(work.publisher),
        "year": str(work.date.year) if work.date else "",
        "month": str(work.date.month) if work.date else "",
        "date": work.date.isoformat() if work.date else "",
        "doi": work.doi.translate(BRACES),
        "isbn": work.isbn,
        "url": work.address.translate(BRACES),
        "language": work.language,
        "abstract": tex(work.abstract),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@techreport{{{bibtex_key(work)},", *lines, "}", ""])


def bibtex_key(work: Work) -> str:
    return re.sub(r"[^A-Za-z0-9-]", "", work.key) or "report"


def bibtex_name(name: Name) -> str:
    """Braces around whatever a program would else take apart: an organisation, an "and", a comma of its own."""
    if not name.given:
        return f"{{{tex(name.family)}}}"
    return ", ".join(f"{{{tex(part)}}}" if JOINS.search(part) else tex(part) for part in (name.family, name.given))


def tex(text: str) -> str:
    return text.translate(TEX)


def write_ris(work: Work) -> str:
    """Each line a tag of two letters (Research Information Systems, 2011); it must end with an empty ER."""
    pairs = [
        ("TY", "RPRT"),
        ("ID", work.key),
        *(("AU", name.inverted) for name in work.authors),
        *(("A2", name.inverted) for name in work.editors),
        ("TI", work.title),
        ("PY", str(work.date.year) if work.date else ""),
        ("DA", work.date.strftime("%Y/%m/%d/") if work.date else ""),
        ("PB", work.publisher),
        ("DO", work.doi),
        ("SN", work.isbn),
        ("UR", work.address),
        ("L1", work.pdf),
        ("LA", work.language),
        ("AB", work.abstract),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in pairs if value) + "ER  - \r\n"


def write_csl(work: Work) -> str:
    """An array of one item, as Citation Style Language 1.0.2 describes its data."""
    date = work.date
    item = {
        "id": work.key,
        "type": "report",
        "title": work.title,
        "author": [csl_name(name) for name in work.authors],
        "editor": [csl_name(name) for name in work.editors],
        "publisher": work.publisher,
        "issued": {"date-parts": [[date.year, date.month, date.day]]} if date else None,
        "DOI": work.doi,
        "ISBN": work.isbn,
        "URL": work.address,
        "language": work.language,
        "abstract": work.abstract,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"


def csl_name(name: Name) -> dict[str, str]:
    return {"family": name.family, "given": name.given} if name.given else {"literal": name.family}


def serve_citation(request: HttpRequest, page, file: CitationFile) -> HttpResponse:
    """As a file to keep; search engines know the page itself."""
    work = work_of(page, settings_of(request).name)
    headers = {
        "Content-Disposition": content_disposition_header(True, f"{page.slug}{file.extension}"),
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(file.write(work), content_type=file.content_type, headers=headers)


CITATION_FILES = {
    "cite/bibtex/": CitationFile("BibTeX", ".bib", "application/x-bibtex; charset=utf-8", write_bibtex),
    "cite/ris/": CitationFile("RIS", ".ris", "application/x-research-info-systems; charset=utf-8", write_ris),
    "cite/csl-json/": CitationFile("CSL-JSON", ".json", "application/vnd.citationstyles.csl+json", write_csl),
}

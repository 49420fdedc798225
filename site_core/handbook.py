"""The handbook for editors, as it stands in docs/editors.md, shown inside the admin."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin
from PIL import Image as PillowImage

HANDBOOK = settings.BASE_DIR / "docs" / "editors.md"
PICTURES = settings.BASE_DIR / "docs" / "screenshots" / "handbook"
PICTURE_NAME = re.compile(r"[a-z0-9-]{1,100}\.webp")
# How the handbook names its pictures, so that they are seen where the file is read as it is, too.
PICTURE_PREFIX = "screenshots/handbook/"


@dataclass(frozen=True)
class Handbook:
    """The text as HTML, and its chapters as anchors and titles."""

    html: SafeString
    chapters: list[tuple[str, str]]


def read_handbook() -> Handbook:
    return render(HANDBOOK, HANDBOOK.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def render(file: Path, _version: int) -> Handbook:
    """Renders the file once for each of its versions. Markup in the text stays text."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.use(anchors_plugin, max_level=3, slug_func=slugify)
    tokens = without_title(markdown.parse(file.read_text()))
    for token in tokens:
        for child in token.children or []:
            if child.type == "image":
                show_picture(child)
    html = mark_safe(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S308 - written by Markdown without HTML
    return Handbook(html, list(chapters_of(tokens)))


def without_title(tokens: list[Token]) -> list[Token]:
    """The screen has the title in its header."""
    return tokens[3:] if tokens and tokens[0].tag == "h1" else tokens


def chapters_of(tokens: list[Token]):
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h2":
            yield str(opening.attrGet("id")), inline.content


def show_picture(image: Token) -> None:
    """Gives a picture its address in the admin, and its size, so that no chapter moves while pictures arrive."""
    name = str(image.attrGet("src")).removeprefix(PICTURE_PREFIX)
    if PICTURE_NAME.fullmatch(name) and (PICTURES / name).is_file():
        with PillowImage.open(PICTURES / name) as picture:
            width, height = picture.size
        image.attrs |= {"src": reverse("handbook_picture", args=[name]), "width": width, "height": height}
    image.attrSet("loading", "lazy")


def handbook(request: HttpRequest) -> TemplateResponse:
    context = {
        "handbook": read_handbook(),
        "page_title": _("Handbook"),
        "header_title": _("Handbook"),
        "header_icon": "help",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Handbook")},
        ],
    }
    return TemplateResponse(request, "site_core/admin/handbook.html", context)


@require_safe
def handbook_picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture of the handbook, and no other file."""
    file = PICTURES / name
    if not PICTURE_NAME.fullmatch(name) or not file.is_file():
        raise Http404
    return FileResponse(file.open("rb"), content_type="image/webp")

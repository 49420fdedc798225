"""Pictures as the web may see them: the renditions of open images in the media folder, and nothing else in it."""

import logging
import re

from django.core.files import File
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from site_core.embargo import is_open, may_have, uses_of_rendition
from site_core.file_responses import PRIVATE, SHARED_SECONDS, etag_of_state, file_answer, modification_time
from site_core.models import SiteImage

logger = logging.getLogger(__name__)

RENDITION_NAME = re.compile(r"images/[-\w.]+\.(avif|gif|jpg|png|webp)")
FORMATS = {
    # extension: content type, place and bytes of the mark that every such file carries
    "avif": ("image/avif", 4, b"ftyp"),
    "gif": ("image/gif", 0, b"GIF8"),
    "jpg": ("image/jpeg", 0, b"\xff\xd8\xff"),
    "png": ("image/png", 0, b"\x89PNG\r\n\x1a\n"),
    "webp": ("image/webp", 8, b"WEBP"),
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    # Feed readers and web mail show our pictures on pages of their own.
    "Cross-Origin-Resource-Policy": "cross-origin",
}
# A browser may keep a rendition: its name carries a hash of what is in it (SiteImage.generate_rendition_file).
# What stands between keeps it for a moment only, because a picture closes with the last page that shows it.
FOREVER = f"public, max-age=31536000, immutable, s-maxage={SHARED_SECONDS}"

PLACEHOLDER = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200" preserveAspectRatio="xMidYMid slice">'
    '<rect width="320" height="200" fill="#7d8a84" fill-opacity=".15"/>'
    '<g fill="none" stroke="#7d8a84" stroke-width="2"><path d="M116 112l28-16M176 96l28 16" stroke-dasharray="6 5"/>'
    '<circle cx="160" cy="88" r="9" stroke-dasharray="5 4"/></g>'
    '<g fill="#7d8a84"><circle cx="107" cy="117" r="6"/><circle cx="213" cy="117" r="6"/></g></svg>'
)


@require_safe
def serve_rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    """A rendition for the browser to keep; a drawing in its place where there is none to be had or it is damaged."""
    match = RENDITION_NAME.fullmatch(name)
    extension = match[1] if match else ""
    caching = caching_of(request, name) if extension else ""
    file = open_rendition(name, extension) if caching else None
    if not file:
        headers = {**HEADERS, "Cache-Control": "no-store"}
        return HttpResponse(PLACEHOLDER, status=404, content_type="image/svg+xml", headers=headers)
    modified = modification_time(default_storage, name)
    return file_answer(
        request,
        file,
        headers={**HEADERS, "Content-Type": FORMATS[extension][0], "Cache-Control": caching},
        etag=etag_of_state(file.size, modified),
        modified=modified,
    )


def caching_of(request: HttpRequest, name: str) -> str:
    """Who may keep this rendition; nothing where the reader may not have it, or nobody made it."""
    if is_open(uses_of_rendition, name):
        return FOREVER
    images = SiteImage.objects.filter(renditions__file=name)
    return PRIVATE if may_have(request, uses_of_rendition, name, images) else ""


def open_rendition(name: str, extension: str) -> File | None:
    """The file, if it is there and begins as a file of its kind does."""
    _content_type, place, mark = FORMATS[extension]
    try:
        file = default_storage.open(name)
        is_sound = file.read(place + len(mark))[place:] == mark
        file.seek(0)
    except OSError as error:
        logger.info("No rendition at %s: %s", name, error)
        return None
    if not is_sound:
        logger.warning("The rendition %s is damaged", name)
        file.close()
        return None
    return file

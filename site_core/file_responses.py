"""Files as answers: validators, parts of a file, and nothing of the file's own choosing in the headers."""

import io
import re
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

PRIVATE = "private, no-store"
# How long a cache between the site and its readers may go on serving what the site has closed. With what the site
# itself keeps (site_core.embargo) it is less than five.
SHARED_SECONDS = 2
# One range only: a request for several is answered with the whole file, as HTTP allows.
# Where the proxy finds a file of the media folder that the site lets a reader have; nobody can ask for it there.
BEHIND_THE_SITE = "/behind-the-site/"
BYTE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class RangeNotSatisfiable(Exception):
    """The part asked for lies outside the file."""


class FilePart(io.RawIOBase):
    """A stretch of an open file, read to its end and no further."""

    def __init__(self, file: File, start: int, length: int):
        file.seek(start)
        self.file = file
        self.remaining = length

    def readable(self):
        return True

    def readinto(self, buffer):
        data = self.file.read(min(len(buffer), self.remaining))
        buffer[: len(data)] = data
        self.remaining -= len(data)
        return len(data)

    def close(self):
        self.file.close()
        super().close()


def modification_time(storage: Storage, name: str) -> datetime | None:
    try:
        return storage.get_modified_time(name)
    except NotImplementedError:
        return None


def etag_of_state(size: int, modified: datetime | None) -> str:
    """A validator for a file whose contents nobody has hashed."""
    return f'"{int(modified.timestamp()) if modified else 0:x}-{size:x}"'


def file_answer(
    request: HttpRequest, file: File, *, headers: dict[str, str], etag: str, modified: datetime | None
) -> HttpResponseBase:
    """An open file, or the part of it that was asked for, or word that the reader's copy is still good."""
    headers = {**headers, "ETag": etag, "Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff"}
    if modified:
        headers["Last-Modified"] = http_date(modified.timestamp())
    whole = HttpResponse(headers=headers)
    seconds = int(modified.timestamp()) if modified else None
    answer: HttpResponseBase = get_conditional_response(request, etag, seconds, whole) or whole
    if answer is whole:
        answer = left_to_proxy(file, headers) or whole_or_part(request, file, headers)
    if not answer.streaming:
        file.close()
    return answer


def left_to_proxy(file: File, headers: dict[str, str]) -> HttpResponse | None:
    """Word to the proxy to send the file itself, where it is set up to (`FILES_BY_PROXY`) and can see the file."""
    media = Path(settings.MEDIA_ROOT)
    if not settings.FILES_BY_PROXY or not file.name or not Path(file.name).is_relative_to(media):
        return None
    place = Path(file.name).relative_to(media)
    # That parts of the file can be had, the proxy says itself.
    kept = {name: value for name, value in headers.items() if name != "Accept-Ranges"}
    return HttpResponse(headers={**kept, "X-Accel-Redirect": BEHIND_THE_SITE + quote(str(place))})


def whole_or_part(request: HttpRequest, file: File, headers: dict[str, str]) -> HttpResponseBase:
    size = file.size
    try:
        wanted = requested_range(request, size, headers)
    except RangeNotSatisfiable:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    if wanted:
        first, last = wanted
        answer = FileResponse(FilePart(file, first, last - first + 1), status=206)
        headers = {**headers, "Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(last - first + 1)}
    else:
        answer = FileResponse(file)
    for name, value in headers.items():
        answer.headers[name] = value
    return answer


def requested_range(request: HttpRequest, size: int, headers: dict[str, str]) -> tuple[int, int] | None:
    """The first and last byte that a request asks for, or None where it should get the whole file."""
    match = BYTE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or not match or match.groups() == ("", ""):
        return None
    if request.headers.get("If-Range", headers["ETag"]) not in (headers["ETag"], headers.get("Last-Modified")):
        return None
    first, last = (int(number) if number else size for number in match.groups())
    if not match[1]:
        first, last = max(size - last, 0), size
    if first >= size:
        raise RangeNotSatisfiable
    if last < first:
        return None
    return first, min(last, size - 1)

"""Pictures that come inside a document: let in after the same checks as any upload, and none is ever fetched."""

import base64
import binascii
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image as PillowImage

from blog.importing import limits
from blog.importing.findings import Findings
from site_core.uploads import check_picture

FORMATS = {"AVIF": "avif", "GIF": "gif", "JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
DATA_ADDRESS = re.compile(r"data:image/[\w.+-]+(?:;[\w=.-]+)*;base64,", re.IGNORECASE)
TRACKER_PIXELS = 4
# What programs write as the description of a picture when nobody described it.
MACHINE_WORDS = re.compile(
    r"\s*(?:\.\s*)?(description automatically generated.*|ai-generated content may be incorrect\.?)$", re.I | re.S
)
FILE_NAME = re.compile(
    r"(?:image|picture|img|screenshot|photo|grafik|bild|figura|imagem?)[ _-]*\d*"
    r"|\S+\.(?:png|jpe?g|gif|webp|avif|emf|tiff?|bmp)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Picture:
    """A picture of a document: what is in its file, and what the document says it shows."""

    data: bytes
    extension: str
    alt: str
    title: str = ""

    @property
    def content_type(self) -> str:
        return f"image/{'jpeg' if self.extension == 'jpg' else self.extension}"


@dataclass
class Pictures:
    """The pictures of one document, as they are met. `read` finds the bytes behind a source, or None."""

    findings: Findings
    read: Callable[[str], bytes | None]
    found: list[Picture] = field(default_factory=list)
    size: int = 0
    pixels: int = 0

    def add(self, source: str, alt: str) -> int | None:
        """The number of the picture with this source, or None where it cannot come along."""
        data = from_data_address(source) if source[:5].lower() == "data:" else self.read(source)
        if data is None:
            self.findings.add("linked pictures" if not source.lower().startswith("data:") else "unknown pictures")
            return None
        if len(self.found) >= limits.MAX_PICTURES or self.size + len(data) > limits.MAX_PICTURE_BYTES:
            self.findings.add("large pictures")
            return None
        return self.add_data(data, alt)

    def add_data(self, data: bytes, alt: str) -> int | None:
        try:
            extension, pixels = self.check(data)
        except ValidationError as error:
            is_large = getattr(error, "code", "") == "file_too_many_pixels"
            self.findings.add("large pictures" if is_large else "unknown pictures")
            return None
        if pixels <= TRACKER_PIXELS:
            return None
        self.size += len(data)
        self.pixels += pixels
        self.found.append(Picture(data, extension, human_words(alt)))
        return len(self.found) - 1

    def check(self, data: bytes) -> tuple[str, int]:
        """What kind of picture this is and how many pixels it has, once it was decoded whole."""
        if len(data) > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
            raise ValidationError("", code="file_too_many_pixels")
        try:
            with PillowImage.open(io.BytesIO(data), formats=list(FORMATS)) as picture:
                extension, pixels = FORMATS[picture.format or ""], picture.width * picture.height
        except Exception as error:  # a damaged picture makes a decoder fail in any way there is
            raise ValidationError("", code="unreadable") from error
        left = min(settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS, limits.MAX_PIXELS - self.pixels)
        check_picture(io.BytesIO(data), "jpeg" if extension == "jpg" else extension, max(left, 0))
        return extension, pixels


def from_data_address(source: str) -> bytes | None:
    match = DATA_ADDRESS.match(source)
    if not match:
        return None
    try:
        return base64.b64decode(unquote(source[match.end() :]), validate=False)
    except (binascii.Error, ValueError):
        return None


def human_words(alt: str) -> str:
    """A description that somebody wrote; what a program wrote by itself is none."""
    alt = " ".join(MACHINE_WORDS.sub("", alt).split())
    return "" if FILE_NAME.fullmatch(alt) else alt[:255]


def fingerprint(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

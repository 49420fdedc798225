"""Drawings for pages without a picture: a sparse network of dots and lines, made from the page's address."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

SIZES = {"card": (360, 240), "wide": (960, 400), "cover": (300, 400), "square": (240, 240)}


@dataclass(frozen=True)
class Drawing:
    """The drawing of one page: always the same for the same key."""

    key: str
    kind: str = "page"
    aspect: str = "card"

    def svg(self) -> SafeString:
        width, height = SIZES[self.aspect]
        return format_html(
            '<svg class="drawing drawing--{}" viewBox="0 0 {} {}" aria-hidden="true"></svg>', self.kind, width, height
        )

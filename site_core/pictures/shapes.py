"""All ways in which a picture is shown, and the files each takes: templates and the maker of files both read here.

A file has the name of Wagtail's filter that makes it, such as "format-webp|width-960".
"""

from collections.abc import Iterator
from dataclasses import dataclass

# Each at most one and a half times as wide as the one before: no browser has to take much more than it shows. To fill
# its screen, a telephone needs a little less than 800 (two pixels for one of CSS) or than 1080 (three).
WIDTHS = (320, 480, 640, 800, 1080, 1440)
SQUARES = (96, 144, 216, 320, 480, 640)
# Browsers take the first they know.
FORMATS = ("avif", "webp")

# Made at once when a picture is stored: for pages until there is more, for feeds, mail and programs.
FIRST = "format-jpeg|width-960"
# In place of it for browsers without AVIF and WebP, where something of the picture can be seen through.
CLEAR = "format-png|width-960"
SHARED = "format-jpeg|fill-1200x630"
LOGO = "format-webp|max-480x96"
PORTRAIT = "format-jpeg|fill-640x640"


@dataclass(frozen=True)
class Cut:
    """A picture as a whole or in part, in several widths; `plain` are files for browsers that know no other format."""

    widths: tuple[int, ...]
    is_square: bool
    plain: tuple[str, ...]

    def spec(self, format_name: str, width: int) -> str:
        return f"format-{format_name}|{f'fill-{width}x{width}' if self.is_square else f'width-{width}'}"

    def specs(self, format_name: str, image, widest: int | None = None) -> list[str]:
        """The files of one format: those narrower than the picture, and one that is not."""
        length = min(image.width, image.height) if self.is_square else image.width
        narrower = zip(self.widths, (0, *self.widths), strict=False)
        return [self.spec(format_name, width) for width, last in narrower if last < min(length, widest or length)]


WHOLE = Cut(WIDTHS, is_square=False, plain=(CLEAR, FIRST))
SQUARE = Cut(SQUARES, is_square=True, plain=(PORTRAIT, CLEAR, FIRST))


@dataclass(frozen=True)
class Shape:
    """A kind of place for pictures; `sizes` tells browsers how wide a picture lies there."""

    sizes: str
    cut: Cut = WHOLE
    widest: int = WIDTHS[-1]


SHAPES = {
    "lead": Shape("(min-width: 85rem) 60rem, (min-width: 60rem) 73vw, 92vw"),
    "figure": Shape("(min-width: 44rem) 40rem, 92vw"),
    "wide-figure": Shape("(min-width: 85rem) 60rem, (min-width: 60rem) 73vw, 92vw"),
    "text-image": Shape("(min-width: 85rem) 37.5rem, (min-width: 48rem) 45vw, 92vw", widest=1080),
    "gallery-half": Shape("(min-width: 44rem) 20rem, 45vw", widest=1080),
    "gallery-third": Shape("(min-width: 48rem) 13rem, 45vw", widest=1080),
    "gallery-opening": Shape("(min-width: 48rem) 13rem, 92vw", widest=1080),
    "poster": Shape("(min-width: 44rem) 40rem, 92vw"),
    "card": Shape("(min-width: 85rem) 24rem, (min-width: 46rem) 29vw, (min-width: 34rem) 43vw, 92vw", widest=1080),
    "row-card": Shape("(min-width: 60rem) 14rem, (min-width: 48rem) 18vw, 92vw", widest=1080),
    "featured-card": Shape("(min-width: 85rem) 45rem, (min-width: 48rem) 54vw, 92vw"),
    "cover": Shape("(min-width: 62.5rem) 15rem, (min-width: 34rem) 24vw, 8rem", widest=1080),
    "shelf-cover": Shape("(min-width: 60rem) 17rem, (min-width: 48rem) 28vw, 42vw", widest=1080),
    "featured-cover": Shape("(min-width: 48rem) 20rem, 92vw", widest=1080),
    "card-cover": Shape("(min-width: 60rem) 15vw, (min-width: 46rem) 19vw, (min-width: 34rem) 28vw, 60vw", widest=1080),
    "portrait": Shape("(min-width: 62.5rem) 15rem, (min-width: 34rem) 24vw, 8rem", SQUARE),
    "small-portrait": Shape("4.5rem", SQUARE, widest=320),
}


def whole_specs(image) -> Iterator[str]:
    """All files that any picture takes, the one that seals the set last."""
    yield from (FIRST, LOGO)
    for format_name in reversed(FORMATS):
        yield from WHOLE.specs(format_name, image)
    yield SHARED


def square_specs(image) -> Iterator[str]:
    """What the picture of a person takes beside these."""
    for format_name in reversed(FORMATS):
        yield from SQUARE.specs(format_name, image)
    yield PORTRAIT


# A set is whole when its last file is there.
SEALS = (SHARED, PORTRAIT)
EVERY_SPEC = {
    *(FIRST, CLEAR, LOGO, *SEALS),
    *(cut.spec(name, width) for cut in (WHOLE, SQUARE) for name in FORMATS for width in cut.widths),
}

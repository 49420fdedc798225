"""Pictures for shared links to pages that have none: the page's drawing beside its title, in the site's own type."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import groupby

from PIL import Image, ImageDraw, ImageFont

from site_core.drawings import Drawing
from site_core.tokens import RGB, colour_pairs, rgb, static_file

WIDTH, HEIGHT = 1200, 630
EDGE = 64
COLOURS = 128
# Lines are drawn larger and then made smaller, so that their edges are smooth.
OVERSAMPLING = 2
# A change of what pictures look like gives all of them new addresses.
EDITION = 1

TITLE_SIZES = (80, 70, 62, 54, 48, 42)
TITLE_LINES = 6
LEADING = 1.08
TITLE_HEIGHT = 330
SANS = "fonts/schibsted-grotesk.woff2"
# Each letter is in one of these.
PARTS_OF_SANS = (SANS, "fonts/schibsted-grotesk-seldom.woff2", "fonts/schibsted-grotesk-extended.woff2")
BOLD, MEDIUM = 680, 480
ABSENT = "\uffff"
KINDS_WITH_COLOURS = {"update", "report", "person"}


@dataclass(frozen=True)
class ShareImage:
    """What the picture of one page or person shows."""

    key: str
    kind: str
    title: str
    label: str
    byline: str
    brand: tuple[str, ...]

    @property
    def version(self) -> str:
        """Different for every difference that can be seen."""
        return sha256(repr((EDITION, self)).encode()).hexdigest()[:12]

    @property
    def has_words(self) -> bool:
        """Not where the site's typefaces lack letters of the title: the drawing then stands alone."""
        return can_write(self.title)

    def png(self) -> bytes:
        sheet = Image.new("RGB", (WIDTH, HEIGHT), colour("paper"))
        if self.has_words:
            paint(sheet, Drawing(self.key, self.kind, "cover"), (WIDTH - 472, 0, WIDTH, HEIGHT))
            write_words(ImageDraw.Draw(sheet), self, WIDTH - 472 - 2 * EDGE)
        else:
            paint(sheet, Drawing(self.key, self.kind, "card"), (0, 0, WIDTH, HEIGHT - 2 * EDGE))
            write_brand(ImageDraw.Draw(sheet), self.brand, WIDTH - 2 * EDGE)
        buffer = io.BytesIO()
        sheet.quantize(COLOURS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
        return buffer.getvalue()


# Colours and type, as the style sheets have them


def colour(name: str) -> RGB:
    light, _dark = colour_pairs()[name]
    return rgb(light)


def mixed(one: RGB, other: RGB, share: float) -> RGB:
    return tuple(round(a * share + b * (1 - share)) for a, b in zip(one, other, strict=True))


class Type:
    """A size and weight of the site's sans: letters beyond Western Europe lie in a file of their own."""

    def __init__(self, size: int, weight: int):
        self.size = size
        self.fonts = {name: ImageFont.truetype(static_file(name), size) for name in PARTS_OF_SANS}
        for font in self.fonts.values():
            font.set_variation_by_axes([weight])

    def runs(self, words: str) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
        for part, letters in groupby(words, part_with):
            yield self.fonts[part or SANS], "".join(letters)

    def length(self, words: str) -> float:
        return sum(font.getlength(run) for font, run in self.runs(words))

    def write(self, draw: ImageDraw.ImageDraw, x: float, baseline: float, words: str, ink: str) -> float:
        """Returns where the words end."""
        for font, run in self.runs(words):
            draw.text((x, baseline), run, fill=colour(ink), font=font, anchor="ls")
            x += font.getlength(run)
        return x


@lru_cache(maxsize=4096)
def part_with(letter: str) -> str | None:
    return next((part for part in PARTS_OF_SANS if is_in(part, letter)), None)


def is_in(file: str, letter: str) -> bool:
    """Whether a font has a letter: what it lacks, it draws as its sign for the absent."""
    font = probe(file)
    return bytes(font.getmask(letter)) != bytes(font.getmask(ABSENT))


@lru_cache(maxsize=len(PARTS_OF_SANS))
def probe(file: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(static_file(file), 24)


def can_write(words: str) -> bool:
    return words.isprintable() and all(map(part_with, words))


# Words


def write_words(draw: ImageDraw.ImageDraw, image: ShareImage, width: int) -> None:
    small = Type(26, MEDIUM)
    if can_write(image.label):
        small.write(draw, EDGE, EDGE + 20, shortened(image.label, small, width), "deep")
    face, lines = fit(image.title, width)
    baseline = EDGE + 50 + face.size
    for line in lines:
        face.write(draw, EDGE - face.size * 0.04, baseline, line, "ink")
        baseline += round(face.size * LEADING)
    if can_write(image.byline):
        for place, line in enumerate(cut(broken(image.byline, small, width), 2, small, width)):
            small.write(draw, EDGE, baseline - face.size + 66 + place * 36, line, "ink-soft")
    write_brand(draw, image.brand, width)


def write_brand(draw: ImageDraw.ImageDraw, brand: tuple[str, ...], width: int) -> None:
    """The brand line at the foot, with its dots."""
    face, x, baseline = Type(26, BOLD), float(EDGE), HEIGHT - EDGE + 8
    if not can_write("".join(brand)) or face.length("•  ".join(brand)) > width:
        return
    for place, part in enumerate(brand):
        if place:
            x = face.write(draw, x, baseline, " • ", "signal")
        x = face.write(draw, x, baseline, part, "ink")


def fit(title: str, width: int) -> tuple[Type, list[str]]:
    """The largest type in which the title takes few lines; in the smallest it is cut."""
    for size in TITLE_SIZES:
        face = Type(size, BOLD)
        lines = broken(title, face, width)
        whole_words = all(face.length(word) <= width for word in title.split())
        if whole_words and len(lines) * size * LEADING <= TITLE_HEIGHT:
            return face, lines
    return face, cut(lines, TITLE_LINES, face, width)


def broken(words: str, face: Type, width: int) -> list[str]:
    """The words in lines; one that is longer than a line is broken where the line ends."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if face.length(longer) <= width:
            lines[-1] = longer
            continue
        lines.append("")
        for letter in word:
            if face.length(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return [line for line in lines if line]


def cut(lines: list[str], most: int, face: Type, width: int) -> list[str]:
    """So many of these lines, the last one ending in an ellipsis where there would be more."""
    return lines if len(lines) <= most else [*lines[: most - 1], shortened(" ".join(lines[most - 1 :]), face, width)]


def shortened(words: str, face: Type, width: int) -> str:
    if face.length(words) <= width:
        return words
    while words and face.length(f"{words}…") > width:
        words = words[:-1]
    return f"{words.rstrip(' ,.')}…"


# Lines and dots


def paint(sheet: Image.Image, drawing: Drawing, box: tuple[int, int, int, int]) -> None:
    """The drawing in a part of the sheet, as large as covers it, cut evenly at its edges."""
    left, top, right, bottom = (side * OVERSAMPLING for side in box)
    kind = drawing.kind if drawing.kind in KINDS_WITH_COLOURS else "page"
    tone = drawing.tone
    if drawing.kind == "home":
        kind, tone = "update", 3
    ground = colour(f"{kind}-{tone}")
    ink, signal = (f"{kind}-ink-3", "drawing-signal-3") if tone == 3 else (f"{kind}-ink", "signal")
    part = Image.new("RGB", (right - left, bottom - top), ground)
    pen = Pen(ImageDraw.Draw(part), drawing, part.size)
    pen.grid(mixed(colour(ink), ground, 0.4))
    pen.rings(mixed(colour(ink), ground, 0.4))
    pen.network(colour(ink))
    pen.dot(drawing.focus, 1 / 2.4, colour(signal))
    sheet.paste(part.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.LANCZOS), box[:2])


class Pen:
    """Draws in cells of the drawing's sheet."""

    def __init__(self, draw: ImageDraw.ImageDraw, drawing: Drawing, size: tuple[int, int]):
        self.draw, self.drawing, sheet = draw, drawing, drawing.sheet
        self.cell = max(size[0] / sheet.columns, size[1] / sheet.rows)
        self.start = [(size[0] - sheet.columns * self.cell) / 2, (size[1] - sheet.rows * self.cell) / 2]
        self.stroke = max(2, round(self.cell * 0.05))

    def at(self, point: tuple[int, int]) -> tuple[float, float]:
        return self.start[0] + point[0] * self.cell, self.start[1] + point[1] * self.cell

    def circle(self, point: tuple[int, int], radius: float) -> list[float]:
        x, y = self.at(point)
        return [x - radius, y - radius, x + radius, y + radius]

    def dot(self, point: tuple[int, int], cells: float, ink: tuple[int, ...]) -> None:
        self.draw.ellipse(self.circle(point, cells * self.cell), fill=ink)

    def grid(self, ink: tuple[int, ...]) -> None:
        sheet = self.drawing.sheet
        for x in range(1, sheet.columns):
            for y in range(1, sheet.rows):
                self.dot((x, y), 0.03, ink)

    def rings(self, ink: tuple[int, ...]) -> None:
        for cells in (1.5, 3.5):
            self.draw.ellipse(
                self.circle(self.drawing.focus, cells * self.cell), outline=ink, width=self.stroke // 2 + 1
            )

    def network(self, ink: tuple[int, ...]) -> None:
        for one, other in self.drawing.lines:
            self.draw.line([self.at(one), self.at(other)], fill=ink, width=self.stroke)
        for point in self.drawing.points:
            self.dot(point, 0.09 + 0.05 * min(self.drawing.degrees[point], 4), ink)

"""Draws the pictures of the demo site into `pictures/`: `python -m home.demo.draw_pictures`.

Every picture is made of dots and lines from fixed random seeds, so that a second run draws the same again.
"""

import math
import random
from collections.abc import Iterable
from pathlib import Path

from PIL import Image, ImageDraw

PICTURES = Path(__file__).parent / "pictures"
SCALE = 3

PAPER = "#faf9f4"
INK = "#17211d"
MOSS = "#1c5344"
LEAF = "#5f8f7c"
WATER = "#2c6478"
SKY = "#9fbcc2"
SAND = "#ddd8c8"
SIGNAL = "#c2410c"

SAGE = "#dee8dd"
SAGE_SHADE = "#d0ddcf"
MIST = "#e0e9ea"
DEEP = "#1c493c"
DEEP_SHADE = "#24564a"
DEEP_LINE = "#4f7f70"
FOAM = "#c3e3d4"
EMBER = "#f0895a"

Point = tuple[float, float]


class Sheet:
    """A sheet of paper to draw on, in the picture's own pixels; drawn larger and reduced, so that lines are smooth."""

    def __init__(self, width: int, height: int, paper: str | tuple[int, ...] = PAPER) -> None:
        self.width, self.height = width, height
        mode = "RGBA" if isinstance(paper, tuple) else "RGB"
        self.image = Image.new(mode, (width * SCALE, height * SCALE), paper)
        self.draw = ImageDraw.Draw(self.image)
        self.paths: dict[tuple[str, float], list[str]] = {}

    def line(self, points: Iterable[Point], colour: str, width: float = 1.5) -> None:
        points = list(points)
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.draw.line(scaled, fill=colour, width=max(1, round(width * SCALE)), joint="curve")
        path = "L".join(f"{x:.0f},{y:.0f}" for x, y in points)
        self.paths.setdefault((colour, width), []).append(f"M{path}")

    def dot(self, centre: Point, radius: float, colour: str) -> None:
        self.draw.circle((centre[0] * SCALE, centre[1] * SCALE), radius * SCALE, fill=colour)
        self.paths.setdefault((colour, round(radius) * 2), []).append(f"M{centre[0]:.0f},{centre[1]:.0f}h0")

    def ring(self, centre: Point, radius: float, colour: str, width: float = 1.5) -> None:
        circle = (centre[0] * SCALE, centre[1] * SCALE)
        self.draw.circle(circle, radius * SCALE, outline=colour, width=max(1, round(width * SCALE)))

    def arc(self, centre: Point, radius: float, start: float, end: float, colour: str, width: float) -> None:
        """Part of a circle with round ends, clockwise from `start` to `end` in degrees from three o'clock."""
        x, y = centre
        steps = [math.radians(start + (end - start) * step / 60) for step in range(61)]
        self.stroke([(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in steps], colour, width)

    def stroke(self, points: list[Point], colour: str, width: float) -> None:
        self.line(points, colour, width)
        for point in points:
            self.dot(point, width / 2, colour)

    def svg(self) -> str:
        """The lines and dots as they are, for a printed page: a dot is a line without length and with round ends."""
        paths = "".join(
            f'<path d="{"".join(path)}" stroke="{colour}" stroke-width="{width}"/>'
            for (colour, width), path in self.paths.items()
        )
        size = f'viewBox="0 0 {self.width} {self.height}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size} fill="none" stroke-linecap="round">{paths}</svg>'

    def save(self, name: str, colours: int | None = None, **options) -> None:
        picture = self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        (picture.quantize(colours) if colours else picture).save(PICTURES / name, **options)


def drawn_from(seed: int) -> random.Random:
    return random.Random(seed)


def distance(one: Point, other: Point) -> float:
    return math.hypot(one[0] - other[0], one[1] - other[1])


def curve(start: Point, bend: Point, end: Point, steps: int = 40) -> list[Point]:
    """A smooth line from start to end, drawn towards the bend."""
    parts = [step / steps for step in range(steps + 1)]
    return [
        tuple((1 - t) ** 2 * a + 2 * (1 - t) * t * b + t**2 * c for a, b, c in zip(start, bend, end, strict=True))
        for t in parts
    ]


def grow(
    sheet: Sheet, chance: random.Random, start: Point, angle: float, length: float, depth: int, look: dict
) -> list[Point]:
    """Draws a branch and all that grows from it; gives the tips."""
    bend_angle = angle + chance.uniform(-0.16, 0.16)
    middle = (start[0] + math.cos(bend_angle) * length / 2, start[1] + math.sin(bend_angle) * length / 2)
    end = (start[0] + math.cos(angle) * length, start[1] + math.sin(angle) * length)
    sheet.line(curve(start, middle, end, 14), look["wood"] if depth > 2 else look["twig"], 0.8 + depth**1.55 * 0.34)
    if depth == 0:
        sheet.dot(end, chance.uniform(2.2, 4.6), chance.choice(look["tips"]))
        return [end]
    tips = []
    for side in (-1, 1):
        turn = side * chance.uniform(*look["spread"]) + chance.uniform(-0.08, 0.08)
        next_angle = angle + turn + (look["pull"] - angle) * look["pull_strength"]
        tips += grow(sheet, chance, end, next_angle, length * chance.uniform(0.68, 0.86), depth - 1, look)
    return tips


def join_near(sheet: Sheet, points: list[Point], reach: float, colour: str, width: float) -> None:
    for index, one in enumerate(points):
        for other in points[index + 1 :]:
            if distance(one, other) < reach:
                sheet.line([one, other], colour, width)


def draw_forest() -> None:
    """Trees that stand apart above the ground and are joined below it."""
    chance = drawn_from(14)
    sheet = Sheet(1600, 1000, SAGE)
    ground = 640
    sheet.dot((1130, 330), 190, SAGE_SHADE)
    for depth in range(7):
        y = ground + 26 + depth * 54
        sheet.line([(90, y), (1510, y)], SAGE_SHADE, 1.8)
    sheet.line([(90, ground), (1510, ground)], INK, 2.2)
    crown = {
        "wood": INK,
        "twig": MOSS,
        "tips": [MOSS, MOSS, LEAF, LEAF, WATER],
        "spread": (0.26, 0.5),
        "pull": -math.pi / 2,
        "pull_strength": 0.14,
    }
    root = {
        "wood": INK,
        "twig": WATER,
        "tips": [WATER, WATER, SKY],
        "spread": (0.35, 0.8),
        "pull": math.pi / 2,
        "pull_strength": 0.06,
    }
    tips = []
    for x, height, depth in [(250, 92, 6), (505, 128, 7), (800, 104, 6), (1090, 138, 7), (1370, 98, 6)]:
        grow(sheet, chance, (x, ground), -math.pi / 2 + chance.uniform(-0.05, 0.05), height, depth, crown)
        tips += grow(sheet, chance, (x, ground), math.pi / 2 + chance.uniform(-0.1, 0.1), 66, 5, root)
    join_near(sheet, tips, 60, SKY, 1.1)
    joints = [tip for tip in tips if sum(distance(tip, other) < 60 for other in tips) > 3]
    for joint in chance.sample(joints, 5):
        sheet.dot(joint, 6.5, SIGNAL)
    sheet.save("forest.webp", quality=80, method=6)


def draw_cover() -> Sheet:
    """One large round made of many small parts, each joined to its neighbours."""
    chance = drawn_from(7)
    sheet = Sheet(1200, 1600, DEEP)
    centre, turn = (600, 800), math.pi * (3 - math.sqrt(5))
    parts = []
    for number in range(1, 230):
        radius, angle = 34 * math.sqrt(number), number * turn
        parts.append((centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)))
    for index, part in enumerate(parts):
        for other in sorted(parts, key=lambda other: distance(part, other))[1:4]:
            sheet.line([part, other], DEEP_LINE, 1.8)
        if index % 8 == 0:
            far = parts[(index * 5 + 34) % len(parts)]
            sheet.line(curve(part, centre, far, 16), "#3a6a5b", 1.4)
    for index, part in enumerate(parts):
        size = 4.5 + 8 * (1 - index / len(parts)) * chance.uniform(0.5, 1)
        sheet.dot(part, size, chance.choice([PAPER, PAPER, SAND, FOAM]))
    for index in (8, 21, 55, 89, 144):
        sheet.dot(parts[index], 17, EMBER)
    sheet.line([(90, 110), (1110, 110)], PAPER, 2)
    sheet.line([(90, 1490), (1110, 1490)], PAPER, 2)
    return sheet


def draw_bridge() -> None:
    """A bridge of fine lines between two banks, mirrored in still water."""
    chance = drawn_from(21)
    sheet = Sheet(1200, 900, DEEP)
    water = 580
    sheet.dot((600, 330), 150, DEEP_SHADE)
    draw_span(sheet, water, -1.0, PAPER, FOAM, 2.6)
    draw_span(sheet, water, 0.52, DEEP_LINE, DEEP_LINE, 1.8)
    for row in range(13):
        y = water + 14 + row * 15 + row**1.6
        for _wave in range(4 + row // 2):
            x = chance.uniform(20, 1060)
            sheet.line([(x, y), (x + chance.uniform(40, 150), y)], DEEP, 5)
    sheet.line([(0, water), (1200, water)], FOAM, 2.4)
    for x in (330, 600, 870):
        sheet.dot((x, water - 120), 9, EMBER if x == 600 else PAPER)
    sheet.save("bridge.webp", quality=80, method=6)


def draw_span(sheet: Sheet, water: float, rise: float, colour: str, thread: str, width: float) -> None:
    """Deck, towers and cable; a negative rise stands above the water, a positive one is its mirror image."""

    def height(level: float) -> float:
        return water + rise * level

    def cable(x: float) -> float:
        if 330 <= x <= 870:
            return height(148 + 252 * ((x - 600) / 270) ** 2)
        reach = (x - 60) / 270 if x < 330 else (1140 - x) / 270
        return height(120 + 280 * reach**1.7)

    sheet.line([(x, cable(x)) for x in range(60, 1141, 6)], colour, width)
    sheet.line([(40, height(120)), (1160, height(120))], colour, width * 1.5)
    for tower in (330, 870):
        for side in (-1, 1):
            sheet.line([(tower + side * 11, height(412)), (tower + side * 17, water)], colour, width * 1.2)
        for level in (404, 320, 220):
            sheet.line([(tower - 13, height(level)), (tower + 13, height(level))], colour, width)
    for x in range(90, 1130, 30):
        if x not in (330, 870):
            sheet.line([(x, cable(x)), (x, height(120))], thread, width * 0.46)
            sheet.dot((x, cable(x)), width * 1.7, thread)


def braid(chance: random.Random, start: Point, end: Point, swing: float) -> list[Point]:
    """A river arm that wanders from start to end."""
    phase, waves = chance.uniform(0, math.tau), chance.uniform(1.6, 3.2)
    points = []
    for step in range(121):
        t = step / 120
        drift = math.sin(t * math.pi) * math.sin(phase + t * waves * math.tau) * swing
        points.append((start[0] + (end[0] - start[0]) * t + drift, start[1] + (end[1] - start[1]) * t))
    return points


def draw_delta() -> None:
    """A river that divides into many arms on its way to the sea, with places along each."""
    chance = drawn_from(5)
    sheet = Sheet(1600, 900, MIST)
    arms = [braid(chance, (760 + chance.uniform(-40, 40), -20), (x, 920), 70) for x in range(60, 1600, 118)]
    for arm in arms:
        sheet.line(arm, SKY, chance.uniform(2, 7))
        sheet.line(arm, WATER, 1.3)
    places: list[Point] = []
    for arm in arms:
        for place in chance.sample(arm[22:112], 14):
            if 40 < place[0] < 1560 and all(distance(place, other) > 46 for other in places):
                places.append(place)
    join_near(sheet, places, 82, LEAF, 1.2)
    for place in places:
        sheet.dot(place, chance.uniform(4, 8), chance.choice([MOSS, MOSS, INK]))
    for place in chance.sample(places, 4):
        sheet.ring(place, 19, SIGNAL, 2.4)
        sheet.dot(place, 8, SIGNAL)
    sheet.save("delta.webp", quality=80, method=6)


def draw_wordmark(name: str, colour: str, accent: str) -> None:
    """The words "Open Collective" in our own letters of one line and one circle; not that organisation's logo."""
    sheet = Sheet(640, 96, (0, 0, 0, 0))
    weight, base, radius, cap = 7, 70, 19, 28
    pen = 10.0

    def advance(width: float) -> float:
        nonlocal pen
        start, pen = pen, pen + width
        return start

    middle = base - radius
    top = base - 2 * cap
    for letter in "Open Collective":
        if letter == " ":
            advance(22)
        elif letter in "OC":
            x = advance(2 * cap + (12 if letter == "O" else 4)) + cap
            span = (0, 360) if letter == "O" else (50, 310)
            sheet.arc((x, base - cap), cap, *span, colour, weight)
        elif letter in "oc":
            x = advance(2 * radius + (12 if letter == "o" else 8)) + radius
            sheet.arc((x, middle), radius, *((0, 360) if letter == "o" else (50, 310)), colour, weight)
        elif letter == "e":
            x = advance(2 * radius + 12) + radius
            sheet.arc((x, middle), radius, 50, 360, colour, weight)
            sheet.stroke([(x - radius, middle), (x + radius, middle)], colour, weight)
        elif letter == "p":
            x = advance(2 * radius + 12)
            sheet.arc((x + radius, middle), radius, 0, 360, colour, weight)
            sheet.stroke([(x, middle), (x, base + 18)], colour, weight)
        elif letter == "n":
            x = advance(2 * radius + 6)
            sheet.arc((x + radius - 3, middle), radius - 3, 180, 360, colour, weight)
            sheet.stroke([(x, base), (x, middle - radius + 3)], colour, weight)
            sheet.stroke([(x + 2 * radius - 6, middle), (x + 2 * radius - 6, base)], colour, weight)
        elif letter == "l":
            x = advance(16) + 2
            sheet.stroke([(x, top), (x, base)], colour, weight)
        elif letter == "t":
            x = advance(26) + 8
            sheet.stroke([(x, top + 8), (x, base)], colour, weight)
            sheet.stroke([(x - 9, base - 2 * radius), (x + 10, base - 2 * radius)], colour, weight)
        elif letter == "i":
            x = advance(16) + 2
            sheet.stroke([(x, base - 2 * radius), (x, base)], colour, weight)
            sheet.dot((x, top + 4), 5.6, accent)
        elif letter == "v":
            x = advance(2 * radius + 8) - 2
            sheet.stroke([(x, base - 2 * radius), (x + radius - 2, base)], colour, weight)
            sheet.stroke([(x + radius - 2, base), (x + 2 * radius - 4, base - 2 * radius)], colour, weight)
    sheet.image = sheet.image.crop(sheet.image.getbbox())
    sheet.width, sheet.height = (side // SCALE for side in sheet.image.size)
    sheet.save(name, colours=32, optimize=True)


def draw_pictures() -> None:
    PICTURES.mkdir(exist_ok=True)
    draw_forest()
    draw_cover().save("cover.webp", quality=80, method=6)
    draw_bridge()
    draw_delta()
    draw_wordmark("open-collective-light.png", INK, MOSS)
    draw_wordmark("open-collective-dark.png", PAPER, LEAF)


if __name__ == "__main__":
    draw_pictures()

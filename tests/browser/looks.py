"""How pages look: pictures of them, kept small, and what differs from those of before, in words and as a picture.

The kept pictures lie in `tests/browser/looks/`; `make looks` makes them anew after a change that is meant.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter, ImageStat
from playwright.sync_api import Page

from tests.database import ROOT

KEPT = ROOT / "tests" / "browser" / "looks"
RESULTS = ROOT / "test-results" / "looks"

# A picture is a third as wide as the page, and a difference is looked for in squares of this many of its pixels.
SCALE = 1 / 3
SQUARE = 12
QUALITY = 65
# The longest picture that can be kept: only the style page may be longer, and its end is not compared.
LONGEST = 16_000
# Of 255: more than letters drawn by another version of the browser differ, less than an element that moved.
MOST_ON_AVERAGE = 3
MOST_IN_A_SQUARE = 12
MOST_IN_HEIGHT = 4

SETTLE = """async () => {
    document.querySelector("wagtail-userbar")?.remove();
    // The port is another one each time, and as wide as its digits are.
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode;
        if (text.data.includes(location.host)) text.data = text.data.replaceAll(location.host, "localhost:8000");
    }
    // Chromium draws a page before its pictures are decoded where they allow it, and fills them in when it has time.
    const images = [...document.images].filter((image) => image.checkVisibility());
    images.forEach((image) => { image.loading = "eager"; image.decoding = "sync"; });
    const nextFrame = () => new Promise(requestAnimationFrame);
    // No longer lazy, a picture with automatic sizes is chosen anew, and decoding the former one fails meanwhile.
    const drawn = async (image) => {
        for (;;) {
            const isDecoded = await image.decode().then(() => true, () => false);
            const isBroken = !image.naturalWidth;
            if (image.complete && (isDecoded || isBroken)) return;
            await nextFrame();
        }
    };
    await Promise.all(images.map(drawn));
    // Which fonts are wanted is known once the page is laid out.
    document.body.getBoundingClientRect();
    await document.fonts.ready;
    await nextFrame();
    await nextFrame();
}"""


@dataclass(frozen=True)
class Difference:
    """What differs between two pictures: nothing where there are no words."""

    words: str
    picture: Image.Image | None = None


def take(page: Page) -> Image.Image:
    """The whole page as a picture, when its fonts and images are there and nothing moves."""
    page.evaluate(SETTLE)
    shot = page.screenshot(full_page=True, animations="disabled", caret="hide")
    picture = Image.open(BytesIO(shot)).convert("RGB")
    return picture.crop((0, 0, picture.width, min(picture.height, LONGEST)))


def compare(kept: Image.Image, seen: Image.Image) -> Difference:
    if kept.width != seen.width:
        return Difference(f"It is {seen.width / SCALE:.0f} pixels wide, and was {kept.width / SCALE:.0f}.")
    taller = seen.height - kept.height
    if abs(taller) > MOST_IN_HEIGHT:
        change = "taller" if taller > 0 else "shorter"
        return Difference(f"It is {abs(taller) / SCALE:.0f} pixels {change} than before.", spread(kept, seen))
    return compare_squares(spread(kept, seen))


def spread(kept: Image.Image, seen: Image.Image) -> Image.Image:
    """Where and how much two pictures differ, as far down as both reach; edges of letters are blurred before."""
    size = (kept.width, min(kept.height, seen.height))
    soft = [picture.crop((0, 0, *size)).filter(ImageFilter.GaussianBlur(2)) for picture in (kept, seen)]
    red, green, blue = ImageChops.difference(*soft).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def compare_squares(difference: Image.Image) -> Difference:
    average = ImageStat.Stat(difference).mean[0]
    squares = difference.resize(
        (max(1, difference.width // SQUARE), max(1, difference.height // SQUARE)), Image.Resampling.BOX
    )
    worst = int(squares.getextrema()[1])
    if average <= MOST_ON_AVERAGE and worst <= MOST_IN_A_SQUARE:
        return Difference("")
    place = squares.tobytes().index(worst)
    down = place // squares.width * SQUARE / SCALE
    across = place % squares.width * SQUARE / SCALE
    return Difference(
        f"It differs by {average:.1f} of 255 on average (allowed: {MOST_ON_AVERAGE}), and most, by {worst} (allowed: "
        f"{MOST_IN_A_SQUARE}), around {across:.0f} pixels from the edge and {down:.0f} from the top.",
        difference,
    )


def keep(name: str, seen: Image.Image) -> None:
    KEPT.mkdir(exist_ok=True)
    seen.save(KEPT / f"{name}.webp", quality=QUALITY)


def kept_picture(name: str) -> Image.Image | None:
    file = KEPT / f"{name}.webp"
    return Image.open(file).convert("RGB") if file.exists() else None


def judge(name: str, seen: Image.Image) -> str:
    """What is wrong with a picture, in words, with three pictures to look at in `test-results/looks/`."""
    kept = kept_picture(name)
    if kept is None:
        return f"{name}: there is no picture of before. `make looks` takes one."
    difference = compare(kept, seen)
    if not difference.words:
        return ""
    show(name, {"before": kept, "now": seen, "difference": difference.picture})
    where = (RESULTS / name).relative_to(ROOT)
    return f"{name}: {difference.words} See {where}-*.png; if it is meant, `make looks` takes new pictures."


def show(name: str, pictures: dict[str, Image.Image | None]) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    for part, picture in pictures.items():
        if picture:
            picture.save(RESULTS / f"{name}-{part}.png")


def names_of_kept_pictures() -> set[str]:
    return {Path(file).stem for file in KEPT.glob("*.webp")}

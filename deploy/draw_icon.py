"""Draws the site's mark as a PNG, for telephones and for old readers of favicons.

python deploy/draw_icon.py
"""

from pathlib import Path

from PIL import Image, ImageDraw

TARGET = Path(__file__).resolve().parent.parent / "static" / "img" / "touch-icon.png"
SIZE, OVERSAMPLING = 180, 4
PAPER, DEEP, SIGNAL = "#faf9f4", "#14503f", "#c2410c"


def main() -> None:
    """The mark of static/img/mark.svg, whose sheet is 32 wide, with paper around it."""
    cell = SIZE * OVERSAMPLING / 44
    icon = Image.new("RGB", (SIZE * OVERSAMPLING, SIZE * OVERSAMPLING), PAPER)
    draw = ImageDraw.Draw(icon)
    draw.line([(14 * cell, 28.5 * cell), (29 * cell, 15.5 * cell)], fill=DEEP, width=round(2.5 * cell))
    for x, y, ink in [(14, 28.5, DEEP), (29.5, 15, SIGNAL)]:
        draw.ellipse([(x - 5.5) * cell, (y - 5.5) * cell, (x + 5.5) * cell, (y + 5.5) * cell], fill=ink)
    icon.resize((SIZE, SIZE), Image.Resampling.LANCZOS).quantize(32).save(TARGET, "PNG", optimize=True)


if __name__ == "__main__":
    main()

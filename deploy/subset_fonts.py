"""Makes the site's font files from the npm packages of their families.

    npm install @fontsource-variable/literata @fontsource-variable/schibsted-grotesk
    python deploy/subset_fonts.py node_modules

Needs the `fonts` group of pyproject.toml. Each face becomes three files: one with the letters that nearly all Western
European text consists of, and two that browsers fetch only for pages with letters beyond it: the seldom ones of these
languages, and an "extended" one for those of others. It prints their `unicode-range` for fonts.css.
"""

import io
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TARGET = Path(__file__).resolve().parent.parent / "static" / "fonts"
FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "tnum"]

LATIN = [*range(0x20, 0x7F), *map(ord, "\u00a0\u00ad£§©«®°±²·»½×ÄÅÉÖØÜßàáâãäåæçèéêëìíîïñòóôõöøùúûü")]
SELDOM = [code for code in range(0xA0, 0x100) if code not in LATIN] + [0x131, 0x152, 0x153, 0x2BC, 0x2C6, 0x2DA, 0x2DC]
PUNCTUATION = [0x2009, 0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2020, 0x2022]
SIGNS = [0x2026, 0x202F, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2122, 0x2190, 0x2191, 0x2192, 0x2212]
EXTENDED = [*range(0x100, 0x180), *range(0x1CD, 0x1DD), *range(0x218, 0x21C), 0x18F, 0x192, 0x19D, 0x259, 0x272]
EXTENDED += [*range(0x1E00, 0x1EA0), 0x20A6, 0x20A8, 0x20B9, 0x20BA]

SMALLEST_KERN = 12 / 2048
KERN_STEP = 8 / 2048


@dataclass(frozen=True)
class Face:
    """One face: its file, the family and style it comes from, its weight (a pair stays variable)."""

    name: str
    family: str
    style: str
    weight: float | tuple[float, float]


FACES = [
    Face("literata", "literata", "normal", 400),
    Face("literata-italic", "literata", "italic", 400),
    Face("literata-bold", "literata", "normal", 650),
    Face("schibsted-grotesk", "schibsted-grotesk", "normal", (400, 700)),
]


def read(path: Path, weight: float | tuple[float, float]) -> TTFont:
    """The font at this weight, with all its tables loaded."""
    font = instantiateVariableFont(TTFont(path), {"wght": weight})
    font.flavor = None
    buffer = io.BytesIO()
    font.save(buffer)
    buffer.seek(0)
    return TTFont(buffer)


def freeze_kerning(font: TTFont, path: Path, weight: float) -> None:
    """Kern all weights as this one: the differences are small and their table is not."""
    still = read(path, weight)
    for table in ("GPOS", "GDEF"):
        font[table] = still[table]


def round_kerning(font: TTFont) -> None:
    """Drop kerns nobody sees and round the rest, so that the table packs well."""
    em = font["head"].unitsPerEm
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for value in kern_values(getattr(table, "ExtSubTable", table)):
                units = value.XAdvance if abs(value.XAdvance) >= SMALLEST_KERN * em else 0
                value.XAdvance = round(round(units / (KERN_STEP * em)) * KERN_STEP * em)


def kern_values(table):
    if table.LookupType != 2:
        return
    if table.Format == 1:
        records = [record for pairs in table.PairSet for record in pairs.PairValueRecord]
    else:
        records = [record for first in table.Class1Record for record in first.Class2Record]
    for record in records:
        if getattr(record.Value1, "XAdvance", None) is not None:
            yield record.Value1


def subset(font: TTFont, letters: list[int]) -> None:
    options = Options()
    options.hinting = False
    options.layout_features = FEATURES
    options.name_IDs = [0, 1, 2, 5, 13, 14]
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VVAR"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)


def make(face: Face, packages: Path, part: str, letters: list[int], target: Path) -> None:
    path = packages / "@fontsource-variable" / face.family / "files" / f"{face.family}-{part}-wght-{face.style}.woff2"
    font = read(path, face.weight)
    if isinstance(face.weight, tuple):
        freeze_kerning(font, path, sum(face.weight) / 2)
    subset(font, letters)
    if "GPOS" in font:
        round_kerning(font)
    font.flavor = "woff2"
    font.save(target)
    print(f"{target.stat().st_size:6}  {len(font.getBestCmap()):4} letters  {target.name}")


def main(packages: Path) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        make(face, packages, "latin", LATIN + PUNCTUATION + SIGNS, TARGET / f"{face.name}.woff2")
        make(face, packages, "latin", SELDOM, TARGET / f"{face.name}-seldom.woff2")
        make(face, packages, "latin-ext", EXTENDED, TARGET / f"{face.name}-extended.woff2")
    for family in sorted({face.family for face in FACES}):
        shutil.copyfile(packages / "@fontsource-variable" / family / "LICENSE", TARGET / f"{family}-licence.txt")
    print(unicode_range(LATIN + PUNCTUATION + SIGNS), unicode_range(SELDOM), unicode_range(EXTENDED), sep="\n")


def unicode_range(letters: list[int]) -> str:
    """As fonts.css says which letters a file is for."""
    runs: list[list[int]] = []
    for code in sorted(set(letters)):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ", ".join(f"U+{first:04X}" + (f"-{last:04X}" if last > first else "") for first, last in runs)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

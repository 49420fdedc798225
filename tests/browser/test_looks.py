"""Every kind of page looks as it did, or as somebody meant it to: see `looks.py`."""

import os

import pytest
from PIL import Image, ImageDraw

from site_core.accessibility import PAGE_KINDS
from tests.browser.looks import SCALE, compare, judge, keep, names_of_kept_pictures, take
from tests.browser.reading_site import ADDRESSES, STYLE_PAGE

RENEWING = bool(os.environ.get("RENEW_LOOKS"))
LOOKS = [(320, "light"), (768, "light"), (1280, "light"), (1280, "dark")]
STYLE_PAGE_LOOKS = LOOKS[:3]  # it shows dark beside light
PAGES = {**{kind: ADDRESSES[kind] for kind in PAGE_KINDS}, "style-page": STYLE_PAGE}
INK = "#17211d"


def looks_of(kind: str) -> list[tuple[int, str]]:
    return STYLE_PAGE_LOOKS if kind == "style-page" else LOOKS


def name_of(kind: str, width: int, scheme: str) -> str:
    return f"{kind}-{width}-{scheme}"


@pytest.mark.parametrize("kind", PAGES)
def test_the_page_looks_as_before(open_context, kind):
    context = open_context(
        is_staff=kind == "style-page", device_scale_factor=SCALE, reduced_motion="reduce", timezone_id="UTC"
    )
    page = context.new_page()
    faults = []

    for width, scheme in looks_of(kind):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert page.goto(PAGES[kind]).status == (404 if kind == "missing" else 200)
        seen = take(page)
        if RENEWING:
            keep(name_of(kind, width, scheme), seen)
        elif fault := judge(name_of(kind, width, scheme), seen):
            faults.append(fault)

    assert faults == []


def test_no_picture_is_kept_of_what_is_no_more():
    wanted = {name_of(kind, *look) for kind in PAGES for look in looks_of(kind)}

    assert names_of_kept_pictures() - wanted == set()


# The comparing itself, with pictures that are made up.


def sheet(ground: str = "#faf9f4", left: int = 40, colour: str = INK, height: int = 400) -> Image.Image:
    """A page with six lines of words."""
    picture = Image.new("RGB", (320, height), ground)
    pen = ImageDraw.Draw(picture)
    for line in range(6):
        pen.text((left, 40 + 14 * line), "Water finds its way, and so does a packet.", fill=colour)
    return picture


def test_the_same_page_is_the_same():
    assert compare(sheet(), sheet()).words == ""


def test_letters_drawn_a_little_otherwise_are_the_same():
    enlarged = sheet().resize((960, 1200), Image.Resampling.BICUBIC)

    assert compare(sheet(), enlarged.resize((320, 400), Image.Resampling.HAMMING)).words == ""


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(sheet(left=46), id="words that moved"),
        pytest.param(sheet(colour="#c2410c"), id="words of another colour"),
        pytest.param(sheet(ground="#f1efe5"), id="a ground of another colour"),
        pytest.param(Image.new("RGB", (320, 400), "#faf9f4"), id="words that are gone"),
    ],
)
def test_what_was_changed_is_seen(changed):
    assert "differs by" in compare(sheet(), changed).words


def test_a_page_of_another_height_is_told_in_words():
    assert compare(sheet(), sheet(height=450)).words == "It is 150 pixels taller than before."
    assert compare(sheet(), sheet(height=350)).words == "It is 150 pixels shorter than before."


def test_a_change_is_told_with_its_place_and_with_what_to_do(tmp_path, monkeypatch):
    for name in ("KEPT", "RESULTS"):
        monkeypatch.setattr(f"tests.browser.looks.{name}", tmp_path / name.lower())
    monkeypatch.setattr("tests.browser.looks.ROOT", tmp_path)
    keep("page", sheet())

    words = judge("page", sheet(left=60))

    assert "make looks" in words
    assert sorted(file.name for file in (tmp_path / "results").iterdir()) == [
        "page-before.png",
        "page-difference.png",
        "page-now.png",
    ]
    assert "make looks" in judge("another", sheet())

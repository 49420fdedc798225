from itertools import combinations
from xml.etree import ElementTree

import pytest

from site_core.drawings import SHEETS, Drawing

KEYS = [f"update/page-{number}" for number in range(60)]


def test_a_page_always_has_the_same_drawing():
    drawing = Drawing("update/welcome", kind="update").svg()

    assert 'cx="264" cy="120" r="10"' in drawing, "a change of shape is a change of every page's picture"
    assert drawing == Drawing("update/welcome", kind="update").svg()


def test_no_two_pages_share_a_drawing():
    drawings = {Drawing(key).svg() for key in KEYS}

    assert len(drawings) == len(KEYS)


@pytest.mark.parametrize("aspect", SHEETS)
def test_drawings_are_small_sound_and_silent_for_screen_readers(aspect):
    for key in KEYS:
        svg = Drawing(key, aspect=aspect).svg()

        root = ElementTree.fromstring(svg)
        assert root.get("aria-hidden") == "true"
        assert "style" not in root.attrib
        assert len(svg) < 2100


@pytest.mark.parametrize("aspect", SHEETS)
def test_every_drawing_shows_a_coloured_dot_and_lines(aspect):
    for key in KEYS:
        drawing = Drawing(key, aspect=aspect)

        assert drawing.depth(drawing.focus) >= 1
        assert len(drawing.lines) >= len(drawing.points) - 1


@pytest.mark.parametrize("aspect", SHEETS)
def test_lines_never_cross(aspect):
    crossing = [
        (key, one, other)
        for key in KEYS
        for one, other in combinations(Drawing(key, aspect=aspect).lines, 2)
        if cross(one, other)
    ]

    assert crossing == []


def cross(one, other) -> bool:
    (a, b), (c, d) = one, other
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def side(start, end, point) -> int:
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])


def test_a_name_with_markup_cannot_leave_its_attribute():
    svg = Drawing("x", kind='"><script>alert(1)</script>').svg()

    assert "<script>" not in svg

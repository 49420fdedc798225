import io

import pytest
from PIL import Image, ImageChops

from site_core.share_images import ShareImage, can_write

BRAND = ("Digital", "Infrastructure", "Fund")
TITLES = [
    "Wells",
    "What the keepers of small libraries told us about money, time and the evening",
    "Łódź, Ştefan, Ṣàngó: ‘quotes’, “quotes” — and a dash…",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "Words " * 40,
    "x" * 255,
    "ما يقع بين الأشياء",
    "基础设施",
    "🚲",
    "",
    "\n",
]


def image(title="Wells", kind="update", byline="By Ada", key="update/wells", brand=BRAND):
    return ShareImage(key, kind, title, "Update", byline, brand)


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


@pytest.mark.parametrize("title", TITLES)
def test_every_title_makes_a_small_picture_of_the_size_that_sites_ask_for(title):
    png = image(title).png()

    assert opened(png).size == (1200, 630)
    assert len(png) <= 60_000


@pytest.mark.parametrize("kind", ["update", "report", "person", "home", "standard", "updateindex"])
def test_every_kind_of_page_has_its_picture(kind):
    assert opened(image(kind=kind).png()).getcolors(maxcolors=256)


def test_letters_that_the_typefaces_lack_are_known():
    assert can_write("Œuvre: Łódź ‘12 €’")
    assert not can_write("基")
    assert not can_write("سلام")


def test_a_title_that_cannot_be_written_leaves_the_drawing_alone():
    assert image("基础设施").png() == image("ما يقع", byline="سلام").png()
    assert image("Wells").png() != image("Ropes").png()


def test_what_can_be_seen_decides_the_address():
    versions = {image().version, image("Ropes").version, image(byline="By Bo").version, image(brand=("Other",)).version}

    assert len(versions) == 4
    assert image().version == image().version


def test_words_never_run_into_the_drawing():
    written, blank = opened(image("Words " * 40, byline="By " + "Ada " * 99).png()), opened(image("").png())

    box = ImageChops.difference(written, blank).point(lambda value: 255 if value > 40 else 0).getbbox()

    assert box[0] >= 50
    assert box[2] <= 1200 - 472

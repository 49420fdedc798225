"""Files of pictures are made when a picture comes into the library, whoever brings it, and never for a reader."""

import contextlib
import io
import threading

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from PIL import Image

from site_core.generation import current_generation
from site_core.models import SiteImage, SiteRendition
from site_core.pictures.background import PictureMaker
from site_core.pictures.making import make_all, make_files, next_unfinished
from site_core.pictures.shapes import CLEAR, FIRST, LOGO, PORTRAIT, SHARED
from tests.factories import ImageFactory, PersonFactory, UpdatePageFactory, picture_bytes, root_collection

pytestmark = pytest.mark.django_db

WEBP = [f"format-webp|width-{width}" for width in (320, 480, 640)]
AVIF = [f"format-avif|width-{width}" for width in (320, 480, 640)]


@pytest.fixture
def maker(monkeypatch):
    """What the mailer has beside it, doing the work of the process that it starts; `runs` are those."""
    maker = PictureMaker(threading.Event())
    maker.runs = []

    def run_command(*arguments: str) -> str:
        maker.runs.append(arguments)
        output = io.StringIO()
        with contextlib.suppress(CommandError):
            call_command(*arguments, stdout=output)
        return output.getvalue()

    monkeypatch.setattr("site_core.pictures.background.run_command", run_command)
    monkeypatch.setattr("os.nice", lambda niceness: niceness)
    return maker


def work_off(maker: PictureMaker) -> None:
    for _look in range(4):
        maker.step()


def names(image: SiteImage) -> set[str]:
    return set(image.renditions.values_list("filter_spec", flat=True))


def see_through() -> ContentFile:
    file = ContentFile(b"", name="mark.png")
    Image.new("RGBA", (640, 400), (20, 80, 60, 0)).save(file, "PNG")
    return file


def test_a_stored_picture_can_be_shown_at_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        image = ImageFactory()

    assert names(image) == {FIRST}


def test_the_maker_makes_all_that_pages_need(maker):
    image = ImageFactory()

    work_off(maker)

    assert names(image) == {FIRST, LOGO, SHARED, *WEBP, *AVIF}


def test_a_wide_picture_comes_in_six_widths(maker):
    image = ImageFactory(file=ContentFile(picture_bytes(2000, 800), name="wide.png"))

    work_off(maker)

    widths = image.renditions.filter(filter_spec__startswith="format-avif").values_list("width", flat=True)
    assert sorted(widths) == [320, 480, 640, 800, 1080, 1440]


def test_what_can_be_seen_through_stays_so(maker):
    image = ImageFactory(file=see_through())

    work_off(maker)

    with image.renditions.get(filter_spec=CLEAR).file.open() as file, Image.open(file) as made:
        assert made.convert("RGBA").getextrema()[3] == (0, 0)
    with image.renditions.get(filter_spec="format-avif|width-480").file.open() as file, Image.open(file) as made:
        assert made.convert("RGBA").getextrema()[3] == (0, 0)


def test_the_picture_of_a_person_is_cut_to_squares_too(maker):
    image = ImageFactory()
    work_off(maker)

    PersonFactory(photo=image)
    work_off(maker)

    squares = image.renditions.filter(filter_spec__startswith="format-webp|fill")
    assert all(file.width == file.height for file in squares)
    assert sorted(file.width for file in squares) == [96, 144, 216, 320, 400]
    assert PORTRAIT in names(image)


def test_every_picture_has_a_file_before_any_has_all():
    images = [ImageFactory() for _number in range(3)]

    for _image in images:
        make_files(*next_unfinished())

    assert [names(image) for image in images] == [{FIRST}] * 3


def test_while_nothing_changes_nothing_is_asked(maker, django_assert_num_queries):
    ImageFactory()
    work_off(maker)

    with django_assert_num_queries(0):
        maker.step()


def test_a_damaged_picture_keeps_no_other_waiting(maker):
    sound, damaged = ImageFactory(), ImageFactory()
    damaged.file.storage.delete(damaged.file.name)

    work_off(maker)

    assert SHARED in names(sound)
    assert names(damaged) == set()


def test_a_damaged_picture_is_not_tried_again_at_each_change(maker):
    damaged = ImageFactory()
    damaged.file.storage.delete(damaged.file.name)
    work_off(maker)
    runs = len(maker.runs)

    PersonFactory()
    work_off(maker)

    assert len(maker.runs) == runs


def test_what_a_maker_left_half_done_is_made_by_the_next(maker):
    image = ImageFactory(files=[FIRST, *WEBP[:1]])

    work_off(maker)

    assert names(image) >= {*WEBP, *AVIF, SHARED}


def test_a_file_that_was_lost_is_found_missing(maker):
    image = ImageFactory()
    work_off(maker)
    image.renditions.filter(filter_spec=AVIF[1]).delete()

    maker.sweeps_at = 0
    work_off(maker)

    assert AVIF[1] in names(image)


def test_a_picture_that_another_process_is_at_is_left_to_it(maker):
    image = ImageFactory()
    cache.add(f"making-files-{image.pk}", True)

    assert make_files(image, [FIRST]) is False
    assert names(image) == set()


def test_pages_with_the_picture_are_made_anew_when_there_is_more(site_tree, maker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        UpdatePageFactory(parent=site_tree.updates, lead_image=ImageFactory())
    before = current_generation()

    with django_capture_on_commit_callbacks(execute=True):
        work_off(maker)

    assert current_generation() != before


def test_pages_stay_ready_when_the_files_are_of_a_picture_nobody_sees(maker):
    ImageFactory(files=[FIRST])
    before = current_generation()

    work_off(maker)

    assert current_generation() == before


def test_files_do_not_tell_where_a_picture_was_taken(maker):
    file, place = ContentFile(b"", name="there.jpg"), Image.Exif()
    place[0x010F] = "Camera of Zara"
    Image.new("RGB", (640, 400), "#2f5d50").save(file, "JPEG", exif=place)
    image = ImageFactory(file=file)

    work_off(maker)

    for rendition in image.renditions.all():
        with rendition.file.open() as made:
            assert b"Camera of Zara" not in made.read(), rendition.filter_spec


# Changes to a picture


def change(client, image: SiteImage, **fields) -> None:
    data = {"title": image.title, "collection": root_collection().pk, **fields}
    assert client.post(reverse("wagtailimages:edit", args=[image.pk]), data).status_code == 302


def test_a_replaced_picture_is_made_anew(admin_client, maker, django_capture_on_commit_callbacks):
    image = ImageFactory()
    work_off(maker)
    before = set(image.renditions.values_list("file", flat=True))

    with django_capture_on_commit_callbacks(execute=True):
        change(admin_client, image, file=SimpleUploadedFile("new.png", picture_bytes(300, 200, "#aa0000"), "image/png"))
    assert names(image) == {FIRST}
    work_off(maker)

    assert names(image) == {FIRST, LOGO, SHARED, *WEBP[:1], *AVIF[:1]}
    assert not before & set(image.renditions.values_list("file", flat=True))


def test_parts_of_a_picture_follow_its_focal_point(admin_client, maker, django_capture_on_commit_callbacks):
    image = ImageFactory()
    PersonFactory(photo=image)
    work_off(maker)
    whole, parts = (set(image.renditions.filter(filter_spec__contains=kind)) for kind in ("|width-", "|fill-"))

    with django_capture_on_commit_callbacks(execute=True):
        focal_point = {f"focal_point_{name}": 50 for name in ("x", "y", "width", "height")}
        change(admin_client, image, **focal_point)
    work_off(maker)

    assert set(image.renditions.filter(filter_spec__contains="|width-")) == whole
    now = set(image.renditions.filter(filter_spec__contains="|fill-"))
    assert len(now) == len(parts)
    assert not now & parts


# The command


def test_command_makes_what_is_missing_and_says_so(capsys):
    image = ImageFactory(title="A well")

    call_command("make_renditions")

    assert SHARED in names(image)
    assert "A well: 9 files" in capsys.readouterr().out


def test_command_deletes_what_no_page_needs_when_asked_to(capsys, django_capture_on_commit_callbacks):
    image = ImageFactory()
    old = image.get_rendition("width-777")

    call_command("make_renditions")
    assert SiteRendition.objects.filter(pk=old.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("make_renditions", "--prune")

    assert not SiteRendition.objects.filter(pk=old.pk).exists()
    assert not old.file.storage.exists(old.file.name)
    assert SHARED in names(image)


def test_command_names_pictures_that_cannot_be_read(capsys):
    image = ImageFactory(title="A lost well")
    image.file.storage.delete(image.file.name)

    with pytest.raises(CommandError, match="1 pictures cannot be read"):
        call_command("make_renditions")

    assert "A lost well" in capsys.readouterr().out


def test_a_thousand_pictures_are_not_held_in_memory_at_once(monkeypatch):
    monkeypatch.setattr("site_core.pictures.making.BATCH_SIZE", 2)
    images = [ImageFactory() for _number in range(5)]

    assert make_all() == 0

    assert all(SHARED in names(image) for image in images)

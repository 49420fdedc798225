"""Makes the files of pictures, before any reader asks for them.

What is missing is asked of the database each time, so that nothing is missed whatever brought a picture in, and
nothing is lost when whoever makes them is stopped.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.db import Error
from django.db.models import Exists, OuterRef, QuerySet
from django_tasks import task
from PIL import Image as PillowImage
from PIL import ImageOps
from wagtail.images.models import Filter, SourceImageIOError
from willow.plugins.pillow import PillowImage as WillowImage

from site_core.embargo import is_file_open
from site_core.generation import next_generation
from site_core.models import SiteImage, SiteRendition
from site_core.pictures.files import PART, files_of, look_up_files
from site_core.pictures.shapes import CLEAR, EVERY_SPEC, FIRST, PORTRAIT, SEALS, SHARED, square_specs, whole_specs

logger = logging.getLogger(__name__)

BATCH_SIZE = 200
# Longer than any picture takes: whoever was stopped in the middle of one gives it free after that.
BUSY_SECONDS = 120
# Twice as wide as the first file.
ROUGH_SIZE = (1920, 1920)

# Which pictures are those of people: keys of pictures, from the apps that know.
PORTRAITS: list[Callable[[], QuerySet]] = []


def register_portraits(keys: Callable[[], QuerySet]) -> None:
    PORTRAITS.append(keys)


def portraits() -> set[int]:
    return {key for keys in PORTRAITS for key in keys() if key}


# What is missing


def missing_files(image: SiteImage, is_portrait: bool) -> list[str]:
    files = files_of(image)
    wanted = [*whole_specs(image), *(square_specs(image) if is_portrait else ())]
    return [spec for spec in wanted if spec not in files]


def next_unfinished(except_for: Iterable[int] = ()) -> tuple[SiteImage, list[str]] | None:
    """The newest picture that lacks something, and what: one file for each picture comes before the rest of any."""
    pictures = SiteImage.objects.exclude(pk__in=list(except_for)).order_by("-pk")
    if image := pictures.filter(~has_file(FIRST)).first():
        return image, [FIRST]
    people = portraits()
    image = pictures.filter(~has_file(SHARED)).first() or (
        pictures.filter(~has_file(PORTRAIT), pk__in=people).first() if people else None
    )
    return (image, missing_files(image, image.pk in people)) if image else None


def has_file(spec: str) -> Exists:
    return Exists(SiteRendition.objects.filter(image=OuterRef("pk"), filter_spec=spec))


def all_unfinished() -> Iterator[tuple[SiteImage, list[str]]]:
    """Every picture of the library is looked at, a few at a time: for when shapes have changed, or files were lost."""
    people, last = portraits(), 0
    while images := list(SiteImage.objects.filter(pk__gt=last).order_by("pk")[:BATCH_SIZE]):
        look_up_files(images)
        for image in images:
            if specs := missing_files(image, image.pk in people):
                yield image, specs
        last = images[-1].pk


# Making


class UprightImage(WillowImage):
    """A picture of which no copy is made where all of it is wanted."""

    def crop(self, rect):
        return self if tuple(rect) == (0, 0, *self.get_size()) else super().crop(rect)


class Decoded:
    """A picture that is decoded and turned upright once, however many files are made of it."""

    def __init__(self, original, is_rough: bool) -> None:
        self.format_name = original.format_name
        picture = PillowImage.open(original.f)
        if is_rough:  # of a JPEG a part of the pixels can be read, in a part of the time and memory
            picture.draft(None, ROUGH_SIZE)
        ImageOps.exif_transpose(picture, in_place=True)
        # Cameras write down where they were.
        picture.info.pop("exif", None)
        self.upright = UprightImage(picture)

    def auto_orient(self):
        return self.upright


class DecodedFilter(Filter):
    """Wagtail's filter, given a picture that is decoded already."""

    def __init__(self, spec: str, decoded: Decoded) -> None:
        super().__init__(spec)
        self.decoded = decoded

    @contextmanager
    def get_willow_image(self, image, source=None):
        yield self.decoded


def make_files(image: SiteImage, specs: Iterable[str]) -> bool:
    """Whether they could be made. Another process that is at it is left alone."""
    busy = f"making-files-{image.pk}"
    if not cache.add(busy, True, timeout=BUSY_SECONDS):
        return False
    try:
        with image.get_willow_image() as original:
            specs = list(specs)
            decoded = Decoded(original, is_rough=specs == [FIRST])
            if SHARED in specs and decoded.upright.has_alpha():
                specs.insert(0, CLEAR)
            for spec in specs:
                image.create_rendition(DecodedFilter(spec, decoded))
    except Error:
        raise
    except Exception as error:  # a damaged picture makes a decoder fail in any way there is
        if not isinstance(error, SourceImageIOError):
            logger.warning("Image %s cannot be shown: %s", image.pk, error)
        return False
    finally:
        cache.delete(busy)
        if hasattr(image, "made_files"):
            del image.made_files
    former_parts(image).delete()
    if is_file_open(image):
        next_generation()  # pages that were made in the meantime show less than there is now
    return True


def former_parts(image: SiteImage) -> QuerySet[SiteRendition]:
    """Files cut around a point that is not the present one."""
    present = ("", PART.get_cache_key(image))
    return SiteRendition.objects.filter(image=image, filter_spec__in=EVERY_SPEC).exclude(focal_point_key__in=present)


def make_waiting() -> set[int]:
    """Makes all that is unfinished; names the pictures that could not be made."""
    failed: set[int] = set()
    while found := next_unfinished(failed):
        image, specs = found
        if not specs or not make_files(image, specs):
            failed.add(image.pk)
    return failed


def make_all(tell: Callable[[str], None] = logger.info) -> int:
    """Makes what any picture of the library lacks; says how many could not be made."""
    failed = 0
    for image, specs in all_unfinished():
        is_made = make_files(image, specs)
        failed += not is_made
        tell(f"{image.pk} {image.title}: {len(specs)} files" if is_made else f"{image.pk} {image.title}: no picture")
    return failed


@task()
def make_first_file(image_id: int) -> None:
    """After a picture was stored: a file for pages to show at once; and its parts anew if their middle has moved."""
    image = SiteImage.objects.filter(pk=image_id).first()
    if image is None:
        return
    former_parts(image).filter(filter_spec__in=SEALS).delete()
    if FIRST not in files_of(image):
        make_files(image, [FIRST])


def unneeded_files() -> QuerySet[SiteRendition]:
    """Files in no shape that is shown; the admin makes its own anew when it is looked at."""
    return SiteRendition.objects.exclude(filter_spec__in=EVERY_SPEC)

"""The files that were made of a picture, for those who show it. To look for them makes none."""

from collections.abc import Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import NamedTuple

from wagtail.images import get_image_model
from wagtail.images.models import Filter

from site_core.pictures.shapes import CLEAR, FIRST, FORMATS, LOGO, SHARED, Cut, Shape

# All parts of a picture are cut around the same point.
PART = Filter(SHARED)


class PictureFile(NamedTuple):
    """A file of a picture, or what stands for it."""

    url: str
    width: int
    height: int


Files = dict[str, PictureFile]
# With the part of the picture that each was cut for.
StoredFiles = dict[tuple[str, str], PictureFile]


@dataclass
class Shelf:
    """For the answer to one reader: pictures on it, and the files of those that were looked up."""

    waiting: set[int] = field(default_factory=set)
    found: dict[int, StoredFiles] = field(default_factory=dict)


current_shelf: ContextVar[Shelf | None] = ContextVar("current_shelf", default=None)


@contextmanager
def sharing_files():
    """Within this block the files of all pictures are looked up together, when the first of them is shown."""
    token = current_shelf.set(Shelf())
    try:
        yield
    finally:
        current_shelf.reset(token)


def look_up_files(images: Iterable) -> None:
    """For pictures that will be shown: one query for all."""
    images = [image for image in images if image and image.pk]
    shelf = current_shelf.get()
    if shelf:
        shelf.waiting.update(image.pk for image in images if image.pk not in shelf.found)
    elif images:
        found = stored_files({image.pk for image in images})
        for image in images:
            image.made_files = of_present_part(found[image.pk], image)


def stored_files(keys: set[int]) -> dict[int, StoredFiles]:
    model = get_image_model().get_rendition_model()
    address = model._meta.get_field("file").storage.url
    columns = ("image", "filter_spec", "focal_point_key", "file", "width", "height")
    found: dict[int, StoredFiles] = {key: {} for key in keys}
    for pk, spec, part, name, width, height in model.objects.filter(image__in=keys).values_list(*columns):
        found[pk][spec, part] = PictureFile(address(name), width, height)
    return found


def of_present_part(files: StoredFiles, image) -> Files:
    """Parts of the picture only as it is cut now."""
    parts = {"", PART.get_cache_key(image)}
    return {spec: file for (spec, part), file in files.items() if part in parts}


def files_of(image) -> Files:
    """The files of a picture, asked for once."""
    if not hasattr(image, "made_files"):
        shelf = current_shelf.get() or Shelf()
        if image.pk and image.pk not in shelf.found:
            keys = {image.pk, *shelf.waiting}
            shelf.found |= stored_files(keys)
            shelf.waiting.clear()
        image.made_files = of_present_part(shelf.found.get(image.pk, {}), image)
    return image.made_files


def sources_of(image, shape: Shape) -> dict[str, list[PictureFile]]:
    """The files for a place, by format, narrowest first; of a format only if all are there."""
    files = files_of(image)
    wanted = {name: shape.cut.specs(name, image, shape.widest) for name in FORMATS}
    return {name: [files[spec] for spec in specs] for name, specs in wanted.items() if files.keys() >= set(specs)}


def plain_file(image, cut: Cut) -> PictureFile:
    """The file for every browser: the best there is, and where there is none a drawing of that size."""
    if image.sample_address:
        return PictureFile(image.sample_address, image.width, image.height)
    files = files_of(image)
    for spec in cut.plain:
        if spec in files:
            return files[spec]
    whole = [file for spec, file in files.items() if "|width-" in spec]
    return max(whole, key=lambda file: file.width) if whole else placeholder(image, cut.plain[0])


def made_file(image, *specs: str) -> PictureFile | None:
    """The first of these files that is there."""
    files = files_of(image)
    return next((files[spec] for spec in specs if spec in files), None)


def shared_file(image) -> PictureFile | None:
    """The picture of a shared link."""
    return (made_file(image, SHARED, FIRST) or placeholder(image, SHARED)) if image else None


def logo_file(image) -> PictureFile | None:
    """A logo in a line of text: small enough for one file to do."""
    return (made_file(image, LOGO, CLEAR, FIRST) or placeholder(image, LOGO)) if image else None


def placeholder(image, spec: str) -> PictureFile:
    stand_in = image.placeholder(spec)
    return PictureFile(stand_in.url, stand_in.width, stand_in.height)

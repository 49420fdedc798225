"""Pictures on pages, in the shapes that `site_core/pictures/shapes.py` names."""

from django import template
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join

from site_core.pictures.files import PictureFile, logo_file, plain_file, shared_file, sources_of
from site_core.pictures.shapes import SHAPES

register = template.Library()

# The one picture that opens a page is fetched before all else, the others when the reader comes near them.
OPENING = {"fetchpriority": "high"}
LATER = {"loading": "lazy", "decoding": "async"}


@register.simple_tag
def picture(image, shape: str, alt: str | None = None, opens_page: bool = False) -> str:
    """A picture in one of the shapes, described by its own words where no others are given."""
    if not image:
        return ""
    place = SHAPES[shape]
    # Whoever fetches a picture late knows how wide it lies by then; others go by the words after that.
    sizes = place.sizes if opens_page else f"auto, {place.sizes}"
    sources = format_html_join(
        "",
        '<source type="image/{}" srcset="{}" sizes="{}">',
        ((name, srcset(files), sizes) for name, files in sources_of(image, place).items()),
    )
    plain = plain_file(image, place.cut)
    attributes = {
        "src": plain.url,
        "srcset": srcset([plain]),
        "sizes": sizes,
        "width": plain.width,
        "height": plain.height,
        "alt": alternative_text(image) if alt is None else alt,
        **(OPENING if opens_page else LATER),
    }
    return format_html("<picture>{}<img{}></picture>", sources, flatatt(attributes))


def srcset(files: list[PictureFile]) -> str:
    return ", ".join(f"{file.url} {file.width}w" for file in files)


def alternative_text(image) -> str:
    return "" if image.decorative else image.contextual_alt_text or image.default_alt_text


register.simple_tag(shared_file, name="shared_picture")
register.simple_tag(logo_file, name="logo_picture")

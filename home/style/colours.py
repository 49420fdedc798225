"""The colours of the site as the style page shows them."""

from dataclasses import dataclass

from site_core.tokens import colour_pairs, contrast, rgb


@dataclass(frozen=True)
class Colour:
    """A colour as it is on light and on dark pages, each with its contrast against the paper there."""

    name: str
    light: str
    dark: str
    light_contrast: float
    dark_contrast: float


def colours() -> list[Colour]:
    pairs = colour_pairs()
    light_paper, dark_paper = map(rgb, pairs["paper"])
    return [
        Colour(name, light, dark, contrast(rgb(light), light_paper), contrast(rgb(dark), dark_paper))
        for name, (light, dark) in pairs.items()
    ]

"""Every component and every block of the site, each with something in it, as readers would see it."""

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from wagtail.blocks import Block
from wagtail.fields import StreamField
from wagtail.models import Site

from home.style.components import COMPONENTS, WRITTEN_ONLY
from site_core.shown_settings import stored_settings


@dataclass(frozen=True)
class Specimen:
    """One thing of the site, drawn in each way it can look; not at all where there is nothing to draw it with."""

    name: str
    title: str
    shown: list[str]
    description: str = ""
    is_source: bool = False


def component_names() -> list[str]:
    return sorted(path.stem for path in (settings.BASE_DIR / "templates" / "components").glob("*.html"))


def show_components(request: HttpRequest) -> list[Specimen]:
    frame = {"site_settings": stored_settings(Site.find_for_request(request))}
    return [
        Specimen(
            name=name,
            title=name.replace("_", " ").capitalize(),
            shown=[
                render_to_string(f"components/{name}.html", {**frame, **values}, request)
                for values in COMPONENTS[name]()
            ],
            is_source=name in WRITTEN_ONLY,
        )
        for name in component_names()
        if name in COMPONENTS
    ]


def offered_blocks() -> list[Block]:
    """What editors can choose in any stream of the site, each block once, in the order of their groups."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                for name, block in field.stream_block.child_blocks.items():
                    found.setdefault((name, type(block)), block)
    groups = list(dict.fromkeys(block.meta.group for block in found.values()))
    return sorted(found.values(), key=lambda block: groups.index(block.meta.group))


def show_blocks(request: HttpRequest) -> list[Specimen]:
    context = {"request": request}
    return [
        Specimen(
            name=block.name,
            title=" – ".join(str(part) for part in (block.meta.group, block.label) if part),
            shown=[html] if (html := show_block(block, context)).strip() else [],
            description=block.get_description(),
        )
        for block in offered_blocks()
    ]


def show_block(block: Block, context: dict) -> str:
    """The block with its sample content; nothing for one that has no template, since its page draws it."""
    if not (block.is_previewable and getattr(block.meta, "template", None)):
        return ""
    value = block.get_preview_value()
    return block.render(value, context=block.get_preview_context(value, context))

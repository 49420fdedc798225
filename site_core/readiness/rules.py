"""What every page is looked at for. Few rules, each with its reason: who is asked too often stops reading."""

import re
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.models import Page

from site_core.blocks import HeadingBlock, LinkBlock
from site_core.querysets import is_public
from site_core.readiness.findings import Finding
from site_core.readiness.link_words import TextLink, is_bare_address, links_in, says_nothing
from site_core.readiness.logos import pale_logos, pale_logos_of_site
from site_core.readiness.required import missing_parts
from site_core.readiness.streams import Part, Text, is_picture, parts_of, texts_of

TITLE_LENGTH = 70
SHOWN_WITHOUT_WORDS = ["img", "embed", "footnote", "hr"]
FILE_NAME = re.compile(
    r"\S+\.(jpe?g|png|gif|webp|avif|heic|tiff?)|(img|dsc|dscn|pxl|screenshot|image|photo|picture)[\s_-]*\d[\d\s_-]*",
    re.IGNORECASE,
)


def find_on_every_page(page) -> Iterator[Finding]:
    parts = list(parts_of(page))
    texts = list(texts_of(page, parts))
    yield from missing_parts(page)
    yield from long_title(page)
    yield from headings_out_of_order(parts)
    yield from empty_parts(parts)
    yield from names_for_alternatives(parts)
    yield from links_without_words(page, parts, texts)
    yield from hidden_targets(parts, texts)
    yield from pale_logos(parts)
    yield from pale_logos_of_site(page)


def long_title(page) -> Iterator[Finding]:
    title = page.seo_title or page.title or ""
    if len(title) > TITLE_LENGTH:
        yield Finding(
            "long title",
            _("The title has %(count)d characters.") % {"count": len(title)},
            _("Search results cut it after about 60. Give it a shorter one for search results here."),
            ("seo_title",),
        )


def headings_out_of_order(parts: Iterable[Part]) -> Iterator[Finding]:
    before: dict[str, int] = {}
    for part in parts:
        if not isinstance(part.block, HeadingBlock) or not part.value or not part.value.get("text"):
            continue
        stream, level = part.path[0], 3 if part.value.get("level") == "3" else 2
        if level > before.get(stream, 1) + 1:
            yield Finding(
                "heading order",
                _("The heading “%(words)s” is part of a section, but no section comes before it.")
                % {"words": part.value["text"]},
                _("Readers see it as a section of its own. Make it one, or put its section before it."),
                (*part.path, "level"),
            )
        before[stream] = level


def empty_parts(parts: Iterable[Part]) -> Iterator[Finding]:
    """Blocks that the form takes and readers find empty; what the form refuses is told by `missing_parts`."""
    for part in parts:
        if is_empty_text(part) or is_blank_block(part):
            message = _("%(block)s is empty.") % {"block": part.label}
            yield Finding("empty", message, _("Readers see a gap there."), part.path)


def is_empty_text(part: Part) -> bool:
    if not isinstance(part.block, blocks.RichTextBlock) or not part.block.required:
        return False
    source = getattr(part.value, "source", "")
    return bool(source) and not has_content(source)


def has_content(source: str) -> bool:
    soup = BeautifulSoup(source, "html.parser")
    return bool(soup.get_text().strip()) or soup.find(SHOWN_WITHOUT_WORDS) is not None


def is_blank_block(part: Part) -> bool:
    """Whether a block of the page has only fields that may stay empty, and all of them did."""
    if not isinstance(part.block, blocks.StructBlock) or not hasattr(part.value, "get") or len(part.path) != 2:
        return False
    fields = {name: child for name, child in part.block.child_blocks.items() if not is_a_setting(child)}
    return len(fields) > 1 and not any(child.required or part.value.get(name) for name, child in fields.items())


def is_a_setting(block: blocks.Block) -> bool:
    return isinstance(block, blocks.ChoiceBlock | blocks.BooleanBlock | blocks.IntegerBlock)


def names_for_alternatives(parts: Iterable[Part]) -> Iterator[Finding]:
    for part in parts:
        if is_picture(part) and is_file_name(getattr(part.value, "contextual_alt_text", "")):
            words = part.value.contextual_alt_text
            yield name_for_alternative(words, (*part.path, "alt_text"))


def name_for_alternative(words: str, path: tuple[str, ...]) -> Finding:
    return Finding(
        "alternative text",
        _("The alternative text “%(words)s” is the name of a file.") % {"words": words},
        _("It is read aloud in place of the picture. Say what the picture shows."),
        path,
    )


def is_file_name(words: str | None) -> bool:
    return bool(words and FILE_NAME.fullmatch(words.strip()))


def links_without_words(page, parts: Iterable[Part], texts: Iterable[Text]) -> Iterator[Finding]:
    links = [(link.words, text.path) for text in texts for link in links_in(text.source)]
    links += [(shown_words(part.value), (*part.path, "label")) for part in parts if is_link(part)]
    for words, path in links:
        if says_nothing(words, page.language):
            yield Finding(
                "link words",
                _("A link is called “%(words)s”.") % {"words": words},
                _("Those who go from link to link hear these words alone. Say where the link leads."),
                path,
                subject=words,
            )
        elif is_bare_address(words):
            yield Finding(
                "link words",
                _("A link shows its address: %(address)s") % {"address": words},
                _("It is read aloud letter by letter. Say where the link leads."),
                path,
                subject=words,
            )


def is_link(part: Part) -> bool:
    return isinstance(part.block, LinkBlock) and bool(part.value)


def shown_words(value) -> str:
    """What readers see of a link block: its label or, where it has none and no target with a title, its address."""
    if value.get("label") or value.get("page") or value.get("document"):
        return value.get("label") or ""
    return value.get("url") or ""


def hidden_targets(parts: Iterable[Part], texts: Iterable[Text]) -> Iterator[Finding]:
    links = [(link, text.path) for text in texts for link in links_in(text.source) if link.page_id]
    pages = Page.objects.in_bulk({link.page_id for link, _path in links})
    for link, path in links:
        target = pages.get(link.page_id)
        if target is None or not is_public(target):
            yield hidden_target(named(link, target), path)
    for part in parts:
        if isinstance(part.block, blocks.PageChooserBlock) and part.value and not is_public(part.value):
            yield hidden_target(part.value.title, part.path)


def named(link: TextLink, target: Page | None) -> str:
    return link.words or (target.title if target else "")


def hidden_target(name: str, path: tuple[str, ...]) -> Finding:
    return Finding(
        "hidden target",
        _("“%(name)s” leads to a page that is not public.") % {"name": name},
        _("Readers do not get the link until that page is public."),
        path,
        subject=name,
    )

from .anchors import anchor_for
from .layout import FiguresBlock, PartnersBlock, SubscribeBlock, TextImageBlock
from .links import LinkBlock, LinksBlock
from .media import DownloadsBlock, FigureBlock
from .text import HeadingBlock, QuoteBlock, TextBlock

__all__ = [
    "DownloadsBlock",
    "FigureBlock",
    "FiguresBlock",
    "HeadingBlock",
    "LinkBlock",
    "LinksBlock",
    "PartnersBlock",
    "QuoteBlock",
    "SubscribeBlock",
    "TextBlock",
    "TextImageBlock",
    "anchor_for",
]

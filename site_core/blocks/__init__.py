from .anchors import anchor_for
from .charts import ChartBlock
from .code import CodeBlock
from .embeds import EmbedBlock
from .layout import FiguresBlock, PartnersBlock, SubscribeBlock, TextImageBlock
from .links import LinkBlock, LinksBlock
from .media import DownloadsBlock, FigureBlock, GalleryBlock
from .notes import AccordionBlock, CalloutBlock
from .tables import TableBlock
from .text import HeadingBlock, PullQuoteBlock, QuoteBlock, TextBlock
from .timeline import TimelineBlock

__all__ = [
    "AccordionBlock",
    "CalloutBlock",
    "ChartBlock",
    "CodeBlock",
    "DownloadsBlock",
    "EmbedBlock",
    "FigureBlock",
    "FiguresBlock",
    "GalleryBlock",
    "HeadingBlock",
    "LinkBlock",
    "LinksBlock",
    "PartnersBlock",
    "PullQuoteBlock",
    "QuoteBlock",
    "SubscribeBlock",
    "TableBlock",
    "TextBlock",
    "TextImageBlock",
    "TimelineBlock",
    "anchor_for",
]

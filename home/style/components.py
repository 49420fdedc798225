"""What the style page shows in each component: the values it takes, once for each way it can look."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from wagtail.contrib.typed_table_block.blocks import TypedTable

from blog.models import ReportPage
from home.style.samples import (
    SUMMARY,
    annotated,
    download,
    form,
    menu,
    numbered,
    sample_report,
    sample_standard_page,
    sample_update,
    sample_work,
    tags,
)
from site_core.accessibility import statement
from site_core.blocks import ChartBlock, TableBlock
from site_core.charts import Chart
from site_core.contents import ContentsEntry
from site_core.excerpts import Piece
from site_core.file_excerpts import FileExcerpt
from site_core.frame import Logo
from site_core.promotions import Promotion
from site_core.search_filters import SHOWN, Choice, Facet

Values = dict[str, Any]
LOGO = Logo("Example Foundation", "#", None, None)


def chart_drawn_as(kind: str) -> Chart:
    return replace(ChartBlock().get_preview_value().chart, kind=kind)


def table() -> TypedTable:
    return TableBlock().get_preview_value()["table"]


def kinds_of_results() -> list[Choice]:
    return [
        Choice("", "All", 12, True, "#"),
        Choice("update", "Updates", 9, False, "#"),
        Choice("report", "Reports", 3, False, "#"),
    ]


def ways_to_narrow() -> list[Facet]:
    names = [
        Choice(f"author-{number}", f"Author {number}", 14 - number, not number, "#") for number in range(SHOWN + 2)
    ]
    years = [Choice(str(year), str(year), 3, False, "#") for year in (2023, 2022)]
    return [Facet("author", "Authors", names, more_count=4), Facet("year", "Years", years)]


def narrowed() -> SimpleNamespace:
    chosen = SimpleNamespace(filter=SimpleNamespace(label="Author"), label="Author 0", address="#")
    return SimpleNamespace(chosen=[chosen], unknown=[("Tag", "weels")], whole_address="#")


def promotions() -> list[Promotion]:
    page = sample_update()
    return [
        Promotion(page.title, "#", SUMMARY, page),
        Promotion("A guide to wells", "https://guide.example/wells", "Written with us, and kept by others."),
    ]


def found_by_its_file() -> ReportPage:
    page = sample_report()
    pieces = [Piece("Of the "), Piece("aquifers", is_match=True), Piece(" under the three rivers little is known …")]
    page.file_excerpt = FileExcerpt("Full report", page.language, pieces)
    return page


def contents() -> list[ContentsEntry]:
    return [ContentsEntry("Wells", "wells", 2), ContentsEntry("Ropes", "ropes", 3), ContentsEntry("Rules", "rules", 2)]


# These stand in the head of a page, where nobody sees them: the style page shows how they are written.
WRITTEN_ONLY = {"citation_tags", "feed_links", "head_meta"}

COMPONENTS: dict[str, Callable[[], list[Values]]] = {
    "accessibility_statement": lambda: [{"statement": statement()}],
    "byline": lambda: [{"page": sample_update()}],
    "caption": lambda: [{"caption": SUMMARY, "credit": "Drawn for this page"}],
    "card_picture": lambda: [{"page": sample_update()}],
    "chart_bars": lambda: [{"chart": chart_drawn_as("bars")}],
    "chart_sheet": lambda: [{"chart": chart_drawn_as("columns")}, {"chart": chart_drawn_as("line")}],
    "citation": lambda: [{"page": sample_update(), "address": "https://fund.example/updates/wells/"}],
    "citation_tags": lambda: [{"work": sample_work()}],
    "citations": lambda: [{"page": sample_report(), "work": sample_work()}],
    "contents": lambda: [{"entries": contents(), "heading": "Read the report", "recommendations": True}],
    "data_table": lambda: [{"table": table(), "caption": "What was supported", "has_header_column": True}],
    "downloads": lambda: [{"downloads": [download()]}],
    "feed_links": lambda: [{"feeds_url": "/updates/", "feeds_title": "Updates"}],
    "feeds": lambda: [{"feeds_url": "/updates/"}],
    "footer": lambda: [
        {
            "menus": {name: menu() for name in ("footer_menu", "social_links", "design_link")},
            "logos": [LOGO],
            "has_form": True,
        }
    ],
    "footnote_reference": lambda: [{"index": 1, "reference_index": 1}],
    "footnotes": lambda: [{"page": annotated()}],
    "form_fields": lambda: [{"form": form()}],
    "head_meta": lambda: [{"page": sample_update(), "share_type": "article"}],
    "header": lambda: [{"menu": menu()}],
    "link": lambda: [{"link": menu()[0], "link_class": "button"}],
    "logo": lambda: [{"logo": LOGO}],
    "mark": lambda: [{}],
    "page_card": lambda: [{"page": sample_standard_page()}],
    "pagination": lambda: [{"items": numbered()}],
    "privacy_facts": lambda: [
        {
            "page": sample_standard_page(),
            "facts": [
                "The address of somebody who leaves the list is erased after 30 days.",
                "Which mail was sent to whom is kept for 90 days, afterwards only how many there were.",
            ],
        }
    ],
    "recommendations": lambda: [{"recommendations": sample_report().recommendations}],
    "related": lambda: [{"pages": [sample_update(), sample_report(), sample_standard_page()], "heading": "Next"}],
    "report_card": lambda: [{"page": sample_report()}],
    "report_facts": lambda: [{"page": sample_report(), "work": sample_work()}],
    "search_form": lambda: [{"query": "wells", "field_id": "sample-search"}],
    "search_choices": lambda: [{"choices": kinds_of_results()}],
    "search_filters": lambda: [{"facets": ways_to_narrow(), "narrowing": narrowed()}],
    "search_kinds": lambda: [{"kinds": kinds_of_results()}],
    "search_promotions": lambda: [{"promotions": promotions()}],
    "search_result": lambda: [{"page": sample_update()}, {"page": found_by_its_file()}],
    "subscribe_form": lambda: [{"heading_id": "sample-subscribe"}],
    "table_cell": lambda: [{"cell": next(iter(next(iter(table().rows))))}],
    "tags": lambda: [{"tags": tags()}],
    "update_card": lambda: [
        {"page": sample_update(), "tags": True},
        {"page": sample_update(), "row": True},
        {"page": sample_update(), "featured": True},
    ],
    "update_list": lambda: [{"updates": numbered(), "heading": "h3"}],
    "way_on": lambda: [
        {
            "list_url": "#",
            "list_name": "All updates",
            "neighbours": {"newer": sample_update(), "older": sample_update()},
        }
    ],
}

"""Updates and reports as Markdown at their address plus `.md`, and the list of them: for programs that read text."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from markdownify import ATX, MarkdownConverter
from wagtail.models import Page, Site
from wagtail_footnotes.blocks import FIND_FOOTNOTE_TAG

from blog.bylines import byline
from blog.citations import clean
from blog.feed_blocks import title
from blog.feed_content import parts_of_body, standing_alone
from blog.feeds import conditional_answer
from blog.models import ReportPage, UpdatePage
from site_core.file_responses import SHARED_SECONDS
from site_core.links import site_address
from site_core.querysets import is_public
from site_core.redirects import page_formerly_at
from site_core.shown_settings import settings_of

Work = UpdatePage | ReportPage

SUMMARY_LENGTH = 200
# Of a kind, in the list of all: programs that want every work read the interface, page by page.
MOST_LISTED = 1_000

# What CommonMark and GitHub's tables read as a sign: wherever it stands, or at the beginning of a line.
ANYWHERE = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?\w+;)|!\Z")
BARE_BAR = re.compile(r"(?<!\\)\|")
IN_ADDRESSES = str.maketrans({" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "|": "%7C"})
AT_START = re.compile(r"^(\s*(?:[0-9]+(?=[.)](?:\s|$))|(?=[#=+-]+(?:\s|$))))", re.MULTILINE)


class Converter(MarkdownConverter):
    """GitHub's Markdown, in which nothing that an author wrote is taken for a sign."""

    def escape(self, text, parent_tags) -> str:
        return AT_START.sub(r"\1\\", ANYWHERE.sub(r"\\\g<0>", text))

    def convert_sup(self, element, text, parent_tags) -> str:
        """Only calls of footnotes stand raised."""
        return f"[^{text}]"

    def convert_a(self, element, text, parent_tags):
        """An address that no sign in it can end."""
        if href := element.get("href"):
            element["href"] = href.translate(IN_ADDRESSES)
        return super().convert_a(element, text, parent_tags)

    def convert_td(self, element, text, parent_tags):
        return super().convert_td(element, BARE_BAR.sub(r"\\|", text), parent_tags)

    def convert_th(self, element, text, parent_tags):
        return super().convert_th(element, BARE_BAR.sub(r"\\|", text), parent_tags)

    def convert_pre(self, element, text, parent_tags) -> str:
        """A fence longer than any in the code."""
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
        return f"\n\n{fence}\n{text}\n{fence}\n\n"


CONVERTER = Converter(heading_style=ATX, bullets="-")


def to_markdown(html: str) -> str:
    return CONVERTER.convert(html).strip()


def plain(words: str) -> str:
    """Words on one line that are no Markdown."""
    return CONVERTER.escape(clean(words), set())


@require_safe
def markdown_file(request: HttpRequest, path: str) -> HttpResponse:
    """A public update or report; whatever is not public answers as if it did not exist."""
    try:
        page = work_at(request, path)
    except Http404:
        return HttpResponsePermanentRedirect(f"{site_address(work_formerly_at(request, path)).rstrip('/')}.md")
    text = markdown_of(page, settings_of(request).name)
    response = conditional_answer(request, text.encode(), "text/markdown; charset=utf-8", None)
    response.headers["Link"] = f'<{site_address(page, request)}>; rel="canonical"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def work_at(request: HttpRequest, path: str) -> Work:
    route = Page.route_for_request(request, f"/{path}/")
    return public_work(route.page if route and not route.args and not route.kwargs else None)


def work_formerly_at(request: HttpRequest, path: str) -> Work:
    return public_work(page_formerly_at(request, f"/{path}/"))


def public_work(page: Page | None) -> Work:
    work = page and page.specific
    if not isinstance(work, Work) or not is_public(work):
        raise Http404
    return work


# A work


def markdown_of(page: Work, publisher: str) -> str:
    address = site_address(page)
    text, notes = with_numbers("".join(stored_parts(page)), page)
    text, *notes = standing_alone([text, *notes], [address] * (1 + len(notes)))
    parts = [to_markdown(head_of(page, address, publisher) + text)]
    parts += [f"[^{number}]: {on_one_line(to_markdown(note))}" for number, note in enumerate(notes, 1)]
    return "\n\n".join(parts) + "\n"


def head_of(page: Work, address: str, publisher: str) -> str:
    """Title, authors, date and whatever else names the work."""
    name = f"{page.title.strip()}: {page.subtitle}" if getattr(page, "subtitle", "") else page.title
    date = timezone.localtime(page.publication_date).date().isoformat() if page.publication_date else ""
    facts = [
        byline(page.credits),
        f"{publisher}, {date}" if date else publisher,
        address,
        getattr(page, "doi_url", ""),
        getattr(page, "licence_url", ""),
    ]
    lines = "<br>".join(in_head(fact) for fact in facts if fact)
    return f"<h1>{escape(clean(name))}</h1><p>{lines}</p>"


def in_head(fact: str) -> str:
    return format_html('<a href="{}">{}</a>', fact, fact) if fact.startswith("http") else escape(fact)


def stored_parts(page: Work) -> Iterator[str]:
    """The whole text, with links and notes as they are stored."""
    if isinstance(page, UpdatePage):
        yield format_html("<p>{}</p>", page.summary)
        yield from parts_of_body(page.body)
        return
    yield page.abstract
    yield from parts_of_body(page.body)
    if page.recommendations:
        yield title(_("Recommendations"), 2)
    for number, block in enumerate(page.recommendations.raw_data, 1):
        value = block["value"]
        yield title(f"{number}. {value.get('title') or ''}", 3)
        if value.get("audience"):
            yield format_html("<p>{}</p>", _("For: %(audience)s") % {"audience": value["audience"]})
        yield value.get("text") or ""


def with_numbers(text: str, page: Work) -> tuple[str, list[str]]:
    """The text with a number for each call of a note, and the notes in the order in which they are called."""
    if "<footnote" not in text:
        return text, []
    notes = {str(note.uuid): note.text for note in page.footnotes.all()}
    called: dict[str, int] = {}

    def number(match: re.Match) -> str:
        return f"<sup>{called.setdefault(match[1], len(called) + 1)}</sup>" if match[1] in notes else ""

    return FIND_FOOTNOTE_TAG.sub(number, text), [notes[name] for name in called]


def on_one_line(text: str) -> str:
    return " ".join(text.split())


# All of them


@require_safe
@cache_control(public=True, max_age=300, s_maxage=SHARED_SECONDS)
def llms(request: HttpRequest) -> HttpResponse:
    """What there is to read as text, newest first (llmstxt.org)."""
    shown = settings_of(request)
    root = Site.find_for_request(request).root_page
    updates = list(entries(UpdatePage, root, "summary", "excerpt"))
    reports = list(entries(ReportPage, root, "subtitle"))
    is_cut = max(len(updates), len(reports)) > MOST_LISTED
    parts = [
        f"# {plain(shown.name)}",
        f"> {plain(shown.description)}" if shown.description else "",
        _("Each of these is the text of a page, which stands at the same address without “.md”."),
        _("Older ones are left out here; the JSON has all of them.") if is_cut else "",
        "\n".join([f"## {_('Updates')}", "", *updates[:MOST_LISTED]]) if updates else "",
        "\n".join([f"## {_('Reports')}", "", *reports[:MOST_LISTED]]) if reports else "",
        f"## {_('For programs')}\n\n- [{_('The same as JSON')}]({settings.SITE_URL}{reverse('api')})",
    ]
    text = "\n\n".join(part for part in parts if part) + "\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def entries(model: type[Page], root: Page, *about_fields: str) -> Iterator[str]:
    to_path = len(root.url_path) - 1
    rows = model.objects.listed().newest_first().values_list("url_path", "title", *about_fields)
    for url_path, name, *words in rows[: MOST_LISTED + 1].iterator():
        address = f"{settings.SITE_URL}{quote(url_path[to_path:].rstrip('/'))}.md"
        about = plain(Truncator(next(filter(None, words), "")).chars(SUMMARY_LENGTH))
        yield f"- [{plain(name)}]({address})" + (f": {about}" if about else "")

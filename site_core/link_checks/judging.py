"""Whether links within the site lead anywhere: asked of the database, never by a request."""

from collections.abc import Callable, Iterable
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone
from wagtail.models import Page, Site
from wagtail.views import serve as serve_page

from site_core.documents import in_restricted_collection, serve_document
from site_core.models import Fault, FoundLink, LinkState, SiteDocument, SiteImage
from site_core.querysets import asking_once, hidden_branches, is_live_now
from site_core.redirects import find_redirect, leads_strangers

Kind = FoundLink.Kind

BATCH_SIZE = 500
# In digits: no database counts further.
LONGEST_KEY = 18


def judge_all() -> None:
    """All links within the site, in their turn."""
    with asking_once():
        judge(FoundLink.objects.exclude(kind=Kind.OUTSIDE))


def judge(links: QuerySet[FoundLink]) -> None:
    last = 0
    while batch := list(links.filter(pk__gt=last).order_by("pk")[:BATCH_SIZE]):
        last = batch[-1].pk
        before = {link.pk: link.fault for link in batch}
        for kind, find_faults in FINDERS.items():
            find_faults([link for link in batch if link.kind == kind])
        note(batch, before)


def note(links: Iterable[FoundLink], before: dict[int, str]) -> None:
    """Keeps since when a link has its fault; where nothing has changed, the rows are only dated."""
    now = timezone.now()
    changed = [link for link in links if link.state == LinkState.WAITING or link.fault != before[link.pk]]
    for link in changed:
        state = LinkState.BROKEN if link.fault else LinkState.GOOD
        if state != link.state:
            link.state, link.since = state, now if link.fault else None
    FoundLink.objects.bulk_update(changed, ["state", "fault", "since"])
    FoundLink.objects.filter(pk__in=before).update(checked_at=now)


Links = list[FoundLink]


def judge_pages(links: Links) -> Links:
    pages = Page.objects.only("path", "live", "expire_at").in_bulk({link.target_id for link in links if link.target_id})
    for link in links:
        link.fault = fault_of_page(pages.get(link.target_id))
    return links


def fault_of_page(page: Page | None) -> str:
    if page is None:
        return Fault.PAGE_GONE
    branches = hidden_branches()
    if not is_live_now(page) or page.path.startswith(branches.not_public):
        return Fault.PAGE_HIDDEN
    return Fault.PAGE_PRIVATE if page.path.startswith(branches.restricted) else ""


def judge_documents(links: Links) -> Links:
    documents = SiteDocument.objects.filter(pk__in={link.target_id for link in links if link.target_id})
    known = dict(documents.annotate(is_private=in_restricted_collection("collection")).values_list("pk", "is_private"))
    for link in links:
        link.fault = fault_of_document(known.get(link.target_id))
    return links


def fault_of_document(is_private: bool | None) -> str:
    if is_private is None:
        return Fault.DOCUMENT_GONE
    return Fault.DOCUMENT_PRIVATE if is_private else ""


def judge_images(links: Links) -> Links:
    known = set(SiteImage.objects.filter(pk__in={link.target_id for link in links}).values_list("pk", flat=True))
    for link in links:
        link.fault = "" if link.target_id in known else Fault.IMAGE_GONE
    return links


def judge_paths(links: Links) -> Links:
    for link in links:
        link.fault = fault_of_path(link.href)
    return links


def fault_of_path(href: str) -> str:
    """Where the address leads, as the site itself would find it, without making what stands there."""
    request = request_for(href)
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return "" if has_answer_elsewhere(request) else Fault.PATH_GONE
    if match.func is serve_document:
        if len(match.args[0]) > LONGEST_KEY:
            return Fault.DOCUMENT_GONE
        key = int(match.args[0])
        return judge_documents([FoundLink(kind=Kind.DOCUMENT, target_id=key)])[0].fault
    if match.func is not serve_page:
        return ""
    fault = fault_of_route(request)
    return "" if fault and leads_strangers(find_redirect(request)) else fault


def has_answer_elsewhere(request: HttpRequest) -> bool:
    """Static files are served before any address is looked at, and what lacks its last slash gets it."""
    return request.path_info.startswith(settings.STATIC_URL) or bool(
        not request.path_info.endswith("/") and not fault_of_path(f"{request.path_info}/")
    )


def request_for(href: str) -> HttpRequest:
    parts = urlsplit(href)
    site = Site.objects.filter(is_default_site=True).first()
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = unquote(parts.path)
    port = str(site.port if site else 80)
    request.META = {
        "SERVER_NAME": site.hostname if site else settings.SITE_HOST,
        "SERVER_PORT": port,
        "QUERY_STRING": parts.query,
        "wsgi.url_scheme": "https" if settings.IS_HTTPS else "http",
    }
    return request


def fault_of_route(request: HttpRequest) -> str:
    site = Site.find_for_request(request)
    root = site.root_page.specific if site else None
    components = [part for part in request.path_info.split("/") if part]
    try:
        result = root.route(request, components) if root else None
    except Http404:
        return Fault.PAGE_HIDDEN if is_hidden_page(root, components) else Fault.PATH_GONE
    return fault_of_page(result.page) if result else Fault.PATH_GONE


def is_hidden_page(root: Page | None, components: list[str]) -> bool:
    if root is None:
        return False
    return Page.objects.filter(url_path="/".join([root.url_path.rstrip("/"), *components, ""])).exists()


FINDERS: dict[str, Callable[[Links], Links]] = {
    Kind.PAGE: judge_pages,
    Kind.DOCUMENT: judge_documents,
    Kind.IMAGE: judge_images,
    Kind.PATH: judge_paths,
}

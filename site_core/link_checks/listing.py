"""The links that somebody may mend, with what is wrong with them, as rows of a report."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page
from wagtail.permissions import policy_registry

from site_core.link_checks.collecting import LINKING_MODELS
from site_core.models import Fault, FoundLink, LinkAddress, LinkState
from site_core.readiness.findings import Finding

Kind = FoundLink.Kind

# What is shown where nobody asks for anything else: what should be mended.
TO_MEND = (LinkState.BROKEN, LinkState.MOVED)


def links_for(user) -> QuerySet:
    """The links in what this person may change."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    others = [
        ContentType.objects.get_for_model(model)
        for model in LINKING_MODELS
        if user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")
    ]
    # A page that has been taken back a moment ago has no public links any more.
    mine = Q(page__in=pages.filter(live=True)) | Q(page=None, content_type__in=others)
    return with_state(FoundLink.objects.filter(mine))


def with_state(links: QuerySet) -> QuerySet:
    """Links that know what is known of them, wherever they lead."""

    def of_either(name: str) -> Case:
        return Case(When(kind=Kind.OUTSIDE, then=F(f"address__{name}")), default=F(name))

    is_broken = Case(When(shown_state=LinkState.BROKEN, then=Value(0)), default=Value(1))
    return links.annotate(
        shown_state=of_either("state"),
        shown_fault=of_either("fault"),
        shown_since=of_either("since"),
        shown_checked_at=of_either("checked_at"),
    ).annotate(rank=is_broken)


def broken_links_for(user) -> QuerySet:
    return links_for(user).filter(shown_state=LinkState.BROKEN, is_ignored=False).select_related("address")


def in_order(links: QuerySet) -> QuerySet:
    """What is broken first, and within that as it stands on the pages, the newest page first."""
    return links.order_by("rank", F("page_id").desc(nulls_last=True), "content_type_id", "object_id", "order", "pk")


class Row:
    """One link in words, for somebody who may see what it says."""

    def __init__(self, link: FoundLink, carrier, edit_url: str, target_title: str) -> None:
        self.link, self.carrier, self.edit_url, self.target_title = link, carrier, edit_url, target_title
        # Who knows what became of the target: the address elsewhere, or the link itself.
        self.known: LinkAddress | FoundLink = link.address or link

    @property
    def title(self) -> str:
        named = getattr(self.carrier, "get_admin_display_title", None)
        return named() if named else str(self.carrier)

    @property
    def text(self) -> str:
        return self.link.text or self.target_title

    @property
    def address(self) -> str:
        """For links to what has a name, the name; its number where it is gone or not for this person."""
        if self.link.kind in (Kind.PATH, Kind.OUTSIDE):
            return self.link.href
        words = {Kind.PAGE: _("Page"), Kind.DOCUMENT: _("Document"), Kind.IMAGE: _("Image")}[Kind(self.link.kind)]
        return f"{words}: {self.target_title}" if self.target_title else f"{words} {self.link.target_id or ''}".strip()

    @property
    def url(self) -> str:
        return self.link.href if self.link.kind in (Kind.PATH, Kind.OUTSIDE) else ""

    @property
    def state(self) -> str:
        return str(LinkState(self.known.state).label)

    @property
    def is_broken(self) -> bool:
        return self.known.state == LinkState.BROKEN

    @property
    def fault(self) -> str:
        """What is wrong, with the server's own number and where the page has gone."""
        address = self.link.address
        if self.known.state == LinkState.MOVED and address:
            return _("The page has moved to %(address)s") % {"address": address.moved_to}
        if self.known.fault not in Fault.values:
            return ""
        words = str(Fault(self.known.fault).label)
        return f"{words} ({address.status})" if address and address.status else words

    @property
    def since(self) -> str:
        return day(self.known.since)

    @property
    def checked(self) -> str:
        return day(self.known.checked_at)


def day(moment) -> str:
    return date_format(localtime(moment), "DATE_FORMAT") if moment else ""


def rows(links: Iterable[FoundLink], user) -> list[Row]:
    """In as many queries for fifty links as for one."""
    links = list(links)
    carriers = carriers_of(links)
    titles = titles_of_pages({link.target_id for link in links if link.kind == Kind.PAGE and link.target_id}, user)
    finder = AdminURLFinder(user)
    found = []
    for link in links:
        carrier = carriers.get((link.content_type_id, link.object_id))
        if carrier is None:
            continue
        title = titles.get(link.target_id, "") if link.kind == Kind.PAGE and link.target_id else ""
        found.append(Row(link, carrier, edit_url(link, carrier, finder), title))
    return found


def carriers_of(links: list[FoundLink]) -> dict[tuple[int, int], object]:
    keys: dict[int, set[int]] = {}
    for link in links:
        keys.setdefault(link.content_type_id, set()).add(link.object_id)
    found = {}
    for content_type, ids in keys.items():
        if model := ContentType.objects.get_for_id(content_type).model_class():
            found |= {(content_type, key): each for key, each in model._default_manager.in_bulk(ids).items()}
    return found


def titles_of_pages(ids: set[int], user) -> dict[int, str]:
    """Of pages that this person comes upon in the admin; the titles of others' drafts are nobody else's business."""
    if not ids:
        return {}
    pages = policy_registry.get_by_type(Page).explorable_instances(user).filter(pk__in=ids)
    return {page.pk: page.get_admin_display_title() for page in pages}


def edit_url(link: FoundLink, carrier, finder: AdminURLFinder) -> str:
    """The form, and in a page's form the field."""
    if not isinstance(carrier, Page):
        return finder.get_edit_url(carrier) or ""
    path = tuple(part for part in link.path.split(".") if part)
    finding = Finding("", "", "", path, row=link.row, field=link.field)
    return reverse("wagtailadmin_pages:edit", args=[carrier.pk]) + finding.fragment

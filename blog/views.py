"""Where somebody is credited or a tag is used, as the admin shows it, and why people cannot be deleted."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn
from wagtail.models import Page
from wagtail.permissions import policy_registry

from blog.models import Person, Tag
from blog.people import Uses, uses_of

SHOWN_USES = 50


@dataclass
class ShownUses:
    """What one member of staff may know of the places where a person is credited, or a tag is used."""

    of: Person | Tag
    table: Table
    others: list[tuple[str, str]]
    # Those that are counted but not named: hidden from this user, and beyond what one screen holds.
    hidden_count: int
    more_count: int
    total: int

    @property
    def merge_url(self) -> str:
        return reverse(self.of.snippet_viewset.get_url_name("merge"), args=[self.of.pk])


def uses_shown_to(user, of: Person | Tag, uses: Uses) -> ShownUses:
    """Titles of what the user may edit; the rest as numbers."""
    editable = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    pages = editable.filter(pk__in=uses.page_ids).order_by("-latest_revision_created_at", "-pk")
    page_count = pages.count()
    others = [other for type_id, key in sorted(uses.others) if (other := linked_object(user, type_id, key))]
    return ShownUses(
        of=of,
        table=pages_table(pages.annotate_approved_schedule().prefetch_workflow_states()[:SHOWN_USES])
        if page_count
        else None,
        others=others,
        hidden_count=len(uses) - page_count - len(others),
        more_count=max(0, page_count - SHOWN_USES),
        total=len(uses),
    )


def pages_table(pages) -> Table:
    return Table(
        [
            TitleColumn(
                "title",
                label=_("Title"),
                accessor="get_admin_display_title",
                get_url=lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk]),
            ),
            Column("type", label=_("Type"), accessor=lambda page: capfirst(page.cached_content_type.name), width="20%"),
            PageStatusColumn("status", label=_("Status"), width="20%"),
        ],
        pages,
    )


def linked_object(user, type_id: int, key: str) -> tuple[str, str] | None:
    """Name and edit address of something that is no page, if this user may edit it."""
    content_type = ContentType.objects.get_for_id(type_id)
    model = content_type.model_class()
    item = model._base_manager.filter(pk=key).first() if model else None
    url = item and AdminURLFinder(user).get_edit_url(item)
    return (f"{capfirst(content_type.name)}: {item}", url) if url else None


def refuse_deletion(request: HttpRequest, people: list[Person]) -> TemplateResponse | None:
    """The page that says why these people stay, or nothing where nobody loses a credit."""
    uses = uses_of(people)
    credited = [person for person in people if uses[person.pk]]
    if not credited:
        return None
    may_merge = policy_registry.get_by_type(Person).user_has_permission(request.user, "change")
    context = {
        "page_title": _("Delete"),
        "page_subtitle": credited[0] if len(people) == 1 else capfirst(Person._meta.verbose_name_plural),
        "header_icon": "user",
        "people": people,
        "refusals": [uses_shown_to(request.user, person, uses[person.pk]) for person in credited],
        "may_merge": may_merge,
        "list_url": reverse(Person.snippet_viewset.get_url_name("list")),
    }
    return TemplateResponse(request, "blog/admin/person_in_use.html", context)

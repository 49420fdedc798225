"""Views of the admin: where somebody is credited, and merging two people."""

from dataclasses import dataclass

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic.edit import FormMixin
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.models import Page
from wagtail.permissions import policy_registry

from blog.forms import MergePersonForm
from blog.merging import merge_people
from blog.models import Person
from blog.people import PersonInUse, Uses, uses_of

SHOWN_USES = 50


@dataclass
class ShownUses:
    """What one member of staff may know of the places where a person is credited."""

    person: Person
    table: Table
    others: list[tuple[str, str]]
    # Those that are counted but not named: hidden from this user, and beyond what one screen holds.
    hidden_count: int
    more_count: int
    total: int

    @property
    def merge_url(self) -> str:
        return reverse(Person.snippet_viewset.get_url_name("merge"), args=[self.person.pk])


def uses_shown_to(user, person: Person, uses: Uses) -> ShownUses:
    """Titles of what the user may edit; the rest as numbers."""
    editable = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    pages = editable.filter(pk__in=uses.page_ids).order_by("-latest_revision_created_at", "-pk")
    page_count = pages.count()
    others = [other for type_id, key in sorted(uses.others) if (other := linked_object(user, type_id, key))]
    return ShownUses(
        person=person,
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


class MergePersonView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, FormMixin, View):
    """Asks whom to keep, shows what will move, and merges on POST only."""

    model = Person
    permission_required = "delete"
    form_class = MergePersonForm
    page_title = gettext_lazy("Merge")
    header_icon = "user"
    index_url_name = None
    edit_url_name = None

    def dispatch(self, request, *args, **kwargs):
        if not self.user_has_permission("change"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        if "kept" not in request.GET:
            return self.render_to_response(self.get_context_data())
        form = self.get_form()
        return self.render_to_response(self.get_context_data(form=form, kept=form.is_valid() and self.kept(form)))

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        return self.merge(form)

    def merge(self, form):
        kept, name = self.kept(form), str(self.object)
        try:
            merge_people(self.object, kept, user=self.request.user)
        except PersonInUse as error:
            form.add_error("kept", str(error))
        except ValidationError as error:
            form.add_error("kept", error)
        else:
            message = _("%(merged)s has been merged into %(kept)s.") % {"merged": name, "kept": kept}
            messages.success(self.request, message, buttons=[messages.button(self.get_edit_url(kept), _("Edit"))])
            return redirect(self.index_url_name)
        return self.render_to_response(self.get_context_data(form=form))

    def kept(self, form) -> Person:
        return form.cleaned_data["kept"]

    def get_form_kwargs(self):
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        kept = data.get("kept")
        # The chooser cannot show what is no key at all.
        kept = kept if kept is None or kept.isdecimal() else ""
        return {"merged": self.object, "data": None if kept is None else {"kept": kept}}

    def get_template_names(self):
        return ["blog/admin/person_merge.html"]

    def get_page_subtitle(self):
        return str(self.object)

    def get_edit_url(self, person: Person) -> str:
        return reverse(self.edit_url_name, args=[quote(person.pk)])

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": capfirst(Person._meta.verbose_name_plural)},
            {"url": self.get_edit_url(self.object), "label": str(self.object)},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    @cached_property
    def uses(self) -> ShownUses:
        return uses_shown_to(self.request.user, self.object, uses_of([self.object])[self.object.pk])

    def get_context_data(self, kept=None, **kwargs):
        context = super().get_context_data(**kwargs)
        uses = self.uses if kept else None
        return {**context, "media": context["form"].media, "merged": self.object, "kept": kept, "uses": uses}

"""Merging two people or two tags in the admin: whom to keep, what will move, and the deed."""

from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic.edit import FormMixin
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from blog.forms import MergePersonForm, MergeTagForm
from blog.merging import merge_people
from blog.models import Person, Tag
from blog.people import PersonInUse, Uses, uses_of
from blog.tag_merging import merge_tags, uses_of_tag
from blog.views import ShownUses, uses_shown_to


class MergeView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, FormMixin, View):
    """Asks what to keep, shows what will move, and merges on POST only."""

    model: Any
    permission_required = "delete"
    page_title = gettext_lazy("Merge")
    index_url_name = None
    edit_url_name = None

    def dispatch(self, request, *args, **kwargs):
        if not (self.may("change", self.object) and self.may("delete", self.object)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may(self, action: str, item) -> bool:
        return self.permission_policy.user_has_permission_for_instance(self.request.user, action, item)

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
        if not self.may("change", kept):
            raise PermissionDenied
        try:
            self.merge_into(kept)
        except PersonInUse as error:
            form.add_error("kept", str(error))
        except ValidationError as error:
            form.add_error("kept", error)
        else:
            message = _("%(merged)s has been merged into %(kept)s.") % {"merged": name, "kept": kept}
            messages.success(self.request, message, buttons=[messages.button(self.get_edit_url(kept), _("Edit"))])
            return redirect(self.index_url_name)
        return self.render_to_response(self.get_context_data(form=form))

    def merge_into(self, kept) -> None:
        raise NotImplementedError

    def find_uses(self) -> Uses:
        raise NotImplementedError

    def kept(self, form):
        return form.cleaned_data["kept"]

    def get_form_kwargs(self):
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        kept = data.get("kept")
        # The chooser cannot show what is no key at all.
        kept = kept if kept is None or kept.isdecimal() else ""
        return {"merged": self.object, "data": None if kept is None else {"kept": kept}}

    def get_page_subtitle(self):
        return str(self.object)

    def get_edit_url(self, item) -> str:
        return reverse(self.edit_url_name, args=[quote(item.pk)])

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": capfirst(self.model._meta.verbose_name_plural)},
            {"url": self.get_edit_url(self.object), "label": str(self.object)},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    @cached_property
    def uses(self) -> ShownUses:
        return uses_shown_to(self.request.user, self.object, self.find_uses())

    def get_context_data(self, kept=None, **kwargs):
        context = super().get_context_data(**kwargs)
        uses = self.uses if kept else None
        return {**context, "media": context["form"].media, "merged": self.object, "kept": kept, "uses": uses}


class MergePersonView(MergeView):
    """Makes one of somebody who was entered twice."""

    model = Person
    form_class = MergePersonForm
    header_icon = "user"
    template_name = "blog/admin/person_merge.html"

    def merge_into(self, kept):
        merge_people(self.object, kept, user=self.request.user)

    def find_uses(self):
        return uses_of([self.object])[self.object.pk]


class MergeTagView(MergeView):
    """Makes one of two tags for one subject."""

    model = Tag
    form_class = MergeTagForm
    header_icon = "tag"
    template_name = "blog/admin/tag_merge.html"

    def merge_into(self, kept):
        merge_tags(self.object, kept, user=self.request.user)

    def find_uses(self):
        return uses_of_tag(self.object)

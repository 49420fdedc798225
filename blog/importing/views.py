"""The two screens of an import, and what they show of a document that is not saved yet."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models import Locale, Page

from blog.importing.drafts import footnotes_of, make_draft
from blog.importing.forms import DocumentForm, DraftForm
from blog.importing.kinds import Kind, kind_of, kinds_for
from blog.importing.reading import Document
from blog.importing.waiting import Waiting, find, forget, keep

PICTURE_POLICY = "default-src 'none'; sandbox"


class ImportScreen(WagtailAdminTemplateMixin, FormView):
    """What both screens share: for those who may add an update or a report."""

    header_icon = "upload"

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        kinds = kinds_for(self.request.user)
        if not kinds:
            raise PermissionDenied
        return kinds


class ImportView(ImportScreen):
    """Asks for a document and reads it; nothing of it enters the site."""

    template_name = "blog/admin/import.html"
    page_title = gettext_lazy("Import a document")
    form_class = DocumentForm

    def get_initial(self):
        wanted = self.request.GET.get("kind", "")
        return {"kind": wanted if wanted in self.kinds else next(iter(self.kinds))}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "kinds": self.kinds}

    def form_valid(self, form):
        token = keep(self.request.user, Waiting(form.cleaned_data["kind"], form.document))
        if not token:
            form.add_error(None, _("The document was read, but there is no room to keep it. Try again in a moment."))
            return self.form_invalid(form)
        return redirect("import_review", token)

    def get_breadcrumbs_items(self):
        return [{"url": "", "label": self.get_page_title()}]


class WaitingMixin(View):
    """Finds what the user of this request has uploaded, and nobody else's."""

    @cached_property
    def waiting(self) -> Waiting | None:
        return find(self.request.user, self.kwargs["token"])

    @property
    def document(self) -> Document:
        if self.waiting is None:
            raise Http404
        return self.waiting.document


class ReviewView(WaitingMixin, ImportScreen):
    """Shows what was found, asks what the pictures show, and on POST makes the draft."""

    template_name = "blog/admin/import_review.html"
    page_title = gettext_lazy("Look at what was read")
    form_class = DraftForm

    def dispatch(self, request, *args, **kwargs):
        if self.waiting is None or self.waiting.kind not in self.kinds:
            messages.error(
                request,
                _("This document is no longer kept here. If you have not made a draft of it, choose it once more."),
            )
            return redirect("import_document")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "document": self.document, "user": self.request.user}

    def form_valid(self, form):
        kind = self.kinds[self.waiting.kind]
        collection = form.chosen_collection() if form.can_add_pictures else None
        title = form.cleaned_data["title"]
        try:
            page = make_draft(self.document, kind, self.request.user, title, collection, form.answer)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        forget(self.request.user, self.kwargs["token"])
        self.tell(page)
        return redirect("wagtailadmin_pages:edit", page.pk)

    def tell(self, page: Page) -> None:
        words = _("“%(title)s” is a draft now; nobody outside sees it. If you do not want it, delete it like any page.")
        messages.success(self.request, words % {"title": page.title})

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("import_document"), "label": _("Import a document")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "kind": self.kinds[self.waiting.kind],
            "document": self.document,
            "found": found(self.document),
            "token": self.kwargs["token"],
        }


def found(document: Document) -> list[str]:
    """How much of each kind was found, in words."""
    count = document.count
    words = [
        ngettext("%(count)s heading", "%(count)s headings", count("heading")) % {"count": count("heading")},
        ngettext("%(count)s footnote", "%(count)s footnotes", len(document.notes)) % {"count": len(document.notes)},
        ngettext("%(count)s picture", "%(count)s pictures", len(document.pictures)) % {"count": len(document.pictures)},
        ngettext("%(count)s table", "%(count)s tables", count("table")) % {"count": count("table")},
        ngettext("%(count)s quote", "%(count)s quotes", count("quote")) % {"count": count("quote")},
        ngettext("%(count)s piece of code", "%(count)s pieces of code", count("code")) % {"count": count("code")},
    ]
    return [sentence for sentence in words if not sentence.startswith("0 ")]


def without_image(block: dict) -> dict:
    """A block that the site can draw before its picture is in the library."""
    return {**block, "value": {**block["value"], "image": None}} if block["type"] == "image" else block


class PreviewView(WaitingMixin):
    """The blocks as readers will see them, for the frame on the screen."""

    def get(self, request, token):
        document, kind = self.document, kinds_for(request.user).get(self.waiting.kind)
        if kind is None:
            raise PermissionDenied
        page = kind.model(title=document.title)
        raw = [without_image(block) for block in document.blocks]
        page.body = page._meta.get_field("body").stream_block.to_python(raw)
        page.footnotes = footnotes_of(document, Locale.get_default())
        pictures = {block["id"]: block["value"]["picture"] for block in document.blocks if block["type"] == "image"}
        parts = [(block, pictures.get(block.id)) for block in page.body]
        return TemplateResponse(
            request, "blog/admin/import_preview.html", {"page": page, "parts": parts, "token": token}
        )


class PictureView(WaitingMixin):
    """One picture of a document that is not saved yet."""

    def get(self, request, token, number):
        pictures = self.document.pictures
        if number >= len(pictures):
            raise Http404
        response = HttpResponse(pictures[number].data, content_type=pictures[number].content_type)
        response["Content-Security-Policy"] = PICTURE_POLICY
        return response


def import_url(model: type[Page]) -> str:
    return f"{reverse('import_document')}?kind={kind_of(model)}"


def listing_button(model: type[Page]) -> HeaderButton:
    return HeaderButton(_("Import"), url=import_url(model), icon_name="upload")


def explorer_button(page: Page, user) -> list[Button]:
    """The way to the import below an index, for those who may add pages there."""
    kind = next((kind for kind in kinds_for(user).values() if page.specific_class is kind.parent_model), None)
    return [Button(_("Import a document"), url=import_url(kind.model), icon_name="upload", priority=6)] if kind else []

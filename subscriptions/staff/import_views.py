"""Bringing in addresses: a file, a look at what it holds, and a decision."""

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages

from subscriptions.import_files import MAX_BYTES, AddressTable, FileRefusedError
from subscriptions.models import ImportFile
from subscriptions.services.importing import (
    NotImportedError,
    add_to_be_asked,
    add_with_consent,
    give_up,
    keep_file,
    look_through,
)
from subscriptions.staff.access import StaffScreen
from subscriptions.staff.subscriber_list import IMPORT

ASK, GIVEN = "ask", "given"
COLUMN_NAMES = {
    "address": gettext_lazy("email address"),
    "language": gettext_lazy("language"),
    "wants_updates": gettext_lazy("updates"),
    "wants_reports": gettext_lazy("reports"),
    "frequency": gettext_lazy("how often"),
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("At most 100,000 lines and 10 MB. Nothing is added before you have seen what it holds."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("This file is larger than 10 MB. Please split it."))
        content = file.read()
        try:
            AddressTable(content)
        except FileRefusedError as error:
            raise ValidationError(str(error)) from error
        return file.name, content


class DecisionForm(forms.Form):
    """How the people of a file come to be subscribers."""

    way = forms.ChoiceField(
        label=gettext_lazy("Consent"),
        choices=[
            (ASK, gettext_lazy("Send each of them the confirmation mail; who does not confirm is erased after 7 days")),
            (GIVEN, gettext_lazy("They have agreed already; they are subscribed at once")),
        ],
        initial=ASK,
        widget=forms.RadioSelect,
    )
    source = forms.CharField(
        label=gettext_lazy("Where was consent given, and when?"),
        max_length=255,
        required=False,
        help_text=gettext_lazy("Needed if they have agreed already. It is kept with each of them."),
    )

    def clean(self):
        if self.cleaned_data.get("way") == GIVEN and not self.cleaned_data.get("source"):
            self.add_error("source", _("Please say where consent was given: the law asks for it."))


class ImportScreen(StaffScreen, FormView):
    """A step of an import."""

    permission = IMPORT
    page_title = gettext_lazy("Import subscribers")
    header_icon = "upload"

    def get_breadcrumbs_items(self):
        return [{"url": reverse("subscribers"), "label": _("Subscribers")}, {"url": "", "label": self.page_title}]


class UploadView(ImportScreen):
    form_class = UploadForm
    template_name = "subscriptions/admin/import.html"

    def form_valid(self, form):
        name, content = form.cleaned_data["file"]
        file = keep_file(name, content, self.request.user)
        return redirect("subscribers_import_review", pk=file.pk)


class ReviewView(ImportScreen):
    """What the file holds; adds it when the form is sent, or forgets it."""

    form_class = DecisionForm
    template_name = "subscriptions/admin/import_review.html"

    @cached_property
    def file(self) -> ImportFile:
        return get_object_or_404(ImportFile, pk=self.kwargs["pk"], made_by=self.request.user)

    def get_page_subtitle(self):
        return self.file.name

    def post(self, request, *args, **kwargs):
        if "give_up" in request.POST:
            give_up(self.file)
            messages.success(request, _("The file is erased. Nobody was added."))
            return redirect("subscribers")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            added = self.add(form.cleaned_data["way"], form.cleaned_data["source"])
        except NotImportedError as error:
            form.add_error("way", str(error))
            return self.form_invalid(form)
        words = ngettext("%(count)s person is added.", "%(count)s people are added.", added)
        messages.success(self.request, words % {"count": f"{added:,}"})
        return redirect("subscribers")

    def add(self, way: str, source: str) -> int:
        if way == GIVEN:
            return add_with_consent(self.file, source, self.request.user)
        return add_to_be_asked(self.file, self.request.user)

    def get_context_data(self, **kwargs):
        findings = look_through(self.file)
        columns = [COLUMN_NAMES[name] for name in findings.columns]
        return {**super().get_context_data(**kwargs), "file": self.file, "findings": findings, "columns": columns}

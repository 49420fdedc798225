"""The deposit of a report's DOI in the admin: a button in the head of its form, and the file behind it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from blog.deposits import DepositRefused, deposit_of
from blog.models import ReportPage
from site_core.shown_settings import settings_of


@require_safe
def deposit_file(request: HttpRequest, page_id: int) -> HttpResponse:
    """What DataCite is told of a report as it was last saved, for those who may edit it."""
    page = get_object_or_404(ReportPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft = page.get_latest_revision_as_object()
    draft.publication_date = draft.publication_date or draft.first_published_at or draft.go_live_at
    try:
        body = deposit_of(draft, settings_of(request).name)
    except DepositRefused as refusal:
        words = _("There is no file for DataCite yet. The report lacks: %(missing)s.")
        messages.error(request, words % {"missing": get_text_list(refusal.missing, _("and"))})
        return redirect("wagtailadmin_pages:edit", page.pk)
    headers = {"Content-Disposition": content_disposition_header(True, f"{draft.slug}.datacite.json")}
    return HttpResponse(body, content_type="application/vnd.api+json", headers=headers)


def deposit_button(page: Page, user) -> list[Button]:
    if not issubclass(page.specific_class, ReportPage) or not page.permissions_for_user(user).can_edit():
        return []
    address = reverse("deposit_file", args=[page.pk])
    return [Button(_("DOI deposit (DataCite)"), url=address, icon_name="download", priority=60)]

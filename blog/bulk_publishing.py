"""Publishing many pages at once: all of them, or none and the reasons. Wagtail 8.0 answers 500 instead."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from site_core.completeness import missing_parts


def refuse_incomplete(request: HttpRequest, action) -> TemplateResponse | None:
    """The page that says what is missing where, or nothing where all can be published."""
    incomplete = [(page, missing) for page in pages_to_publish(request, action) if (missing := missing_parts(page))]
    if not incomplete:
        return None
    context = {
        "page_title": _("Publish"),
        "header_icon": "doc-empty-inverse",
        "incomplete": incomplete,
        "next": action.next_url,
    }
    return TemplateResponse(request, "blog/admin/incomplete_pages.html", context)


def pages_to_publish(request: HttpRequest, action) -> Iterator:
    """The latest drafts of the pages chosen, and of the drafts below them where those are meant too."""
    for page in action.actionable_objects:
        yield page.get_latest_revision_as_object()
        if action.cleaned_form.cleaned_data["include_descendants"]:
            for descendant in page.get_descendants().not_live():
                if descendant.permissions_for_user(request.user).can_publish():
                    yield descendant.get_latest_revision_as_object()

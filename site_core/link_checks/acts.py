"""What can be done with a broken link, beside mending it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from site_core.link_checks.judging import judge
from site_core.link_checks.listing import links_for
from site_core.models import FoundLink, LinkAddress

Kind = FoundLink.Kind


def link_or_404(request: HttpRequest, link_id: int) -> FoundLink:
    """Only a link that this person may mend."""
    return get_object_or_404(links_for(request.user), pk=link_id)


def back(request: HttpRequest) -> HttpResponse:
    return redirect(get_valid_next_url_from_request(request) or "broken_links")


@require_POST
def check_again(request: HttpRequest, link_id: int) -> HttpResponse:
    """A link within the site at once; another one in its turn, which is a matter of seconds."""
    link = link_or_404(request, link_id)
    if link.kind != Kind.OUTSIDE:
        judge(FoundLink.objects.filter(pk=link.pk))
        messages.success(request, _("The link has been checked again."))
    elif settings.CHECK_LINKS:
        now = timezone.now()
        LinkAddress.objects.filter(found_links=link, next_check_at__gt=now).update(next_check_at=now)
        messages.success(request, _("The link will be checked within a minute. Load this list again then."))
    else:
        messages.warning(request, _("Links to other sites are not checked here: CHECK_LINKS is off."))
    return back(request)


@require_POST
def ignore(request: HttpRequest, link_id: int) -> HttpResponse:
    """For everybody; a second time takes it back."""
    link = link_or_404(request, link_id)
    is_ignored = request.POST.get("ignore") == "yes"
    FoundLink.objects.filter(pk=link.pk).update(is_ignored=is_ignored)
    words = _("The link is ignored from now on.") if is_ignored else _("The link is no longer ignored.")
    messages.success(request, words)
    return back(request)

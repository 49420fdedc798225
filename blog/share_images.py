"""The pictures of shared links at lasting addresses: one for each page and person without a picture of their own."""

from time import sleep

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe
from wagtail.models import Page

from blog.bylines import short_byline
from blog.models import Person
from blog.public_lists import people_with_works
from site_core.dates import long_date
from site_core.file_responses import SHARED_SECONDS
from site_core.models import BasePage, SiteSettings
from site_core.querysets import is_public
from site_core.share_images import ShareImage
from site_core.templatetags.site_tags import drawing_for, kind_of, site_settings

KEPT_SECONDS = 60 * 60 * 24 * 30
# Whoever comes while a picture is being drawn waits for it; after that long, the draughtsman is given up.
BUSY_SECONDS = 10
WAIT_SECONDS = 0.1

HEADERS = {
    "Cache-Control": f"public, max-age=86400, s-maxage={SHARED_SECONDS}",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    # Chat programs in a browser show our pictures on pages of their own.
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def share_image_of(subject, shown: SiteSettings) -> ShareImage:
    """What the picture of a page or a person shows."""
    title, label, byline = words_of(subject, shown)
    key = drawing_for(subject, "card").key
    return ShareImage(key, kind_of(subject), title, label, byline, brand=tuple(shown.brand_parts))


def words_of(subject, shown: SiteSettings) -> tuple[str, str, str]:
    """Title, label and byline."""
    if isinstance(subject, Person):
        return subject.name, "", subject.affiliation
    if kind_of(subject) == "home":
        return shown.name, "", shown.tagline
    if not hasattr(subject, "credits"):
        return subject.title, "", getattr(subject, "introduction", "")
    label = capfirst(subject._meta.verbose_name)
    date = subject.publication_date
    return subject.title, f"{label} • {long_date(date)}" if date else label, short_byline(subject.credits)


def share_image_url(subject, image: ShareImage) -> str:
    kind = "person" if isinstance(subject, Person) else "page"
    return reverse("share_image", args=[kind, subject.pk, image.version])


@require_safe
def share_image(request: HttpRequest, kind: str, pk: str, version: str) -> HttpResponse:
    """The picture; a former version leads to the present one, and what a stranger may not see is not there."""
    shown = site_settings({"request": request})
    subject = public_subject(kind, int(pk))
    image = subject and share_image_of(subject, shown)
    if image is None or image.version != version:
        draft = draft_for(request.user, kind, int(pk))
        if draft and share_image_of(draft, shown).version == version:
            image = share_image_of(draft, shown)
    if image is None:
        raise Http404
    if image.version != version:
        return redirect(share_image_url(subject, image))
    return HttpResponse(kept_png(image), content_type="image/png", headers={**HEADERS, "ETag": f'"{version}"'})


def public_subject(kind: str, pk: int):
    if kind == "person":
        return Person.objects.filter(pk=pk).first() if pk in people_with_works() else None
    page = Page.objects.filter(pk=pk).first()
    specific = page.specific if page and is_public(page) else None
    return specific if isinstance(specific, BasePage) else None


def draft_for(user, kind: str, pk: int):
    """For an editor, who sees it in a preview: the page as it was last saved."""
    page = Page.objects.filter(pk=pk).first() if kind == "page" and user.is_authenticated else None
    if page is None or not page.permissions_for_user(user).can_edit():
        return None
    draft = page.get_latest_revision_as_object()
    if not isinstance(draft, BasePage):
        return None
    draft.complete_for_preview()
    return draft


def kept_png(image: ShareImage) -> bytes:
    """The picture, drawn once however many ask for it at the same time."""
    key = f"share-image:{image.version}"
    for _wait in range(round(BUSY_SECONDS / WAIT_SECONDS)):
        if png := cache.get(key):
            return png
        if cache.add(f"{key}:busy", True, timeout=BUSY_SECONDS):
            break
        sleep(WAIT_SECONDS)
    try:
        png = image.png()
        cache.set(key, png, timeout=KEPT_SECONDS)
    finally:
        cache.delete(f"{key}:busy")
    return png

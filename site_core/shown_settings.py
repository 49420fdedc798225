"""The settings of the site as a request shows them: read once for each request, and kept between requests."""

from django.http import HttpRequest
from wagtail.models import Site

from site_core.generation import remember
from site_core.models import SiteSettings


def settings_of(request: HttpRequest) -> SiteSettings:
    shown = vars(request).get("_shown_site_settings")
    if shown is None:
        site = Site.find_for_request(request)
        shown = remember(f"settings:{site and site.pk}", lambda: stored_settings(site))
        vars(request)["_shown_site_settings"] = shown
    return shown


def stored_settings(site: Site | None) -> SiteSettings:
    return SiteSettings.objects.select_related("logo").filter(site=site).first() or SiteSettings(site=site)

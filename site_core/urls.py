from django.apps import apps
from django.urls import include, path, re_path
from django.views.generic import TemplateView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from site_core.csp_reports.receiving import csp_reports
from site_core.documents import serve_document
from site_core.favicon import favicon
from site_core.media import serve_rendition
from site_core.robots import robots
from site_core.search import search
from site_core.security_txt import security_txt
from site_core.sitemap import sitemap, sitemap_part

handler400 = "site_core.views.bad_request"
handler403 = "site_core.views.permission_denied"
handler404 = "site_core.views.page_not_found"
handler500 = "site_core.views.server_error"

choose_footnote = TemplateView.as_view(template_name="wagtail_footnotes/admin/footnotes_modal.html")

urlpatterns = [
    # Before Wagtail's own addresses of the same names.
    path("", include("site_core.sign_in.urls")),
    path("admin/", include("site_core.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    re_path(r"^documents/([0-9]+)/(.*)$", serve_document),
    path("documents/", include(wagtaildocs_urls)),
    # The Fn button of the editor has this address written in its script.
    path("footnotes/footnotes_modal/", require_admin_access(choose_footnote)),
    path("media/<path:name>", serve_rendition),
    path("search/", search, name="search"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemap_part, name="sitemap_part"),
    path("favicon.ico", favicon),
    path("csp-reports/", csp_reports, name="csp_reports"),
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("", include("blog.urls")),
    # A site may do without its mailing list.
    *([path("", include("subscriptions.urls"))] if apps.is_installed("subscriptions") else []),
    path("", include("scheduling.urls")),
    path("", include(wagtail_urls)),
]

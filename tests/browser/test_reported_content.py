"""Over https, browsers tell of what was kept from a page in their younger way: some seconds later, and in batches."""

import time

import pytest
from playwright.sync_api import Playwright

from tests.deploy.proxied_site import HOST, ProxiedSite, nginx

GOT_IN = "document.body.append(Object.assign(document.createElement('script'), {text: 'document.title = \"Yours\"'}))"
KEPT = "from site_core.models import CspReport; print([(r.directive, r.blocked) for r in CspReport.objects.all()])"
TOLD_WITHIN_SECONDS = 30


class ReportingSite(ProxiedSite):
    """A public site that asks browsers for reports."""

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"CSP_REPORTS": "true"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = ReportingSite(tmp_path_factory.mktemp("site"))
    site.start()
    yield site
    site.stop()


@pytest.fixture
def browser(site, tmp_path_factory, playwright: Playwright, browser_type_launch_args):
    """One for which the proxy of this test is the host, and which waits less before it tells."""
    proxy = nginx(site, tmp_path_factory.mktemp("proxy"))
    ours = ["--ignore-certificate-errors", f"--host-resolver-rules=MAP {HOST}:443 127.0.0.1:{proxy.port}"]
    arguments = [*browser_type_launch_args["args"], "--short-reporting-delay", *ours]
    browser = playwright.chromium.launch(**browser_type_launch_args | {"args": arguments})
    yield browser
    browser.close()
    proxy.stop()


def test_a_script_that_got_into_a_page_is_told_of(browser, site):
    page, asked = browser.new_page(ignore_https_errors=True), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"https://{HOST}/")

    page.evaluate(GOT_IN)

    assert kept(site).strip() == "[('script-src-elem', 'inline')]"
    assert f"https://{HOST}/csp-reports/" not in asked, "It was told in the old way."


def kept(site: ReportingSite) -> str:
    deadline = time.monotonic() + TOLD_WITHIN_SECONDS
    while True:
        lines = site.shell(KEPT)
        if lines.strip() != "[]" or time.monotonic() > deadline:
            return lines

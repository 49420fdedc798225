"""A small site with everything that blocks can name, and all the addresses at which its contents are shown."""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from wagtail.models import Page

from blog.models import Person, ReportDownload, ReportPage, ReportPartner, UpdatePage
from site_core.models import SiteDocument, SiteImage, SiteSettings
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    PersonFactory,
    ReportPageFactory,
    StandardPageFactory,
    TagFactory,
    UpdatePageFactory,
)

FORMS = ("", "atom/", "json/")


@pytest.fixture
def world(site_tree):
    """An update, a report and a page, each with one of everything beside its text."""
    site_tree.picture, site_tree.document = ImageFactory(), DocumentFactory()
    site_tree.person = PersonFactory(name="Ada", slug="ada", photo=site_tree.picture)
    site_tree.tag = TagFactory(name="Rivers", slug="rivers")
    by_ada = {"authors": [site_tree.person]}
    site_tree.update = UpdatePageFactory(
        parent=site_tree.updates, slug="told", tags=[site_tree.tag], lead_image=site_tree.picture, **by_ada
    )
    site_tree.report = ReportPageFactory(parent=site_tree.reports, slug="found", cover=site_tree.picture, **by_ada)
    site_tree.download = ReportDownload.objects.create(
        page=site_tree.report, document=site_tree.document, label="Whole"
    )
    site_tree.partner = ReportPartner.objects.create(page=site_tree.report, name="Partner", url="https://example.org/")
    site_tree.standard = StandardPageFactory(parent=site_tree.home, slug="about")
    site_tree.settings, _made = SiteSettings.objects.get_or_create(site=site_tree.site)
    site_tree.objects = {
        Page: site_tree.standard,
        UpdatePage: site_tree.update,
        ReportPage: site_tree.report,
        Person: site_tree.person,
        SiteImage: site_tree.picture,
        SiteDocument: site_tree.document,
    }
    return site_tree


def lists_of(path: str) -> list[str]:
    return [path, *(f"{path}feed/{form}" for form in FORMS)]


def addresses_of_update(world) -> list[str]:
    key = world.update.translation_key
    return ["/updates/told/", "/updates/told.md", f"/api/v1/updates/{key}/", *lists_of("/updates/")[1:]]


def addresses_of_report(world) -> list[str]:
    key, cite = world.report.translation_key, "/reports/found/cite"
    files = [f"{cite}/bibtex/", f"{cite}/ris/", f"{cite}/csl-json/"]
    return ["/reports/found/", "/reports/found.md", f"/api/v1/reports/{key}/", *files]


def addresses_of_everything(world) -> list[str]:
    """Every address at which something that somebody wrote is shown."""
    lists = [*lists_of("/updates/"), *lists_of("/updates/tags/rivers/"), *lists_of("/updates/authors/ada/")]
    year = world.update.publication_date.year
    api = ["updates/", "reports/", "people/", "people/ada/", "tags/", "tags/rivers/"]
    return [
        "/",
        *lists,
        f"/updates/{year}/",
        "/reports/",
        "/about/",
        *addresses_of_update(world),
        *addresses_of_report(world),
        *(f"/api/v1/{name}" for name in api),
        "/search/?q=words",
        "/search/?q=pwned",
        "/search/?q=nothingofthekind",
        "/llms.txt",
        "/sitemap.xml",
        "/subscribe/",
    ]


def screens_of(page) -> list[str]:
    """Where staff meet a page: its form, its place in the list, and each mode of its preview."""
    listing = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    return [reverse("wagtailadmin_pages:edit", args=[page.pk]), listing, *previews_of(page)]


def previews_of(page) -> list[str]:
    draft = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    return [f"{draft}?mode={mode}" for mode, _label in page.preview_modes]


def screens_of_text(page) -> list[str]:
    """Those that show what stands in its blocks."""
    shown = [address for address in previews_of(page) if address.endswith(("=", "=feed-item"))]
    return [reverse("wagtailadmin_pages:edit", args=[page.pk]), *shown]


def screens_of_person(person) -> list[str]:
    viewset = Person.snippet_viewset
    return [reverse(viewset.get_url_name("edit"), args=[person.pk]), reverse(viewset.get_url_name("list"))]


def screens_of_settings(shown) -> list[str]:
    return [reverse("wagtailsettings:edit", args=["site_core", "sitesettings", shown.site_id])]


@pytest.fixture
def hosts(world) -> dict[tuple[str, str], SimpleNamespace]:
    """Each stream there is: on what it stands, where readers are shown it, and where staff are."""

    def host(instance, addresses, screens):
        return SimpleNamespace(instance=instance, addresses=addresses, screens=screens)

    update = host(world.update, addresses_of_update(world), screens_of_text(world.update))
    report = host(world.report, addresses_of_report(world), screens_of_text(world.report))
    shown = host(world.settings, ["/", "/not/there/"], screens_of_settings(world.settings))
    menus = ("main_menu", "footer_menu", "social_links", "powered_by", "design_link")
    return {
        ("blog.UpdatePage", "body"): update,
        ("blog.ReportPage", "body"): report,
        ("blog.ReportPage", "recommendations"): report,
        ("home.StandardPage", "body"): host(world.standard, ["/about/"], screens_of_text(world.standard)),
        ("home.HomePage", "body"): host(world.home, ["/"], screens_of_text(world.home)),
        ("blog.Person", "links"): host(world.person, ["/updates/authors/ada/"], screens_of_person(world.person)),
        **{("site_core.SiteSettings", name): shown for name in menus},
    }

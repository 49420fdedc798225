import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from site_core.models import SiteSettings
from tests.factories import DocumentFactory, ImageFactory, StandardPageFactory

pytestmark = pytest.mark.django_db


def link(**parts) -> dict:
    value = {"label": "", "page": None, "document": None, "url": "", "fragment": "", **parts}
    return {"type": "link", "id": str(uuid.uuid4()), "value": value}


@pytest.fixture
def about(site_tree):
    return StandardPageFactory(parent=site_tree.home, title="About us", slug="about")


@pytest.fixture
def set_up(site_tree):
    def set_up(**values) -> SiteSettings:
        shown = SiteSettings(site=site_tree.site)
        for name, value in values.items():
            setattr(shown, name, shown._meta.get_field(name).to_python(value) if isinstance(value, str) else value)
        shown.save()
        return shown

    return set_up


def render(source: str, **context) -> str:
    return Template("{% load site_tags %}" + source).render(Context(context)).strip()


# Settings


def test_a_page_shows_the_settings_of_its_site(client, set_up):
    set_up(brand="Commons • Fund", tagline="For what we share.", copyright_start_year=2021)

    page = client.get("/").content.decode()

    assert "For what we share." in page
    assert f"2021–{timezone.localdate().year} - All rights reserved" in page


def test_reading_a_page_stores_no_settings(client, site_tree):
    assert client.get("/").status_code == 200

    assert not SiteSettings.objects.exists()


def test_changed_settings_show_at_once(client, set_up):
    shown = set_up(tagline="Before")
    client.get("/")

    shown.tagline = "After"
    shown.save()

    assert "After" in client.get("/").content.decode()


def test_the_preview_shows_what_is_being_written(client, admin_user, set_up):
    shown = set_up(brand="Old • Name")
    shown.brand = "New • Name"
    shown.subscribe_heading = "Hear from us"

    page = shown.make_preview_request().render().content.decode()

    assert "Hear from us" in page
    assert "New" in page
    assert "Old" not in page


def test_the_brand_has_marks_between_its_words_that_are_not_read_aloud():
    line = render("{{ shown|brand_line }}", shown=SiteSettings(brand="A & B • Fund"))

    assert line == (
        'A &amp; B<span class="dot" aria-hidden="true">\u00a0• </span><span class="visually-hidden"> </span>Fund'
    )


# Links and menus


def test_the_menu_names_pages_in_order_and_marks_where_the_reader_is(client, set_up, site_tree, about):
    set_up(main_menu=[link(page=about.pk), link(label="News of us", page=site_tree.updates.pk)])

    page = client.get("/about/").content.decode()

    assert '<a href="/about/" aria-current="page">About us</a>' in page
    assert '<a href="/updates/">News of us</a>' in page


@pytest.mark.parametrize("reason", ["draft", "expired", "private", "below a draft"])
def test_menus_and_links_never_name_a_page_that_is_not_public(client, set_up, site_tree, about, reason):
    secret = StandardPageFactory(parent=about, title="Secret plan", slug="secret")
    set_up(main_menu=[link(page=secret.pk)], footer_menu=[link(page=secret.pk)])
    site_tree.home.body = [
        ("lead", {"title": "Lead", "standfirst": "", "links": [{"label": "", "page": secret}], "closing": ""})
    ]
    site_tree.home.save()
    assert "Secret plan" in client.get("/").content.decode()

    hide(secret, about, reason)

    assert "Secret plan" not in client.get("/").content.decode()


def hide(secret, parent, reason):
    if reason == "draft":
        secret.unpublish()
    elif reason == "below a draft":
        parent.unpublish()
    elif reason == "expired":
        secret.expire_at = timezone.now() - timedelta(seconds=1)
        secret.save()
    else:
        PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)


def test_a_menu_drops_a_page_in_the_second_it_expires(client, set_up, about, time_machine):
    end = timezone.now() + timedelta(seconds=20)
    about.expire_at = end
    about.save()
    set_up(main_menu=[link(page=about.pk)])
    assert "About us" in client.get("/updates/").content.decode()

    time_machine.move_to(end)

    assert "About us" not in client.get("/updates/").content.decode()


def test_all_menus_and_logos_together_cost_no_query_once_they_are_known(client, set_up, about):
    logo = ImageFactory()
    set_up(
        main_menu=[link(page=about.pk)],
        footer_menu=[link(page=about.pk), link(document=DocumentFactory().pk)],
        powered_by=[
            {
                "type": "logo",
                "id": str(uuid.uuid4()),
                "value": {"name": "Us", "url": "", "logo": logo.pk, "logo_dark": None},
            }
        ],
    )
    client.get("/about/")

    with CaptureQueriesContext(connection) as queries:
        client.get("/about/")

    assert not [query["sql"] for query in queries if "siteimage" in query["sql"] or "sitedocument" in query["sql"]]


def test_a_link_with_a_script_in_it_is_not_shown(client, set_up):
    set_up(
        footer_menu=[link(label="Trap", url="javascript:alert(1)"), link(label="Fine", url="mailto:us@fund.example")]
    )

    page = client.get("/").content.decode()

    assert "Trap" not in page
    assert 'href="mailto:us@fund.example"' in page


@pytest.mark.parametrize(
    "address", ["/about/", "#notes", "https://fund.example/", "http://fund.example", "mailto:a@b.example"]
)
def test_addresses_that_may_be_linked(address):
    assert render("{{ address|web_address }}", address=address) == address


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", " JavaScript:x", "data:text/html,x", "//elsewhere.example", "/\\elsewhere.example", None],
)
def test_addresses_that_may_not_be_linked(address):
    assert render("{{ address|web_address }}", address=address) == ""


def test_a_logo_has_a_second_drawing_for_dark_pages(client, set_up):
    light, dark = ImageFactory(title="Light"), ImageFactory(title="Dark")
    logo = {"name": "Open collective", "url": "https://collective.example", "logo": light.pk, "logo_dark": dark.pk}
    set_up(powered_by=[{"type": "logo", "id": str(uuid.uuid4()), "value": logo}])

    page = client.get("/").content.decode()

    assert 'alt="Open collective"' in page
    assert 'media="(prefers-color-scheme: dark)"' in page
    assert 'href="https://collective.example"' in page


# Addresses


def test_the_canonical_address_keeps_the_page_of_a_list_and_nothing_else(client, site_tree, settings):
    settings.SITE_URL = "https://fund.example"

    page = client.get("/updates/?page=1&utm_source=mail").content.decode()

    assert '<link rel="canonical" href="https://fund.example/updates/">' in page


def test_pages_name_themselves_for_search_engines_and_shared_links(client, site_tree):
    about = StandardPageFactory(
        parent=site_tree.home, title="About <us>", slug="about", introduction="Who we are.", search_description=""
    )

    page = client.get(about.url).content.decode()

    assert "<title>About &lt;us&gt; • Digital Infrastructure Fund</title>" in page
    assert '<meta name="description" content="Who we are.">' in page
    assert '<meta property="og:title" content="About &lt;us&gt;">' in page

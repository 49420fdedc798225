import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from home.models import StandardPage
from site_core.previews import cut
from tests.factories import StandardPageFactory


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Short enough", "Short enough"),
        ("  Space   and\nbreaks ", "Space and breaks"),
        ("Words that do not fit are left out", "Words that do not …"),
        ("Donaudampfschifffahrtsgesellschaft", "Donaudampfschifffah…"),
        ("", ""),
    ],
)
def test_words_are_cut_where_other_sites_cut_them(text, shown):
    assert cut(text, 20).shown == shown


def preview(client, page, mode):
    return client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {"mode": mode})


def test_standard_page_is_previewed_as_card_search_result_and_shared_link(site_tree, admin_client):
    page = StandardPageFactory(parent=site_tree.home, title="About", slug="about", introduction="Who we are.")

    assert 'class="page-card"' in preview(admin_client, page, "card").text
    result = preview(admin_client, page, "search-result").text
    assert 'class="search-result search-result--standard"' in result
    assert "About • Digital Infrastructure Fund" in result
    assert "› about" in result
    link = preview(admin_client, page, "shared-link").text
    assert "Who we are." in link
    assert f"/share/page-{page.pk}-" in link


@pytest.mark.parametrize("place", ["home", "updates", "reports"])
def test_front_page_and_lists_are_previewed_where_others_show_them(site_tree, admin_client, place):
    page = getattr(site_tree, place)

    modes = [name for name, _label in page.preview_modes]

    assert modes == ["", "search-result", "shared-link"]
    for mode in modes:
        assert preview(admin_client, page, mode).status_code == 200
    assert "Found with a search engine" in preview(admin_client, page, "search-result").text
    assert "Found with the search of this site" not in preview(admin_client, page, "search-result").text


def test_lists_still_show_themselves_in_the_preview(site_tree, admin_client):
    assert 'class="list-header' in preview(admin_client, site_tree.updates, "").text


def test_unknown_mode_shows_the_page(site_tree, admin_client):
    page = StandardPageFactory(parent=site_tree.home, introduction="Who we are.")

    assert "Who we are." in preview(admin_client, page, "hologram").text


def test_shared_link_says_what_the_page_itself_says(site_tree, admin_client):
    page = StandardPageFactory(parent=site_tree.home, seo_title="All about us", search_description="For machines.")

    link = preview(admin_client, page, "shared-link").text

    assert "All about us" in link
    assert "For machines." in link
    assert "Found with" not in link


def test_address_that_was_just_changed_is_shown(site_tree, admin_client):
    page = StandardPageFactory(parent=site_tree.home, slug="about", live=False)
    page.slug = "about-us"
    page.save_revision()

    assert "› about-us" in preview(admin_client, page, "search-result").text


def test_title_too_long_for_a_search_engine_is_pointed_out(site_tree, admin_client):
    page = StandardPageFactory(parent=site_tree.home, title="A title of many words " * 5)

    result = preview(admin_client, page, "search-result").text

    assert "characters; about 60 are shown" in result


def test_draft_that_was_never_saved_has_all_previews(site_tree, admin_client):
    address = reverse("wagtailadmin_pages:preview_on_add", args=["home", "standardpage", site_tree.home.pk])
    form = nested_form_data(
        {"title": "", "body": streamfield([]), "footnotes": inline_formset([]), "comments": inline_formset([])}
    )

    assert admin_client.post(address, form).json() == {"is_valid": True, "is_available": True}

    for mode, _label in StandardPage().preview_modes:
        answer = admin_client.get(address, {"mode": mode, "in_preview_panel": "true"})
        assert answer.status_code == 200
        assert "Placeholder title" in answer.text, mode
    assert not StandardPage.objects.exists()

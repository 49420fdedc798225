import pytest

from tests.factories import StandardPageFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db


def link_to(page) -> str:
    return f'<p>Read <a linktype="page" id="{page.pk}">this one</a></p>'


@pytest.fixture
def page_with_links(site_tree):
    public = StandardPageFactory(parent=site_tree.home, title="Open", slug="open")
    draft = StandardPageFactory(parent=site_tree.home, title="Secret", slug="secret", live=False)
    gone = StandardPageFactory(parent=site_tree.home, title="Gone", slug="gone")
    page = UpdatePageFactory(
        parent=site_tree.updates,
        slug="linked",
        body=[
            *[("text", link_to(target)) for target in (public, draft, gone)],
            ("links", {"links": [{"page": public}, {"page": draft}, {"page": gone}]}),
        ],
    )
    gone.delete()
    return page


def test_links_looked_up_together_lead_to_public_pages_only(client, page_with_links):
    page = client.get("/updates/linked/").content.decode()

    assert page.count('href="/open/"') == 2
    assert page.count("this one") == 3
    assert "secret" not in page.lower()
    assert "gone" not in page.lower()


def test_what_one_request_looked_up_is_not_known_to_the_next(client, page_with_links):
    assert "/open/" in client.get("/updates/linked/").content.decode()
    page_with_links.get_parent().get_parent().get_children().get(slug="open").unpublish()

    assert "/open/" not in client.get("/updates/linked/").content.decode()

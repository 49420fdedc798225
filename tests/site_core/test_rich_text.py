import pytest

from site_core.readiness import findings_of
from tests.factories import UpdatePageFactory, UserFactory

FOOTNOTES = "/footnotes/footnotes_modal/"


@pytest.mark.django_db
def test_footnote_button_finds_its_window(client):
    client.force_login(UserFactory(is_superuser=True))

    response = client.get(FOOTNOTES)

    assert response.status_code == 200
    assert "Choose a footnote" in response.text


@pytest.mark.django_db
def test_window_of_footnote_button_is_for_staff_only(client):
    response = client.get(FOOTNOTES)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/admin/login/")


IMPOSSIBLE_KEYS = ["9" * 30, "²", "abc", "-1", ""]


@pytest.mark.parametrize("kind", ["page", "document"])
@pytest.mark.parametrize("key", IMPOSSIBLE_KEYS)
def test_link_to_a_key_that_nothing_can_have_leaves_its_words(site_tree, client, kind, key):
    text = f'<p>See <a linktype="{kind}" id="{key}">the other one</a>.</p>'
    update = UpdatePageFactory(parent=site_tree.updates, body=[("text", text)])

    responses = [client.get(update.url), client.get("/updates/feed/")]

    assert [response.status_code for response in responses] == [200, 200]
    assert not any(finding.is_hard for finding in findings_of(update))
    assert "See <a>the other one</a>." in responses[0].text

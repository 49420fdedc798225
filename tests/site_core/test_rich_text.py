import pytest

from tests.factories import UserFactory

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

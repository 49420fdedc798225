import pytest
from django.urls import reverse

from blog.models import UpdatePage
from tests.factories import UpdatePageFactory, UserFactory


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["tags", "2023"])
def test_a_copy_at_the_address_of_a_list_is_refused_in_words(client, site_tree, slug):
    client.force_login(UserFactory(is_superuser=True))
    update = UpdatePageFactory(parent=site_tree.updates, title="Wells", slug="wells")

    answer = client.post(
        reverse("wagtailadmin_pages:copy", args=[update.pk]),
        {"new_title": "Wells", "new_slug": slug, "new_parent_page": site_tree.updates.pk, "publish_copies": "on"},
    )

    assert "The site uses this address for a list." in answer.text
    assert UpdatePage.objects.count() == 1

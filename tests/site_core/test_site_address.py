import pytest
from django.core.management import call_command
from wagtail.models import Site


@pytest.mark.parametrize(
    ("site_url", "hostname", "port"),
    [("https://fund.example", "fund.example", 443), ("http://localhost:8001", "localhost", 8001)],
)
def test_default_site_follows_the_site_s_address(db, settings, site_url, hostname, port):
    settings.SITE_URL = site_url

    call_command("migrate", verbosity=0)

    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port) == (hostname, port)


def test_browsers_find_the_mark_at_the_old_address(client, db):
    response = client.get("/favicon.ico")

    assert response.status_code == 302
    assert response.url.endswith("touch-icon.png")

"""What a site without a mailing list does; tests/subscriptions/test_removable.py runs this in a process of its own."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse

from blog.models import UpdatePage
from site_core.outbox import do_jobs
from tests.factories import ReportPageFactory, StandardPageFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db


def test_there_is_no_mailing_list():
    assert not apps.is_installed("subscriptions")


def test_site_finds_nothing_wrong_with_itself():
    call_command("check", fail_level="WARNING")
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_reader_can_read_every_kind_of_page(site_tree, client):
    site_tree.home.body = [("subscribe", {"heading": "Subscribe"})]
    site_tree.home.save_revision().publish()
    pages = [
        site_tree.home,
        site_tree.updates,
        site_tree.reports,
        UpdatePageFactory(parent=site_tree.updates),
        ReportPageFactory(parent=site_tree.reports),
        StandardPageFactory(parent=site_tree.home),
    ]

    answers = [client.get(address) for address in [*(page.get_url() for page in pages), reverse("search")]]

    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert not any("/subscribe/" in answer.text for answer in answers)


@pytest.mark.parametrize("address", ["/nowhere/", "/subscribe/"])
def test_address_that_leads_nowhere_says_so(site_tree, client, address):
    assert client.get(address).status_code == 404


def test_editor_writes_and_publishes_an_update(site_tree, admin_client):
    page = UpdatePageFactory(parent=site_tree.updates, live=False)

    screen = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    page.save_revision().publish()

    assert screen.status_code == 200
    assert "announce_to_subscribers" not in screen.text
    assert UpdatePage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("name", ["wagtailadmin_home", "wagtailsettings:edit"])
def test_staff_find_their_screens(site_tree, admin_client, name):
    arguments = ["site_core", "sitesettings", site_tree.site.pk] if name.endswith("edit") else []

    assert admin_client.get(reverse(name, args=arguments), follow=True).status_code == 200


def test_page_can_be_previewed_as_a_mail(site_tree, admin_client):
    page = UpdatePageFactory(parent=site_tree.updates)
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])

    assert admin_client.get(address, {"mode": "email"}).status_code == 200


def test_mailer_still_has_its_other_work(caplog):
    do_jobs()

    assert caplog.text == ""

"""What people do with a scheduled page, as their browsers send it."""

from django.urls import reverse
from wagtail.models import PageLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from blog.models import Person
from site_core.amending.slots import slot_of

AMEND = {"action-amend": "action-amend"}
SCRIPT = {"HTTP_ACCEPT": "application/json"}


def schedule(page, moment, user):
    page.go_live_at = moment
    page.save_revision(user=user, log_action=True).publish(user=user)
    return current(page)


def current(page):
    return type(page).objects.get(pk=page.pk)


def approved(page):
    """The version that will go live."""
    return current(page).scheduled_revision


def address(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def form(page, **changes) -> dict:
    slot = slot_of(page)
    fields = {
        "title": "Wells",
        "slug": "wells",
        "summary": "What happened.",
        "tags": "water",
        "language": "en",
        "page_authors": inline_formset([{"author": Person.objects.get().pk, "role": "author", "ORDER": 0}]),
        "related_pages": inline_formset([]),
        "footnotes": inline_formset([]),
        "comments": inline_formset([]),
        "body": streamfield([("text", rich_text("<p>Words.</p>", features=["bold", "link"]))]),
        "go_live_at": f"{slot.at:%Y-%m-%d %H:%M}" if slot else "",
        "scheduled_version": slot.key if slot else "",
    }
    return nested_form_data({**fields, **changes})


def save(client, page, **changes):
    return client.post(address(page), form(page, **changes), follow=True)


def amend(client, page, **changes):
    return save(client, page, **{**AMEND, **changes})


def autosave(client, page, **changes):
    return client.post(address(page), form(page, **changes), **SCRIPT)


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


def history(page) -> list[str]:
    return [entry.message for entry in PageLogEntry.objects.filter(page=page.pk).order_by("timestamp", "pk")]

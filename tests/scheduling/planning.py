"""Pages with plans, for tests: one at a time as an editor makes them, or thousands at once."""

from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page, Revision

from blog.models import UpdatePage
from tests.factories import UpdatePageFactory


def schedule(parent, title: str, at: datetime, *, user=None, **fields) -> UpdatePage:
    """A new update that goes live at a moment, set by a user."""
    page = UpdatePageFactory(parent=parent, title=title, live=False, **fields)
    page.go_live_at = at
    page.save_revision(user=user).publish(user=user)
    return UpdatePage.objects.get(pk=page.pk)


def schedule_change(page, at: datetime, *, title: str | None = None, user=None, **fields):
    """A public page of which another version goes live at a moment."""
    if page.live_revision is None:
        page.save_revision().publish()
        page = type(page).objects.get(pk=page.pk)
    page.title, page.go_live_at = title or page.title, at
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=user).publish(user=user)
    return type(page).objects.get(pk=page.pk)


def wish(parent, title: str, at: datetime, **fields) -> UpdatePage:
    """A draft that names a date."""
    page = UpdatePageFactory(parent=parent, title=title, live=False, **fields)
    page.go_live_at = at
    page.save_revision()
    return UpdatePage.objects.get(pk=page.pk)


def is_live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


def make_unpublishable(page: Page, other: Page) -> None:
    """The slug that the scheduled version wants is taken meanwhile."""
    Page.objects.filter(pk=page.pk).update(slug="moved-away")
    Page.objects.filter(pk=other.pk).update(slug=page.slug)


def schedule_many(parent, count: int, start: datetime, step: timedelta) -> None:
    """As many scheduled updates as asked for, without what Wagtail does for each."""
    parent = Page.objects.get(pk=parent.pk)
    kind = ContentType.objects.get_for_model(UpdatePage)
    sample = UpdatePageFactory(parent=parent, title=f"Sample {parent.numchild}", live=False).save_revision()
    base = sample.base_content_type
    first = parent.numchild + 2
    pages = Page.objects.bulk_create(
        Page(
            path=Page._get_path(parent.path, parent.depth + 1, first + number),
            depth=parent.depth + 1,
            title=f"Crowd {number}",
            draft_title=f"Crowd {number}",
            slug=f"crowd-{first + number}",
            url_path=f"{parent.url_path}crowd-{first + number}/",
            content_type=kind,
            locale=parent.locale,
            live=False,
            has_unpublished_changes=True,
            go_live_at=start + step * number,
        )
        for number in range(count)
    )
    Revision.objects.bulk_create(
        Revision(
            content_type=kind,
            base_content_type=base,
            object_id=str(page.pk),
            object_str=page.title,
            created_at=timezone.now(),
            content={**sample.content, "pk": page.pk, "title": page.title},
            approved_go_live_at=page.go_live_at,
        )
        for page in pages
    )
    for page in pages:
        UpdatePage(page_ptr=page).save_base(raw=True, force_insert=True)
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + count + 1)

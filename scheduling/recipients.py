"""Who is told what becomes of a page's schedule."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from wagtail.models import Page
from wagtail.permissions import policy_registry

from scheduling.events import Event
from scheduling.models import Follow, Notice


def recipients(event: Event) -> list[AbstractUser]:
    """The page's owner, its approver and who followed it by then, if they still may see it in the admin.

    Where nobody has approved yet, those are told who may.
    """
    followers = Follow.objects.filter(page=event.page.pk, made_at__lte=event.happened_at)
    people = {event.page.owner_id, event.approver_id, *followers.values_list("user_id", flat=True)}
    if event.kind == Notice.Kind.NOT_APPROVED:
        people |= reviewers(event.page)
    people.discard(None)
    if not people:
        return []
    users = get_user_model()._default_manager.filter(pk__in=people, is_active=True).order_by("pk")
    return [user for user in users.select_related("wagtail_userprofile") if may_see(user, event.page)]


def reviewers(page: Page) -> set[int]:
    state = page.current_workflow_task_state
    groups = getattr(state.task.specific, "groups", None) if state else None
    if groups is None:
        return set()
    return set(get_user_model()._default_manager.filter(groups__in=groups.all()).values_list("pk", flat=True))


def may_see(user: AbstractUser, page: Page) -> bool:
    if not user.has_perm("wagtailadmin.access_admin"):
        return False
    return visible_pages(user).filter(pk=page.pk).exists()


def visible_pages(user: AbstractUser):
    return policy_registry.get_by_type(Page).explorable_instances(user)

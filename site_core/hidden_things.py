"""What somebody may not even see in a list is not named to them elsewhere in the admin either.

Wagtail asks there whether somebody may act upon a thing, and names it while it refuses.
"""

from django.db.models import QuerySet
from django.http import Http404
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.documents.views import bulk_actions as of_documents
from wagtail.images.views import bulk_actions as of_images
from wagtail.models import Page
from wagtail.permissions import policy_registry

from site_core.querysets import only_public

# Whoever may do one of these with a file finds it in its library or its chooser.
SEEING = {"choose", "change", "delete"}


def seen_by(user, model) -> QuerySet:
    """All of one kind that somebody finds in the admin."""
    policy = policy_registry.get_by_type(model)
    if issubclass(model, Page):
        return policy.explorable_instances(user)
    return policy.instances_user_has_any_permission_for(user, SEEING)


def choosable(pages: QuerySet, request) -> QuerySet:
    """What somebody may link to: what they find in the admin, and what every reader finds on the site."""
    if works_everywhere(request.user):
        return pages
    found = seen_by(request.user, Page) | only_public(Page.objects.all())
    # By key, because a search knows nothing of when a page expires.
    return pages.filter(pk__in=found.order_by().values("pk"))


def works_everywhere(user) -> bool:
    policy = policy_registry.get_by_type(Page)
    return policy.instances_user_has_any_permission_for(user, {"add", "change", "publish"}).filter(depth=1).exists()


class SeenOnlyMixin:
    """A confirmation for many things that names none of those that are hidden, as if there were none."""

    def get_actionable_objects(self):
        objects, left = super().get_actionable_objects()
        keys = [item.pk for item in left["items_with_no_access"]]
        seen = set(seen_by(self.request.user, self.model).filter(pk__in=keys).values_list("pk", flat=True))
        left["items_with_no_access"] = [item for item in left["items_with_no_access"] if item.pk in seen]
        if keys and not objects and not any(left.values()):
            raise Http404
        return objects, left


class DeleteSeenImages(SeenOnlyMixin, of_images.DeleteBulkAction):
    pass


class TagSeenImages(SeenOnlyMixin, of_images.AddTagsBulkAction):
    pass


class CollectSeenImages(SeenOnlyMixin, of_images.AddToCollectionBulkAction):
    pass


class DeleteSeenDocuments(SeenOnlyMixin, of_documents.DeleteBulkAction):
    pass


class TagSeenDocuments(SeenOnlyMixin, of_documents.AddTagsBulkAction):
    pass


class CollectSeenDocuments(SeenOnlyMixin, of_documents.AddToCollectionBulkAction):
    pass


FILE_ACTIONS = (
    DeleteSeenImages,
    TagSeenImages,
    CollectSeenImages,
    DeleteSeenDocuments,
    TagSeenDocuments,
    CollectSeenDocuments,
)


class ChoosablePagesView(BrowseView):
    """The page chooser, which begins at the top where it is asked to begin at a hidden page."""

    def get(self, request, parent_page_id=None):
        is_choosable = choosable(Page.objects.filter(pk=parent_page_id), request).exists()
        return super().get(request, parent_page_id if is_choosable else None)


class ChosenPagesView(ChosenMultipleView):
    """What the page chooser tells of the pages that were ticked."""

    def get(self, request):
        pages = choosable(Page.objects.filter(pk__in=request.GET.getlist("id")), request)
        request.GET = request.GET.copy()
        request.GET.setlist("id", [str(page.pk) for page in pages])
        return super().get(request)


class SeenPageTypesView(PageTypesUsageReportView):
    """Wagtail's report of the kinds of pages, which names the page of each that was edited last."""

    def decorate_paginated_queryset(self, page_types):
        page_types = super().decorate_paginated_queryset(page_types)
        keys = [kind.last_edited_page.pk for kind in page_types if kind.last_edited_page]
        seen = set(seen_by(self.request.user, Page).filter(pk__in=keys).values_list("pk", flat=True))
        for kind in page_types:
            if kind.last_edited_page and kind.last_edited_page.pk not in seen:
                kind.last_edited_page = None
        return page_types

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page, PageManager, PageViewRestriction, get_page_models
from wagtail.query import PageQuerySet


def hidden_branches() -> list[str]:
    """Tree paths below which nothing is public: restricted pages, and parents that are drafts or past their expiry."""
    parent_models = [model for model in get_page_models() if model.allowed_subpage_models()]
    parent_types = ContentType.objects.get_for_models(*parent_models).values()
    not_public = Q(live=False) | Q(expire_at__lte=timezone.now())
    restricted = PageViewRestriction.objects.order_by().values_list("page__path")
    parents = Page.objects.order_by().filter(not_public, content_type__in=parent_types, depth__gt=1).values_list("path")
    return [path for (path,) in restricted.union(parents)]


def only_public(pages: QuerySet) -> QuerySet:
    """The one answer to "what may a stranger see": live, not expired, not private, below public parents only."""
    pages = pages.filter(Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()), live=True)
    for path in hidden_branches():
        pages = pages.exclude(path__startswith=path)
    return pages


class ListedQuerySet(PageQuerySet):
    def listed(self):
        """Pages that are public now; every list, feed, count and search on the site starts here."""
        return only_public(self)

    def newest_first(self):
        return self.order_by("-publication_date", "-pk")


ListedPageManager = PageManager.from_queryset(ListedQuerySet)

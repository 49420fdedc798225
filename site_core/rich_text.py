from collections.abc import Iterable

from django.utils.html import escape
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from site_core.querysets import is_public, only_public
from site_core.targets import stored_key, targets


class PublicPageLinkHandler(PageLinkHandler):
    """Links in texts lead to public pages only; for others the words stay and the link goes."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        ids = [key for attrs in attrs_list if (key := stored_key(attrs.get("id")))]
        pages = {str(page.pk): page for page in public_pages(ids)}
        urls = [page.url if (page := pages.get(str(attrs.get("id")))) else None for attrs in attrs_list]
        return [f'<a href="{escape(url)}">' if url else "<a>" for url in urls]


class StoredDocumentLinkHandler(DocumentLinkHandler):
    """Wagtail's, also where a text names no number, or one that no document can have."""

    @classmethod
    def get_many(cls, attrs_list):
        keys = [stored_key(attrs.get("id")) for attrs in attrs_list]
        documents = cls.get_model()._default_manager.in_bulk(filter(None, keys))
        return [documents.get(key) for key in keys]


def public_pages(ids: list[int]) -> Iterable[Page]:
    known = targets(Page, ids)
    if known is None:
        return only_public(Page.objects.filter(pk__in=ids))
    return [page for page in known.values() if page and is_public(page)]

from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from site_core.querysets import only_public


class PublicPageLinkHandler(PageLinkHandler):
    """Links in texts lead to public pages only; for others the words stay and the link goes."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        ids = [int(attrs["id"]) for attrs in attrs_list if str(attrs.get("id", "")).isdigit()]
        pages = {str(page.pk): page for page in only_public(Page.objects.filter(pk__in=ids))}
        urls = [page.url if (page := pages.get(str(attrs.get("id")))) else None for attrs in attrs_list]
        return [f'<a href="{escape(url)}">' if url else "<a>" for url in urls]

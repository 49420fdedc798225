"""Whoever begins a page is its first author, where the site knows them as a person."""

from site_core.page_forms import SitePageForm


def credit_maker(page, user) -> None:
    """Names the person of this account as the author of a new page; does nothing for an account that is nobody's."""
    person = getattr(user, "person", None)
    if person is not None:
        page.page_authors = [page._meta.get_field("page_authors").related_model(author=person)]


class CreditedPageForm(SitePageForm):
    """Opens with its user as the author of a new page. Once it is sent, what was sent decides."""

    def __init__(self, data=None, files=None, *args, instance=None, for_user=None, **kwargs):
        if data is None and instance is not None and instance.pk is None:
            credit_maker(instance, for_user)
        super().__init__(data, files, *args, instance=instance, for_user=for_user, **kwargs)

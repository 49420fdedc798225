"""The forms in which pages are written and copied: an address that is taken is no reason to stop."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm
from wagtail.models import Page

from site_core.slugs import free_slug
from site_core.times import passed_expiry

SLUG_LENGTH = Page._meta.get_field("slug").max_length


class SitePageForm(WagtailAdminPageForm):
    """Numbers the address of a page that was never public where another page, or the site, has it.

    Drafts save themselves, and would stop doing so without saying why.
    """

    # While a version is approved, a draft is not written over the row of a page that is not live.
    keeps_row = False

    def save(self, commit=True):
        return super().save(commit=commit and not self.keeps_row)

    def clean(self):
        """Wagtail refuses an expiry in the past, and so every draft of a page that has expired."""
        cleaned_data = super().clean()
        expiry = cleaned_data.get("expire_at")
        if expiry and expiry <= timezone.now():
            if self.is_deferred_validation and "expire_at" not in self.changed_data:
                # The draft keeps what it has.
                del cleaned_data["expire_at"]
            else:
                self.add_error("expire_at", ValidationError(passed_expiry(expiry)))
        return cleaned_data

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if self.instance.first_published_at or not slug:
            return slug
        return free_slug(slug, lambda slug: self.instance.is_taken(slug, self.parent_page), SLUG_LENGTH)

    def get_field_updates_for_resave(self):
        """As Wagtail's; the form shows the address that was given."""
        updates = super().get_field_updates_for_resave()
        slug = self.cleaned_data.get("slug", "")
        return [*updates, ("slug", slug)] if slug != self.data.get("slug", slug) else updates


class SiteCopyForm(CopyForm):
    """Offers an address that is free, and refuses one that the site needs for something else."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        slug, parent = self.page.slug, self.page.get_parent()
        self.fields["new_slug"].initial = free_slug(
            slug, lambda slug: not Page._slug_is_available(slug, parent), SLUG_LENGTH
        )

    def clean(self):
        cleaned_data = super().clean()
        parent = cleaned_data.get("new_parent_page") or self.page.get_parent()
        try:
            self.page.specific_class.refuse_reserved(cleaned_data.get("new_slug", ""), parent)
        except ValidationError as error:
            self.add_error("new_slug", error.message_dict["slug"])
        return cleaned_data

from django.core.exceptions import ValidationError
from wagtail.admin.forms.pages import CopyForm


class UpdateCopyForm(CopyForm):
    """Asks where a copy goes, and refuses an address that the site needs for a list."""

    def clean_new_slug(self):
        slug = self.cleaned_data["new_slug"]
        try:
            self.page.specific_class.refuse_reserved(slug)
        except ValidationError as error:
            raise ValidationError(error.message_dict["slug"]) from error
        return slug

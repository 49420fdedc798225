from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from site_core.uploads import check_document, check_picture


class SiteImageField(WagtailImageField):
    """A picture that was decoded whole before it was let in."""

    def to_python(self, data):
        if data:
            self.check_image_file_size(data)
        try:
            return super().to_python(data)
        except ValidationError:
            raise
        except Exception as error:  # Wagtail asks a damaged file for its format and gets any answer there is
            raise ValidationError(_("This file is not a picture that can be read."), code="invalid_image") from error

    def check_image_pixel_size(self, file):
        check_picture(file.file, file.image.format_name, self.max_image_pixels)


class SiteDocumentField(WagtailDocumentField):
    """A document whose contents are of the kind that its name says."""

    def to_python(self, data):
        file = super().to_python(data)
        if file:
            check_document(file.file, file.name, settings.WAGTAILDOCS_EXTENSIONS)
        return file


class CheckedFileMixin:
    """Has the `file` of an upload form, where it has one, checked by a field of ours."""

    file_field_class: type

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = self.file_field_class(label=field.label, widget=field.widget)


class SiteImageForm(CheckedFileMixin, BaseImageForm):
    """Refuses pictures that cannot be read whole, in words."""

    file_field_class = SiteImageField

    def clean(self):
        """Leaves a picture that was not replaced alone, as the model does."""
        cleaned_data = super().clean()
        if "file" not in self.changed_data:
            cleaned_data.pop("file", None)
        return cleaned_data


class SiteDocumentForm(CheckedFileMixin, BaseDocumentForm):
    """Refuses files that are not what their name says, in words."""

    file_field_class = SiteDocumentField

import os

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from site_core.replacing import ReplacementMixin, refuse_other_kind, store_under_same_name
from site_core.uploads import check_document, check_picture

FOCAL_POINT = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")


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


class SiteImageForm(ReplacementMixin, CheckedFileMixin, BaseImageForm):
    """Refuses pictures that cannot be read whole, in words."""

    file_field_class = SiteImageField

    class Meta(BaseImageForm.Meta):
        help_texts = {
            "title": gettext_lazy("For finding it in the library; readers do not see it."),
            "description": gettext_lazy(
                "What it shows, for those who cannot see it. Pages begin with these words and can say others."
            ),
        }

    def replacing_words(self):
        return _(
            "A new file takes the place of this picture everywhere. Its focal point is forgotten; "
            "check whether the description still fits."
        )

    def clean(self):
        """Leaves a picture that was not replaced alone, as the model does."""
        cleaned_data = super().clean()
        if "file" not in self.changed_data:
            cleaned_data.pop("file", None)
        elif self.is_replacing:
            cleaned_data |= dict.fromkeys(FOCAL_POINT)
        return cleaned_data

    def save(self, commit=True):
        is_replacing = self.is_replacing
        with transaction.atomic():  # what shows the new picture is made when the old files are gone
            image = super().save(commit=commit)
            if is_replacing and commit:
                image.renditions.all().delete()
        return image


class SiteDocumentForm(ReplacementMixin, CheckedFileMixin, BaseDocumentForm):
    """Refuses files that are not what their name says, in words."""

    file_field_class = SiteDocumentField

    def replacing_words(self):
        return _("A new file of the same kind takes its place everywhere, at the same address: %(address)s.") % {
            "address": self.instance.url
        }

    def clean_file(self):
        file = self.cleaned_data["file"]
        if self.is_replacing:
            refuse_other_kind(self.original_file.name, file.name)
        return file

    def save(self, commit=True):
        if self.is_replacing:
            new, old = self.instance.file, self.original_file
            self.instance.file = store_under_same_name(new.file, old.storage, os.path.basename(old.name))
        return super().save(commit=commit)

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.collections import CollectionChoiceField
from wagtail.images import get_image_model
from wagtail.models import Collection
from wagtail.permissions import policy_registry

from blog.importing.kinds import Kind
from blog.importing.reading import MAX_TITLE, Document, read_file, read_pasted
from blog.importing.refusals import DocumentRefused

ACCEPTED = ".docx,.html,.htm,.zip,.md,.markdown,.txt"


class DocumentForm(forms.Form):
    """Asks for a document, as a file or as what was copied elsewhere, and reads it."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=_("Word (.docx), a web page of Google Docs or LibreOffice (.html or .zip), or Markdown (.md)."),
    )
    pasted = forms.CharField(
        label=_("Or paste the text here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "data-paste-words": ""}),
        help_text=_(
            "From Word, Google Docs or a page, with its formatting; or Markdown. Pictures come with files only."
        ),
    )
    pasted_html = forms.CharField(
        required=False, strip=False, widget=forms.HiddenInput(attrs={"data-paste-markup": ""})
    )

    def __init__(self, *args, kinds: dict[str, Kind], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(name, kind.label) for name, kind in kinds.items()]
        self.fields["kind"] = forms.ChoiceField(label=_("It becomes"), choices=choices, widget=forms.RadioSelect)

    def clean(self):
        cleaned = super().clean()
        file, pasted = cleaned.get("file"), cleaned.get("pasted_html") or cleaned.get("pasted") or ""
        if file and pasted.strip():
            raise ValidationError(_("Choose a file or paste a text, not both."))
        if "file" not in self.errors:
            self.document = self.read(file, pasted)
        return cleaned

    def read(self, file, pasted: str) -> Document | None:
        try:
            return read_file(file.name, file.read()) if file is not None else read_pasted(pasted)
        except DocumentRefused as error:
            self.add_error("file" if file is not None or not pasted.strip() else "pasted", error)
            return None


class DraftForm(forms.Form):
    """Asks for the title and for what each picture shows."""

    title = forms.CharField(label=_("Title"), max_length=MAX_TITLE)

    def __init__(self, *args, document: Document, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.pictures = document.pictures
        self.fields["title"].initial = document.title
        self.collections = collections_for(user)
        if self.pictures and len(self.collections) > 1:
            self.fields["collection"] = CollectionChoiceField(
                label=_("Collection for the pictures"), queryset=self.collections, empty_label=None
            )
        if self.can_add_pictures:
            for number, picture in enumerate(self.pictures):
                self.add_picture_fields(number, picture.alt)

    @property
    def can_add_pictures(self) -> bool:
        return bool(self.collections)

    def add_picture_fields(self, number: int, alt: str) -> None:
        self.fields[f"alt_{number}"] = forms.CharField(
            label=_("Alternative text"),
            required=False,
            max_length=255,
            initial=alt,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("What the picture shows, for those who cannot see it. You may also say it later."),
        )
        self.fields[f"decorative_{number}"] = forms.BooleanField(label=_("It only decorates"), required=False)

    def picture_fields(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """Each picture with its two questions; none for those who may not add pictures."""
        numbers = range(len(self.pictures)) if self.can_add_pictures else range(0)
        return [(number, self[f"alt_{number}"], self[f"decorative_{number}"]) for number in numbers]

    def chosen_collection(self) -> Collection | None:
        return self.cleaned_data.get("collection") or self.collections.first()

    def answer(self, number: int) -> dict:
        """What an image block keeps of the answers about a picture."""
        decorative = self.cleaned_data[f"decorative_{number}"]
        alt = "" if decorative else " ".join(self.cleaned_data[f"alt_{number}"].split())
        return {"alt_text": alt, "decorative": decorative}


def collections_for(user):
    """Where this user may put pictures."""
    return policy_registry.get_by_type(get_image_model()).collections_user_has_permission_for(user, "add")

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.snippets.widgets import AdminSnippetChooser

from blog.models import Person, Tag


class OptionalSlugForm(WagtailAdminModelForm):
    """A form that may leave the slug empty: it is then made from the name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False


class PersonForm(OptionalSlugForm):
    def clean_slug(self):
        name = self.cleaned_data.get("name", "")
        return self.cleaned_data["slug"] or Person(pk=self.instance.pk, name=name).free_slug()


class TagForm(OptionalSlugForm):
    def clean_name(self):
        name = self.cleaned_data["name"]
        namesake = Tag.called(name) if "name" in self.changed_data else None
        if namesake and namesake != self.instance:
            words = _("There is a tag of this name already: “%(name)s”. Capitals and accents make no difference.")
            raise ValidationError(words, params={"name": namesake})
        return name

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug and not slug.isascii():
            raise ValidationError(_("Use plain letters, numbers and hyphens only."))
        return slug or Tag(pk=self.instance.pk, name=self.cleaned_data.get("name", "")).free_slug()


class MergeForm(forms.Form):
    """Asks what to keep."""

    def __init__(self, *args, merged, **kwargs):
        super().__init__(*args, **kwargs)
        self.merged = merged

    def clean_kept(self):
        kept = self.cleaned_data["kept"]
        if kept == self.merged:
            raise ValidationError(
                _("%(name)s cannot be merged with itself. Choose another one to keep."), params={"name": kept}
            )
        return kept


class MergePersonForm(MergeForm):
    """Asks which person to keep."""

    kept = forms.ModelChoiceField(
        Person.objects.all(),
        label=_("Person to keep"),
        widget=AdminSnippetChooser(Person),
        error_messages={
            "required": _("Choose the person to keep."),
            "invalid_choice": _("This person is no longer there. Choose another one."),
        },
    )


class MergeTagForm(MergeForm):
    """Asks which tag to keep."""

    kept = forms.ModelChoiceField(
        Tag.objects.all(),
        label=_("Tag to keep"),
        widget=AdminSnippetChooser(Tag),
        error_messages={
            "required": _("Choose the tag to keep."),
            "invalid_choice": _("This tag is no longer there. Choose another one."),
        },
    )

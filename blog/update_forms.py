"""The form of an update: names of tags mean tags that are there, where they can."""

from blog.authorship import CreditedPageForm
from blog.models.tags import Tag


class UpdatePageForm(CreditedPageForm):
    """The form that updates are written in."""

    def clean_tags(self) -> list[str]:
        """A name that differs in capitals or accents only, or that a tag had before a merge, makes no new tag."""
        return [self.stored_name(name) for name in self.cleaned_data["tags"]]

    def stored_name(self, name: str) -> str:
        tag = Tag.called(name) or Tag.formerly_called(name)
        return tag.name if tag else name

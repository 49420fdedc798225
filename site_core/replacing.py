"""A new file in the place of another: same key, same use, and for a document the same address."""

import os
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import Storage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from site_core.embargo import is_file_open

# As long as the folder that a new document goes into, so that the name in it is never cut.
FOLDER = "docs/{}"


class ReplacementMixin:
    """An upload form that says what replacing does, and lets go of the old file only when all is saved."""

    instance: Any
    changed_data: list[str]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields.get("file")
        if field and self.instance.pk:
            words = [use_of(self.instance), self.replacing_words(), reach_of(self.instance)]
            field.help_text = " ".join(filter(None, words))
            # The title is kept: Wagtail would take it from the name of the new file.
            field.widget.attrs = {name: value for name, value in field.widget.attrs.items() if name[:5] != "data-"}

    @property
    def is_replacing(self) -> bool:
        return bool("file" in self.changed_data and self.instance.pk and self.original_file)

    def replacing_words(self) -> str:
        raise NotImplementedError

    def save(self, commit=True):
        if self.is_replacing and commit:
            delete_after_commit(self.original_file.storage, self.original_file.name)
            self.original_file = None
        return super().save(commit=commit)


def use_of(item) -> str:
    count = item.get_usage().count()
    words = ngettext("Used in %(count)s place.", "Used in %(count)s places.", count)
    return words % {"count": count} if count else _("Not used anywhere yet.")


def reach_of(item) -> str:
    """When readers get a new file; nothing where a collection has rules of its own."""
    if item.collection.get_view_restrictions().exists():
        return ""
    return _("Readers get it at once.") if is_file_open(item) else _("Readers get it once a public page uses it.")


def delete_after_commit(storage: Storage, name: str) -> None:
    """A file outlives a change that is taken back; it is kept where another name was not found for the new one."""
    transaction.on_commit(lambda: storage.delete(name))


def store_under_same_name(file: File, storage: Storage, filename: str) -> str:
    """Stores a file so that the last part of its name, which readers see in its address, is the one given."""
    while True:
        name = f"{FOLDER.format(secrets.token_hex(2))}/{filename}"
        if not storage.exists(name):
            return storage.save(name, file)


def refuse_other_kind(old_name: str, new_name: str) -> None:
    old, new = (os.path.splitext(name)[1].lower() for name in (old_name, new_name))
    if old != new:
        raise ValidationError(
            _(
                "This is a %(new)s file, and the document is a %(old)s file: its address would no longer fit. "
                "Upload it as a new document."
            )
            % {"new": new, "old": old},
            code="other_kind",
        )

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import InlinePanel, MultipleChooserPanel, TitleFieldPanel


class NameFieldPanel(TitleFieldPanel):
    """A name that fills the slug while it is typed for the first time; a later change leaves the address alone."""

    def __init__(self, *args, classname="", placeholder=False, **kwargs):
        super().__init__(*args, classname=classname, placeholder=placeholder, **kwargs)

    class BoundPanel(TitleFieldPanel.BoundPanel):
        def get_should_apply(self):
            return not self.instance.pk


class DownloadsPanel(InlinePanel):
    """Rows for files; a new one begins in the language of the page."""

    class BoundPanel(InlinePanel.BoundPanel):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            if self.form is not None:
                self.empty_child.form.initial["language"] = self.instance.language


def authors_panel() -> MultipleChooserPanel:
    return MultipleChooserPanel(
        "page_authors",
        chooser_field_name="author",
        heading=_("Authors"),
        label=_("author"),
        help_text=_(
            "Choose several at once. Their order is that of the byline: drag them, or use the arrows. "
            "Whoever is missing can be added while you choose, under “New person”."
        ),
    )


def footnotes_panel() -> InlinePanel:
    return InlinePanel(
        "footnotes",
        heading=_("Footnotes"),
        label=_("footnote"),
        help_text=_(
            "Write a note here. Then select the words in the text that it belongs to, and press Fn to place it there."
        ),
    )

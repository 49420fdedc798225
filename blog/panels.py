from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import InlinePanel, MultipleChooserPanel, TitleFieldPanel


class NameFieldPanel(TitleFieldPanel):
    """A name that fills the slug while it is typed for the first time; a later change leaves the address alone."""

    def __init__(self, *args, classname="", placeholder=False, **kwargs):
        super().__init__(*args, classname=classname, placeholder=placeholder, **kwargs)

    class BoundPanel(TitleFieldPanel.BoundPanel):
        def get_should_apply(self):
            return not self.instance.pk


def authors_panel() -> MultipleChooserPanel:
    return MultipleChooserPanel(
        "page_authors",
        chooser_field_name="author",
        heading=_("Authors"),
        label=_("author"),
        help_text=_("In the order of the byline; drag to change it."),
    )


def footnotes_panel() -> InlinePanel:
    return InlinePanel(
        "footnotes",
        heading=_("Footnotes"),
        label=_("footnote"),
        help_text=_("Write notes here, then select words in the text and press Fn to place a note behind them."),
    )

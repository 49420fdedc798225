from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from site_core.drawings import Drawing
from site_core.embeds import Player, player_for, validate_embed_address
from site_core.links import web_address
from site_core.targets import ImageBlock


class EmbedValue(blocks.StructValue):
    @property
    def address(self) -> str:
        """Where a reader can see the film without anything of ours."""
        return web_address(self.get("url"))

    @property
    def player(self) -> Player | None:
        return player_for(self.get("url"))

    @property
    def drawing(self) -> Drawing:
        """What stands in for a poster."""
        return Drawing(key=f"film/{self.get('url') or ''}", aspect="card")


class EmbedBlock(blocks.StructBlock):
    """A film or recording kept elsewhere; its host hears of a reader only after a click."""

    url = blocks.URLBlock(
        label=_("Address"),
        max_length=500,
        help_text=_("The address of the film or recording in your browser, at YouTube, Vimeo, PeerTube and others."),
    )
    title = blocks.CharBlock(
        label=_("Title"), max_length=200, help_text=_("What readers will see or hear. It is the name of the link.")
    )
    poster = ImageBlock(
        label=_("Poster"),
        required=False,
        help_text=_("Shown until a reader clicks. Empty: a drawing made for this film."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=400)

    class Meta:
        icon = "media"
        label = _("Video or audio")
        group = _("Pictures and files")
        description = _(
            "A film or recording kept elsewhere: nothing is asked of the other site before a reader clicks."
        )
        template = "blocks/embed.html"
        value_class = EmbedValue
        form_layout = blocks.BlockGroup(children=["url", "title", "poster", "caption"])

    def get_preview_value(self):
        return self.normalize(
            {
                "url": "https://archive.org/details/example",
                "title": "A talk on shared digital ground",
                "poster": None,
                "caption": "Recorded at the first workshop, 32 minutes.",
            }
        )

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            try:
                validate_embed_address(cleaned["url"])
            except ValidationError as error:
                raise blocks.StructBlockValidationError({"url": error}) from error
        return cleaned

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import PreviewableMixin

from site_core.blocks import LinkBlock
from site_core.fields import StreamField
from site_core.security_contacts import validate_contact, validate_page
from site_core.stored_text import RichTextField


class LogoBlock(blocks.StructBlock):
    """An organisation that carries the site, with its logo for light and for dark pages."""

    name = blocks.CharBlock(label=_("Name"), max_length=120, help_text=_("Read aloud in place of the logo."))
    url = blocks.URLBlock(label=_("Address"), required=False)
    logo = ImageChooserBlock(label=_("Logo"), required=False)
    logo_dark = ImageChooserBlock(label=_("Logo on dark pages"), required=False)

    class Meta:
        icon = "image"
        label = _("Logo")
        form_layout = blocks.BlockGroup(children=["name", "url", "logo", "logo_dark"])


@register_setting(icon="cog")
class SiteSettings(PreviewableMixin, BaseSiteSetting):
    """What stands on every page: brand, menus, footer and the words of the subscribe form."""

    brand = models.CharField(
        _("brand line"),
        max_length=120,
        default="Digital • Infrastructure • Fund",
        help_text=_("The name at the head and foot of every page. A dot • between words becomes the mark of the site."),
    )
    logo = models.ForeignKey(
        "site_core.SiteImage",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown beside the brand line. Empty: the site's own mark."),
    )
    tagline = models.CharField(_("tagline"), max_length=255, blank=True)
    description = models.TextField(
        _("description"), blank=True, help_text=_("One or two sentences for search engines and feeds.")
    )
    main_menu = StreamField([("link", LinkBlock())], verbose_name=_("main menu"), blank=True, max_num=7)
    footer_menu = StreamField([("link", LinkBlock())], verbose_name=_("footer links"), blank=True, max_num=12)
    social_links = StreamField([("link", LinkBlock())], verbose_name=_("social links"), blank=True, max_num=8)
    copyright_start_year = models.PositiveSmallIntegerField(
        _("copyright since"), null=True, blank=True, help_text=_("The first year. The current year is added by itself.")
    )
    copyright_notice = models.CharField(
        _("copyright notice"), max_length=120, default="All rights reserved", blank=True
    )
    powered_by = StreamField([("logo", LogoBlock())], verbose_name=_("powered by"), blank=True)
    design_link = StreamField(
        [("link", LinkBlock())],
        verbose_name=_("design link"),
        blank=True,
        max_num=1,
        help_text=_("Where the design of this site can be found, such as “Design available”."),
    )
    subscribe_heading = models.CharField(_("heading"), max_length=120, default="Subscribe for Updates")
    subscribe_text = models.CharField(
        _("invitation"), max_length=255, default="Enter your email to be the first to know about our latest updates"
    )
    subscribe_button = models.CharField(_("button"), max_length=40, default="Subscribe")
    subscribe_terms = RichTextField(
        _("terms"),
        features=["link"],
        default=(
            "<p>By clicking the Subscribe Button you are confirming that you agree with our terms and conditions.</p>"
        ),
        help_text=_("What a subscriber agrees to. Link it to the terms page."),
    )

    security_contact = models.CharField(
        _("contact"),
        max_length=200,
        blank=True,
        validators=[validate_contact],
        help_text=_(
            "An e-mail address or a page beginning with https://, for whoever finds a hole in this site. "
            "It is published at /.well-known/security.txt. Empty: there is no such file."
        ),
    )
    security_policy = models.URLField(
        _("policy"),
        blank=True,
        validators=[validate_page],
        help_text=_("A page that says what may be tried, and what you promise."),
    )

    brand_panels = [
        MultiFieldPanel(
            [
                "brand",
                "logo",
                FieldPanel("tagline", help_text=_("One sentence under the brand line at the foot of every page.")),
                "description",
            ],
            heading=_("Brand"),
        ),
    ]
    menu_panels = ["main_menu", "footer_menu", "social_links"]
    footer_panels = [
        MultiFieldPanel(["copyright_start_year", "copyright_notice"], heading=_("Copyright")),
        "powered_by",
        "design_link",
    ]
    subscribe_panels = [
        FieldPanel("subscribe_heading"),
        FieldPanel("subscribe_text"),
        FieldPanel("subscribe_button"),
        FieldPanel("subscribe_terms"),
    ]
    security_panels = [
        MultiFieldPanel(
            [FieldPanel("security_contact"), FieldPanel("security_policy")], heading=_("Holes in the site")
        ),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(brand_panels, heading=_("Brand")),
            ObjectList(menu_panels, heading=_("Menus")),
            ObjectList(footer_panels, heading=_("Footer")),
            ObjectList(subscribe_panels, heading=_("Subscribe form")),
            ObjectList(security_panels, heading=_("Security")),
        ]
    )

    class Meta:
        verbose_name = _("site settings")

    @property
    def name(self) -> str:
        """The brand line as plain words, for titles and feeds."""
        return " ".join(part.strip() for part in self.brand.split("•") if part.strip())

    @property
    def brand_parts(self) -> list[str]:
        return [part.strip() for part in self.brand.split("•") if part.strip()]

    @property
    def copyright_years(self) -> str:
        this_year = timezone.localdate().year
        if not self.copyright_start_year or self.copyright_start_year >= this_year:
            return str(self.copyright_start_year or this_year)
        return f"{self.copyright_start_year}–{this_year}"

    def get_preview_template(self, request, mode_name):
        return "site_core/settings_preview.html"

    def get_preview_context(self, request, mode_name):
        return {**super().get_preview_context(request, mode_name), "site_settings": self}

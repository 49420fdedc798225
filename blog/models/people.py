from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.search import index

from blog.identifiers import normalise_orcid, validate_orcid
from blog.models.former_slugs import FollowedMixin, FormerSlug
from blog.panels import NameFieldPanel
from site_core.blocks import LinkBlock
from site_core.fields import StreamField
from site_core.slugs import free_slug, slug_from
from site_core.stored_text import RichTextField, words_of_text

SLUG_MAX_LENGTH = 160


class PersonQuerySet(models.QuerySet):
    def for_blocks(self):
        """These people with the pictures that blocks show of them."""
        return self.select_related("photo")


class Person(FollowedMixin, index.Indexed, models.Model):
    """Someone credited on updates and reports: a person or an organisation, with or without a staff account."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=160, help_text=_("As it stands in bylines."))
    sort_name = models.CharField(
        _("name for sorting"),
        max_length=160,
        blank=True,
        help_text=_("Such as “Souza, Narrira Lemos de”. Empty: the name."),
    )
    slug = models.SlugField(
        _("slug"),
        max_length=SLUG_MAX_LENGTH,
        unique=True,
        allow_unicode=False,
        help_text=_("The last part of this person's address."),
    )
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("staff account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="person",
        help_text=_("Pages begun with this account name this person as their author."),
    )
    photo = models.ForeignKey(
        "site_core.SiteImage",
        verbose_name=_("photo or logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    biography = RichTextField(_("biography"), blank=True, features=["bold", "italic", "link"])
    links = StreamField([("link", LinkBlock())], verbose_name=_("links"), blank=True, max_num=8)
    orcid = models.CharField(
        _("ORCID"),
        max_length=60,
        blank=True,
        validators=[validate_orcid],
        help_text=_("The researcher's number, such as 0000-0002-1825-0097."),
    )

    objects = PersonQuerySet.as_manager()
    picture_field = "photo"

    panels = [
        MultiFieldPanel(
            [
                NameFieldPanel("name"),
                "kind",
                "sort_name",
                FieldPanel(
                    "slug",
                    heading=_("Address"),
                    widget=SlugInput(attrs={"data-w-slug-allow-unicode-value": False}),
                    help_text=_("The last part of this person’s address; made from the name if left empty."),
                ),
            ],
            heading=_("Name"),
        ),
        "photo",
        FieldPanel("affiliation", help_text=_("Where they work, as readers should see it.")),
        FieldPanel("biography", help_text=_("Two or three sentences.")),
        FieldPanel("links", help_text=_("Their own page, their profiles, how to reach them.")),
        "orcid",
        # Whose work it is counts as a matter of accounts: only those who manage them may say so.
        FieldPanel("account", permission="users.change_user"),
    ]

    search_fields = [
        index.SearchField("name", boost=3),
        index.AutocompleteField("name"),
        index.SearchField("affiliation"),
        index.SearchField("biography"),
        index.FilterField("name"),
        index.FilterField("affiliation"),
        index.FilterField("kind"),
        index.FilterField("slug"),
    ]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["sort_name", "name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        former = type(self).objects.filter(pk=self.pk).only("name", "slug").first() if self.pk else None
        if not self.sort_name or (former and self.sort_name == former.name):
            self.sort_name = self.name
        if not self.slug:
            self.slug = self.free_slug()
        super().save(*args, **kwargs)
        if former and former.slug != self.slug:
            self.keep_address(former.slug)

    @property
    def card_text(self) -> str:
        """What machines are told of this person, as plain words."""
        return words_of_text(self.biography) or self.affiliation

    @property
    def orcid_url(self) -> str:
        return f"https://orcid.org/{self.orcid}" if self.orcid else ""

    @property
    def addresses_made_of_fields(self) -> dict[str, str]:
        return {"orcid": self.orcid_url} if self.orcid else {}

    def clean(self):
        super().clean()
        if self.orcid:
            self.orcid = normalise_orcid(self.orcid)
        if FormerPersonSlug.objects.filter(slug=self.slug).exclude(person=self.pk).exists():
            raise ValidationError(
                {"slug": _("Another person had this address before; readers who follow it go there.")}
            )

    def free_slug(self) -> str:
        """An address made from the name that no other person has or had."""
        return free_slug(slug_from(self.name, fallback=self.kind), self.is_slug_taken, SLUG_MAX_LENGTH)

    def is_slug_taken(self, slug: str) -> bool:
        others = Person.objects.exclude(pk=self.pk)
        return others.filter(Q(slug=slug) | Q(former_slugs__slug=slug)).exists()


class FormerPersonSlug(FormerSlug):
    """An address that a person had before a change of slug or a merge."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="former_slugs")

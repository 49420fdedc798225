from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


@register_setting(icon="mail")
class MailingSettings(BaseGenericSetting):
    """How the mailing list speaks, when it sends and how long it keeps what it knows."""

    sender_name = models.CharField(
        _("sender’s name"), max_length=120, blank=True, help_text=_("Empty: the brand line of the site.")
    )
    sender_address = models.EmailField(
        _("sender’s address"), blank=True, help_text=_("Empty: the address that the site sends all its mail from.")
    )
    reply_to = models.EmailField(
        _("replies go to"), blank=True, help_text=_("Somebody should read it: subscribers answer mails.")
    )
    postal_address = models.CharField(
        _("postal address"),
        max_length=255,
        blank=True,
        help_text=_("One line at the foot of every mail. Some countries ask for it."),
    )

    delay_minutes = models.PositiveSmallIntegerField(
        _("minutes before sending"),
        default=10,
        validators=[MaxValueValidator(1440)],
        help_text=_("In this time after a page went live its announcement can still be stopped."),
    )
    oldest_days = models.PositiveSmallIntegerField(
        _("oldest date to announce, in days"),
        default=30,
        validators=[MinValueValidator(1)],
        help_text=_("A page that carries an older date is never announced unasked."),
    )
    digest_weekday = models.PositiveSmallIntegerField(
        _("day of the weekly digest"), choices=Weekday.choices, default=Weekday.MONDAY
    )
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the digests"),
        default=8,
        validators=[MaxValueValidator(23)],
        help_text=_("By the clock of the site. The monthly digest is sent on the first of the month."),
    )
    mails_per_second = models.PositiveSmallIntegerField(
        _("mails a second, at most"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
        help_text=_("What the mail server allows; all mailers together keep to it."),
    )
    confirmations_per_hour = models.PositiveIntegerField(
        _("confirmations an hour, at most"),
        default=500,
        validators=[MinValueValidator(1)],
        help_text=_("More sign-ups than that wait, and staff are told: somebody may be misusing the form."),
    )

    keep_unsubscribed_days = models.PositiveSmallIntegerField(
        _("days to keep who left"),
        default=30,
        help_text=_("Then the address is erased."),
    )
    keep_deliveries_days = models.PositiveSmallIntegerField(
        _("days to keep who was sent what"),
        default=90,
        # Until the month is told in a digest, it has to be known who was told what at once.
        validators=[MinValueValidator(32)],
        help_text=_("Then only the numbers are kept."),
    )

    panels = [
        MultiFieldPanel(
            [FieldRowPanel(["sender_name", "sender_address"]), "reply_to", "postal_address"], heading=_("Sender")
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(["delay_minutes", "oldest_days"]),
                FieldRowPanel(["digest_weekday", "digest_hour"]),
                FieldRowPanel(["mails_per_second", "confirmations_per_hour"]),
            ],
            heading=_("Sending"),
        ),
        MultiFieldPanel([FieldRowPanel(["keep_unsubscribed_days", "keep_deliveries_days"])], heading=_("Keeping")),
    ]

    class Meta:
        verbose_name = _("mailing list")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "MailingSettings":
        """As `load`, and where nobody has saved any it gives the defaults instead of writing them."""
        return cls.objects.first() or cls()

"""Where public pages lead to, and what became of those places: see docs/features/broken-links.md."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

KEY_LENGTH = 64


class LinkState(models.TextChoices):
    WAITING = "waiting", _("Not checked yet")
    GOOD = "good", _("Works")
    MOVED = "moved", _("Moved")
    # It failed, which may pass.
    FAILING = "failing", _("Failed, tried again")
    BROKEN = "broken", _("Broken")
    UNKNOWN = "unknown", _("Could not be checked")


class Fault(models.TextChoices):
    PAGE_GONE = "page gone", _("The page is gone.")
    PAGE_HIDDEN = "page hidden", _("The page is not published.")
    PAGE_PRIVATE = "page private", _("The page is private.")
    DOCUMENT_GONE = "document gone", _("The document is gone.")
    DOCUMENT_PRIVATE = "document private", _("The document is private.")
    IMAGE_GONE = "image gone", _("The image is gone.")
    PATH_GONE = "path gone", _("There is nothing at this address of the site.")
    NOT_FOUND = "not found", _("The other site has no such page.")
    SERVER = "server", _("The other site’s server fails.")
    NAME = "name", _("There is no site of this name.")
    REFUSED = "refused", _("The other site’s server cannot be reached.")
    TIMEOUT = "timeout", _("The other site does not answer in time.")
    CERTIFICATE = "certificate", _("Browsers warn of the other site: its certificate is wrong.")
    PROTOCOL = "protocol", _("The other site’s answer cannot be understood.")
    REDIRECTS = "redirects", _("The other site sends readers on and on.")
    MALFORMED = "malformed", _("This is not an address.")
    DECLINED = "declined", _("The other site does not answer programs.")
    TOO_MANY = "too many", _("The other site wants to be asked less often.")
    INTERNAL = "internal", _("The address leads into a private network or to an unusual port, where nobody is asked.")
    NETWORK = "network", _("No other site could be reached either.")


class LinkAddress(models.Model):
    """An address elsewhere, asked for once however many pages lead to it."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True)
    url = models.TextField()
    # Whom the next request goes to: another host than that of the address where that sent us on.
    host = models.CharField(max_length=255, db_index=True)
    state = models.CharField(max_length=10, default=LinkState.WAITING)
    fault = models.CharField(max_length=20, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    moved_to = models.TextField(blank=True)
    since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(db_index=True)
    # How far a check has come that takes several requests.
    hop_url = models.TextField(blank=True)
    hop_count = models.PositiveSmallIntegerField(default=0)
    hop_is_get = models.BooleanField(default=False)
    hop_is_permanent = models.BooleanField(default=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.url


class LinkHost(models.Model):
    """A server elsewhere: when it may be asked again, and whether it answered."""

    name = models.CharField(max_length=255, unique=True)
    next_request_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.name


class FoundLink(models.Model):
    """A link in something public: where it stands, its words and its target."""

    class Kind(models.TextChoices):
        PAGE = "page", _("Page")
        DOCUMENT = "document", _("Document")
        IMAGE = "image", _("Image")
        PATH = "path", _("Address on this site")
        OUTSIDE = "outside", _("Address elsewhere")

    # Whoever carries the link: a page, the site settings, a person.
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    page = models.ForeignKey(Page, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    # The same for the same link at the same place: what was decided of it stays.
    key = models.CharField(max_length=KEY_LENGTH)
    path = models.CharField(max_length=500, blank=True)
    row = models.PositiveIntegerField(null=True, blank=True)
    field = models.CharField(max_length=100, blank=True)
    place = models.TextField()
    text = models.TextField(blank=True)
    order = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10)
    target_id = models.BigIntegerField(null=True, blank=True)
    href = models.TextField(blank=True)
    address = models.ForeignKey(
        LinkAddress, null=True, blank=True, on_delete=models.CASCADE, related_name="found_links"
    )
    # Of links within the site; those elsewhere have theirs at the address.
    state = models.CharField(max_length=10, default=LinkState.WAITING)
    fault = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    is_ignored = models.BooleanField(default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link")
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "key"], name="link_found_once_at_a_place")
        ]
        indexes = [models.Index(fields=["kind", "target_id"])]

    def __str__(self) -> str:
        return self.text or self.href


class LinkChange(models.Model):
    """A note that something with links has changed; without a name, that something they lead to has.

    Never one row for two changes: whoever reads the note reads what was committed with it.
    """

    content_type = models.ForeignKey(ContentType, null=True, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField(null=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.content_type}: {self.object_id}"


class LinkRound(models.Model):
    """When all links are collected again; there is one row."""

    next_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.next_at)

    @classmethod
    def take(cls, now: datetime, next_at: datetime) -> bool:
        """Whether the round is due, for one of those who ask."""
        if not cls.objects.filter(pk=1).exists():
            LinkRound.objects.bulk_create([LinkRound(pk=1, next_at=now)], ignore_conflicts=True)
        return bool(cls.objects.filter(pk=1, next_at__lte=now).update(next_at=next_at))

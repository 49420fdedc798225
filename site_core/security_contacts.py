"""Where whoever finds a hole in the site may tell of it."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext_lazy as _

validate_page = URLValidator(schemes=["https"])


def contact_address(contact: str) -> str:
    """The contact as a URI (RFC 9116, 2.5.3)."""
    return f"mailto:{contact}" if "@" in contact and not contact.startswith("https:") else contact


def validate_contact(contact: str) -> None:
    is_mail = contact_address(contact).startswith("mailto:")
    try:
        (validate_email if is_mail else validate_page)(contact)
    except ValidationError as error:
        raise ValidationError(
            _("Give an e-mail address, or the address of a page that begins with https://."), code="invalid"
        ) from error

"""Email addresses: which of them mail can be sent to, and which of them are one."""

import hmac
import unicodedata
from hashlib import sha256

import idna
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MAX_LENGTH = 254
MAX_LOCAL_LENGTH = 64
TOO_LONG = gettext_lazy("This address is too long to be one.")
# Control characters, invisible ones such as the zero-width space or an override of direction, and line ends.
UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Co", "Cn", "Cs"}
# Domains that are names of one and the same mailbox.
SAME_DOMAINS = {
    "googlemail.com": "gmail.com",
    **dict.fromkeys(["protonmail.com", "protonmail.ch", "pm.me"], "proton.me"),
    **dict.fromkeys(["me.com", "mac.com"], "icloud.com"),
    **dict.fromkeys(["ya.ru", "yandex.com", "yandex.by", "yandex.kz", "yandex.ua"], "yandex.ru"),
}
# Where mailboxes ignore dots.
DOTLESS_DOMAINS = {"gmail.com", "proton.me"}


def read_address(text: str) -> str:
    """The address as mail is sent to it, its domain in ASCII.

    Raises ValidationError in words where the mail layer cannot carry it (RFC 5321: 254 characters, 64 before the @).
    """
    address = text.strip(" \t\r\n")
    if any(unicodedata.category(character) in UNSEEN for character in address):
        raise ValidationError(_("This address contains a character that cannot be seen. Please type it anew."))
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        raise ValidationError(_("Please enter a whole email address, such as you@example.org."))
    if len(address) > MAX_LENGTH or len(local) > MAX_LOCAL_LENGTH:
        raise ValidationError(TOO_LONG)
    if not local.isascii():
        raise ValidationError(_("Letters with accents before the @ cannot be sent to. Please enter another address."))
    domain = domain_in_ascii(domain)
    address = f"{local}@{domain}"
    # "ada"@ and a\da@ are other spellings of ada@, which neither limits nor suppressions would know.
    if '"' in address or "\\" in address:
        raise ValidationError(_("Quotation marks and backslashes cannot be sent to. Please enter the address plainly."))
    if len(address) > MAX_LENGTH:
        raise ValidationError(TOO_LONG)
    if domain.startswith("[") or "." not in domain:
        raise ValidationError(_("After the @ there must be the name of a domain, such as example.org."))
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(_("This is not an email address. Please check how it is spelled.")) from None
    return address


def domain_in_ascii(domain: str) -> str:
    """By the rules of 2008 (RFC 5891): Python's own are of 2003 and take `straße.example` for `strasse.example`."""
    try:
        encoded = domain.lower().encode("idna") if domain.isascii() else idna.encode(domain, uts46=True)
    except UnicodeError:
        raise ValidationError(_("The part after the @ is not the name of a domain.")) from None
    return encoded.decode("ascii")


def address_hash(address: str) -> str:
    """Tells whether two addresses, as `read_address` gave them, are one; says nothing without the site's key."""
    return keyed_hash("address", address.lower())


def mailbox_hash(address: str) -> str:
    """The same for all addresses that lead to one mailbox: a tag behind a plus leads nowhere else."""
    local, _at, domain = address.lower().rpartition("@")
    domain = SAME_DOMAINS.get(domain.rstrip("."), domain.rstrip("."))
    local = local.partition("+")[0] or local
    if domain in DOTLESS_DOMAINS:
        local = local.replace(".", "")
    return keyed_hash("mailbox", f"{local}@{domain}")


def keyed_hash(purpose: str, text: str) -> str:
    return hmac.new(f"{purpose}:{settings.SECRET_KEY}".encode(), text.encode(), sha256).hexdigest()

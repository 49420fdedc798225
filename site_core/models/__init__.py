from .mail import MailServerTrouble, OutgoingMail
from .media import SiteDocument, SiteImage, SiteRendition
from .pages import BasePage
from .settings import SiteSettings

__all__ = [
    "BasePage",
    "MailServerTrouble",
    "OutgoingMail",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
]

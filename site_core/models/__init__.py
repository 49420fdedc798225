from .document_text import DocumentText
from .mail import MailServerTrouble, OutgoingMail
from .media import SiteDocument, SiteImage, SiteRendition
from .pages import BasePage
from .settings import SiteSettings

__all__ = [
    "BasePage",
    "DocumentText",
    "MailServerTrouble",
    "OutgoingMail",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
]

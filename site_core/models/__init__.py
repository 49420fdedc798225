from .background_work import BackgroundWork
from .csp_report import CspReport
from .document_text import DocumentText
from .links import Fault, FoundLink, LinkAddress, LinkChange, LinkHost, LinkRound, LinkState
from .mail import MailServerTrouble, OutgoingMail
from .media import SiteDocument, SiteImage, SiteRendition
from .pages import BasePage
from .settings import SiteSettings

__all__ = [
    "BackgroundWork",
    "BasePage",
    "CspReport",
    "DocumentText",
    "Fault",
    "FoundLink",
    "LinkAddress",
    "LinkChange",
    "LinkHost",
    "LinkRound",
    "LinkState",
    "MailServerTrouble",
    "OutgoingMail",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
]

from .announcements import Announcement, Delivery, Pace
from .imports import ImportFile
from .settings import MailingSettings
from .subscribers import ConfirmationMail, ConsentText, SignUp, Subscriber, Suppression

__all__ = [
    "Announcement",
    "ConfirmationMail",
    "ConsentText",
    "Delivery",
    "ImportFile",
    "MailingSettings",
    "Pace",
    "SignUp",
    "Subscriber",
    "Suppression",
]

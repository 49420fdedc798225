from .credits import Credit, CreditRole, ReportCredit, UpdateCredit
from .people import FormerPersonSlug, Person
from .reports import (
    ReportDownload,
    ReportIndexPage,
    ReportPage,
    ReportPartner,
    ReportRelatedUpdate,
)
from .tags import FormerTagSlug, Tag, TaggedUpdate
from .updates import UpdateIndexPage, UpdatePage, UpdateRelatedPage

__all__ = [
    "Credit",
    "CreditRole",
    "FormerPersonSlug",
    "FormerTagSlug",
    "Person",
    "ReportCredit",
    "ReportDownload",
    "ReportIndexPage",
    "ReportPage",
    "ReportPartner",
    "ReportRelatedUpdate",
    "Tag",
    "TaggedUpdate",
    "UpdateCredit",
    "UpdateIndexPage",
    "UpdatePage",
    "UpdateRelatedPage",
]

"""The last move of somebody, told once on the screen that follows, with the way back."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from scheduling.acts import Slot
from site_core.zones import in_site_zone, site_time

KEY = "calendar_last_move"


@dataclass(frozen=True)
class Move:
    """That somebody moved a version of a page from one moment to another."""

    page_id: int
    title: str
    revision_id: int
    old: str
    new: str

    @property
    def can_be_undone(self) -> bool:
        return datetime.fromisoformat(self.old) > timezone.now()

    @property
    def old_day(self) -> str:
        return f"{in_site_zone(datetime.fromisoformat(self.old)):%Y-%m-%d}"

    @property
    def old_time(self) -> str:
        return f"{in_site_zone(datetime.fromisoformat(self.old)):%H:%M:%S.%f}"

    @property
    def old_words(self) -> str:
        return site_time(datetime.fromisoformat(self.old))

    @property
    def new_words(self) -> str:
        return site_time(datetime.fromisoformat(self.new))


def remember_move(request: HttpRequest, page_id: int, title: str, seen: Slot, moment: datetime) -> None:
    move = Move(page_id, title, seen.revision_id, seen.at.isoformat(), moment.isoformat())
    request.session[KEY] = asdict(move)


def take_last_move(request: HttpRequest) -> Move | None:
    said = request.session.pop(KEY, None)
    return Move(**said) if said else None

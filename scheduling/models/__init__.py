from scheduling.models.ledger import FirstPublication
from scheduling.models.notices import CalendarSubscription, Follow, Notice, NoticePreference
from scheduling.models.schedulers import Scheduler
from scheduling.models.setbacks import Setback

__all__ = ["CalendarSubscription", "FirstPublication", "Follow", "Notice", "NoticePreference", "Scheduler", "Setback"]

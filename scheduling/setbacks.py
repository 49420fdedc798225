"""What did not happen at its time: kept in words, tried again ever more rarely, forgotten when it is done."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page

from scheduling.due import Due, due_revisions, expired_pages
from scheduling.models import Setback
from scheduling.signals import set_back
from site_core.schedules import shown_time

FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(seconds=60)


class ParentNotPublicError(Exception):
    """A page cannot be shown below one that is not."""

    def __init__(self, parent: Page):
        self.parent = parent
        super().__init__(_("“%(title)s”, the page above it, is not public.") % {"title": parent.title})


class OverBeforeItBeganError(Exception):
    """A page cannot be shown whose end has come before its beginning."""

    def __init__(self, expire_at: datetime):
        message = _("It was to expire %(time)s, before it could go live. Choose another end, or cancel the schedule.")
        super().__init__(message % {"time": shown_time(expire_at)})


def reason_of(error: Exception, page: Page) -> str:
    """Why something failed, for people."""
    if isinstance(error, ParentNotPublicError | OverBeforeItBeganError):
        return str(error)
    if isinstance(error, ValidationError):
        return " ".join(said(name, words, page) for name, words in messages_of(error).items())
    return _("A fault of the program stopped it (%(name)s). The log of the scheduler says more.") % {
        "name": type(error).__name__
    }


def messages_of(error: ValidationError) -> dict[str, str]:
    messages = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return {name: " ".join(words) for name, words in messages.items()}


def said(name: str, words: str, page: Page) -> str:
    if name == "slug":
        return _("Its address is taken by another page beside it. Give one of the two another address.")
    names = {field.name: field for field in page._meta.get_fields() if hasattr(field, "verbose_name")}
    return f"{capfirst(names[name].verbose_name)}: {words}" if name in names else words


@transaction.atomic
def set_page_back(due: Due, error: Exception, now: datetime) -> Setback | None:
    """Keeps why, and tells who wants to know, when it is new. Returns nothing where the page is gone."""
    page = Page.objects.filter(pk=due.page_id).first()
    if page is None:
        return None
    page = page.specific
    is_waiting = isinstance(error, ParentNotPublicError)
    state = Setback.State.WAITING if is_waiting else Setback.State.FAILED
    reason = reason_of(error, page)
    before = Setback.objects.select_for_update().filter(page=due.page_id, action=due.action).first()
    known = before if before and before.planned_at == due.planned_at else None
    attempts = known.attempts + 1 if known else 1
    setback, _is_created = Setback.objects.update_or_create(
        page_id=due.page_id,
        action=due.action,
        defaults={
            "state": state,
            "planned_at": due.planned_at,
            "reason": reason,
            "attempts": attempts,
            "since": known.since if known else now,
            "next_attempt_at": now + delay_after(attempts),
        },
    )
    if known is None or (known.state, known.reason) != (state, reason):
        transaction.on_commit(lambda: set_back.send_robust(sender=Setback, setback=setback), robust=True)
    return setback


def delay_after(attempts: int) -> timedelta:
    return min(FIRST_DELAY * 2 ** min(attempts - 1, 10), LONGEST_DELAY)


def forget(due: Due) -> None:
    Setback.objects.filter(page=due.page_id, action=due.action).delete()


def forget_what_is_no_longer_planned(now: datetime) -> None:
    """What an editor has cancelled or moved, or somebody else has done, is no setback any more."""
    setbacks = Setback.objects.all()
    if not setbacks.exists():
        return
    due = {int(key) for key in due_revisions(now).values_list("object_id", flat=True)}
    go_lives = setbacks.filter(action=Setback.Action.GO_LIVE)
    gone = [pk for pk, page_id in go_lives.values_list("pk", "page_id") if page_id not in due]
    setbacks.filter(pk__in=gone).delete()
    expired = expired_pages(now).filter(pk=OuterRef("page_id"))
    setbacks.filter(~Exists(expired), action=Setback.Action.EXPIRE).delete()


def try_again_below(page: Page, now: datetime) -> None:
    """What waited for this page to be public need not wait any longer."""
    waiting = Setback.objects.filter(state=Setback.State.WAITING, page__path__startswith=page.path)
    waiting.update(next_attempt_at=now)

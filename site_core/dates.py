from datetime import date, datetime, timedelta

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import get_language, ngettext, to_locale


def babel_locale(language: str | None = None) -> Locale:
    """The CLDR locale for a language code, or English where CLDR does not know it."""
    try:
        return Locale.parse(to_locale(language or get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def ordinal_suffix(day: int) -> str:
    if 11 <= day % 100 <= 13:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def long_date(moment: date | datetime, language: str | None = None) -> str:
    """A date as readers of the language write it in full; in English as "January 26th 2023"."""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    locale = babel_locale(language)
    if locale.language == "en":
        month = format_date(moment, "MMMM", locale=locale)
        return f"{month} {moment.day}{ordinal_suffix(moment.day)} {moment.year}"
    return format_date(moment, "long", locale=locale)


def duration_in_words(duration: timedelta) -> str:
    """Django counts minutes and more; a sign of life is a matter of seconds."""
    count = max(0, round(duration.total_seconds()))
    if count < 60:
        return ngettext("%(count)s second", "%(count)s seconds", count) % {"count": count}
    return timesince(now := timezone.now() - duration, now + duration)

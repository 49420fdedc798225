"""The languages that a text or a file may be written in."""

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db.models import Model


def language_choices() -> list[tuple[str, str]]:
    """Languages by their own names."""
    return sorted(
        ((code, info["name_local"].capitalize()) for code, info in LANG_INFO.items() if "name_local" in info),
        key=lambda choice: choice[1],
    )


def default_language() -> str:
    """The language of the site, as one of the choices."""
    return settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in LANG_INFO else settings.LANGUAGE_CODE.partition("-")[0]


def is_right_to_left(code: str) -> bool:
    return bool(LANG_INFO.get(code, {}).get("bidi"))


def language_name(code: str) -> str:
    """A language by its own name; one that is no choice any more by its code."""
    return LANG_INFO.get(code, {}).get("name_local", code).capitalize()


def used_languages(model: type[Model]) -> list[tuple[str, str]]:
    """The languages that pages of a model are written in, or nothing where it is one only."""
    codes = model._default_manager.order_by().values_list("language", flat=True).distinct()
    choices = sorted(((code, language_name(code)) for code in codes), key=lambda choice: choice[1])
    return choices if len(choices) > 1 else []

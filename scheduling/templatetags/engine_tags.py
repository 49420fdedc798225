from django import template

from scheduling.engine_views import may_confirm_clock
from scheduling.state import EngineState, read_state

register = template.Library()


@register.simple_tag
def engine_state() -> EngineState:
    return read_state()


@register.filter
def may_confirm_the_clock(user) -> bool:
    return may_confirm_clock(user)

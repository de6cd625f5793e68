"""The terms of networks for templates."""

from datetime import datetime

from django import template

from zuruf.core.capabilities import Terms
from zuruf.web import terms_words

register = template.Library()


@register.simple_tag
def terms_lines(under: Terms | None, now: datetime) -> tuple[terms_words.Line, ...]:
    """What to know before one writes."""
    return terms_words.lines(under, now)


@register.simple_tag
def closing(at: datetime | None, now: datetime) -> str:
    """What a list says of a conversation that can be answered until *at*; "" while that is far."""
    return terms_words.closing(at, now) if at else ""


@register.filter
def until(at: datetime) -> str:
    """ "Friday 16:40"."""
    return terms_words.moment(at)


@register.filter
def dollars(cents: float) -> str:
    """An amount in US dollars."""
    return terms_words.money(cents)

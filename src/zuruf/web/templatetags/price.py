"""Durations and counts as the figures' pages write them."""

from django import template

from zuruf.web import insight_words, price_words

register = template.Library()


@register.filter
def span(minutes: float) -> str:
    """ "74 min", "3 h 20", "61 h"."""
    return price_words.span(minutes)


@register.filter
def or_dash(count: int) -> str:
    """The count; a dash for none, so that what there is stands out."""
    return str(count) if count else "–"


@register.simple_tag
def percent(share: float | None) -> str:
    """ "87 %"; a dash for nothing."""
    return insight_words.percent(share)

"""Words of the public page for its templates."""

from datetime import datetime, timedelta

from django import template

from zuruf.web import talk_words

register = template.Library()


@register.filter
def answered_words(after: timedelta) -> str:
    return talk_words.answered(after)


@register.simple_tag
def waiting_words(since: datetime, now: datetime) -> str:
    return talk_words.waits(now - since)


@register.filter
def doubt_words(code: str) -> str:
    return talk_words.doubt(code)


@register.filter
def initial(name: str) -> str:
    """The letter that stands for the organisation."""
    return next((c.upper() for c in name if c.isalnum()), "?")


@register.filter
def usual_words(half: timedelta) -> str:
    return talk_words.usual(half)


@register.filter
def quoted(text: str) -> str:
    """In the quotation marks of the reader's language."""
    return talk_words.quoted(text)

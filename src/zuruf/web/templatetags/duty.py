"""Times on duty, for their page."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from zuruf.core.duty import Span
from zuruf.store.queries.duty import ShiftView
from zuruf.web import chats_words, duty_words

register = template.Library()


@register.filter
def hours(span: Span) -> str:
    """ "08:00–13:00" on the reader's wall."""
    return "–".join(timezone.localtime(at).strftime("%H:%M") for at in span)


@register.filter
def times(shift: ShiftView) -> str:
    return f"{duty_words.at(shift.starts)}–{duty_words.at(shift.ends)}"


@register.filter
def day_name(day: date) -> str:
    """ "Mon 2"."""
    return date_format(day, "D j")


@register.filter
def stamp(at: datetime) -> str:
    """A moment as a form sends it back."""
    return at.isoformat()


@register.filter
def chat_trouble(code: str) -> str:
    """What came of a chat's last try, and what helps."""
    return chats_words.trouble(code)

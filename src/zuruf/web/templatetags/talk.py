"""Words of the public page for its templates."""

from datetime import datetime, timedelta

from django import template
from django.utils import translation
from django.utils.html import format_html

from zuruf.web import talk_words

register = template.Library()


@register.filter
def answered_words(after: timedelta) -> str:
    return talk_words.answered(after)


@register.simple_tag
def waiting_words(since: datetime, now: datetime) -> str:
    return talk_words.waits(now - since)


@register.simple_tag
def expected_words(due_at: datetime | None, now: datetime) -> str:
    return talk_words.expected(due_at, now)


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


@register.simple_tag(takes_context=True)
def broken_rule(context: template.Context, rule: str) -> str:
    """The rule in quotation marks, in the reader's language where the house rules have it, else marked as another's."""
    reader = translation.get_language()
    language, words = talk_words.rule_for(context["face"], rule, reader)
    if language in ("", reader):
        return talk_words.quoted(words)
    return format_html('<span lang="{}">{}</span>', language, talk_words.quoted(words))

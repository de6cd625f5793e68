"""Who answers what, for its page."""

from django import template
from django.utils.translation import gettext as _

from zuruf.store.queries.responsibility_page import Held
from zuruf.web import responsibility_words, triage_words, words

register = template.Library()


@register.filter
def topic_title(slug: str) -> str:
    return triage_words.topic(slug)


@register.filter
def language_title(code: str) -> str:
    return words.language(code)


@register.filter
def how_held(held: Held) -> str:
    """By which line somebody has it."""
    rule = held.found.rule
    if rule is None:
        return ""
    account = _("this account") if rule.account else ""
    return responsibility_words.asked(rule.topic, account, rule.language)

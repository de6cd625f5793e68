"""Veils, and words for measures, in templates."""

from datetime import datetime

from django import template

from zuruf.store.queries.abuse import ActView
from zuruf.store.queries.around import Around
from zuruf.store.queries.conversation import Pane, Said
from zuruf.web import abuse_words, proof_words

register = template.Library()


@register.filter
def act_named(a: ActView) -> str:
    return abuse_words.back(a.measure) if a.back else abuse_words.measure(a.measure, a.ours, a.channel)


@register.filter
def act_state(a: ActView) -> str:
    return abuse_words.state(a)


@register.filter
def act_back(a: ActView) -> str:
    return abuse_words.back(a.measure)


@register.filter
def act_returns(a: ActView) -> bool:
    """Whether its network takes it back."""
    return abuse_words.returns(a)


@register.filter
def purpose_named(value: str) -> str:
    return proof_words.purpose(value)


@register.filter
def as_moment(iso: str) -> datetime:
    """A time as a record keeps it."""
    return datetime.fromisoformat(iso)


@register.filter
def hurts(pane: Pane) -> bool:
    """Is there abuse in this thread that somebody may not want to bear, or a threat?"""
    abusive = any(isinstance(i, Said) and i.veiled and i.gone_at is None for i in pane.items)
    return abusive or any(f.label == "risk" and f.value == "threat" for f in pane.findings)


@register.filter
def where_help_is(house: Around) -> str:
    """The house's own line, or one for all."""
    return abuse_words.help_line(house.help_line)

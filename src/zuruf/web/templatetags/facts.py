"""Asking for a fact, for the desk's templates."""

from collections.abc import Sequence

from django import template

from zuruf.core.fact_ask import USUAL
from zuruf.flow import fact_mail
from zuruf.flow.mailing import can_mail
from zuruf.store.queries.conversation import Item, Said
from zuruf.store.queries.fact_ask import Asked, Mailed
from zuruf.web import fact_words

register = template.Library()
OFFERED = 5  # of their messages, the newest


@register.filter
def tickable(items: Sequence[Item]) -> list[Said]:
    """Their newest messages, which can go along with a question."""
    theirs = [i for i in items if isinstance(i, Said) and not i.ours and not i.gone_at and i.text]
    return theirs[-OFFERED:][::-1]


@register.filter
def fact_address(asked: Asked) -> str:
    """The signed link, to be handed over by whoever asked where no mail could be sent."""
    return fact_mail.address(asked.public_id, asked.link)


@register.simple_tag(name="fact_mail")
def mailed(mail: Mailed) -> str:
    """What a mail is that came to a question and is not its answer."""
    return fact_words.mailed(mail.outcome)


@register.simple_tag
def no_mail() -> str:
    """What to know before somebody outside is asked, where no mail goes out from here; else ""."""
    return "" if can_mail() else fact_words.by_yourself()


@register.simple_tag
def lasts() -> list[tuple[int, str, bool]]:
    """(minutes, in words, is it the usual one?)"""
    return [(n, said, n == USUAL) for n, said in fact_words.lasts()]

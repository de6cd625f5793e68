"""One answer to many, for templates."""

from datetime import datetime

from django import template
from django.utils.translation import gettext as _

from zuruf.flow.many_alike import Alike
from zuruf.flow.many_standing import Line, Standing
from zuruf.store.queries import many as reading
from zuruf.store.queries.many import Asker, Made
from zuruf.web import many_words, reply_words

register = template.Library()


@register.filter
def listed_because(one: Alike) -> str:
    return many_words.because(one)


@register.filter
def fate_label(line: Line) -> str:
    return many_words.label(line)


@register.filter
def fate_reasons(line: Line) -> list[str]:
    return many_words.reasons(line)


@register.filter
def room_left(line: Line) -> str:
    """What is left of its own channel's length."""
    return reply_words.left_over(line.length) if line.length else ""


@register.filter
def made_words(made: Made) -> str:
    return many_words.became(made)


@register.filter
def made_why(made: Made) -> str:
    return many_words.why(made.why, made.said) if made.why else ""


@register.filter
def made_kind(made: Made) -> str:
    return many_words.kind(made)


@register.filter
def not_now(asker: Asker) -> str:
    """Why nobody can be answered there now; "" where she can."""
    return many_words.why(asker.why, {"name": asker.name} if asker.name else {}) if asker.why else ""


@register.simple_tag
def send_label(standing: Standing) -> str:
    return many_words.button(standing)


@register.simple_tag
def how_long(standing: Standing, now: datetime) -> str:
    return many_words.lasts(standing, now)


@register.simple_tag
def batch_of(ask: str) -> str:
    """The batch (public id) to which a question belongs; "" for none."""
    return reading.batch_of(ask)


@register.filter
def counted(standing: Standing) -> list[tuple[str, str, int]]:
    """(kind, words, how many) of what became of a batch, those that are."""
    kinds = [line.made and many_words.kind(line.made) for line in standing.lines]
    words = (
        ("done", _("out")),
        ("way", _("on the way")),
        ("ask", _("with the second pair of eyes")),
        ("stays", _("not sent")),
    )
    return [(kind, said, kinds.count(kind)) for kind, said in words if kind in kinds]


@register.filter
def started(standing: Standing) -> int:
    """How many have become something."""
    return sum(1 for line in standing.lines if line.made and line.made.fate != "wanted")


@register.filter
def not_out(standing: Standing) -> list[str]:
    """Conversations (public ids) that got nothing from the batch, and nobody took out."""
    return [
        line.asker.public_id
        for line in standing.lines
        if line.made
        and (line.made.fate in ("stays", "left", "stopped") or line.made.state in ("recalled", "cancelled"))
    ]

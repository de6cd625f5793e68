"""Search results in words."""

from django import template
from django.http import QueryDict
from django.utils.translation import gettext as _

from zuruf.core.desk import Queue, State
from zuruf.core.search import Sought
from zuruf.flow.search import Found
from zuruf.web import triage_words

register = template.Library()

_QUEUES = {State.OPEN: Queue.US, State.WAITING: Queue.THEM, State.DONE: Queue.DONE}


@register.filter
def topic_named(name: dict[str, str]) -> str:
    """A topic in the reader's language."""
    return triage_words.named(name)


@register.filter
def queue_of(state: State) -> str:
    """The queue beside which a conversation opens."""
    return _QUEUES.get(state, Queue.US).value


@register.filter
def state_named(state: State) -> str:
    """Where a conversation stands, in a word or two."""
    return {
        State.OPEN: _("waiting for us"),
        State.WAITING: _("waiting for them"),
        State.DONE: _("done"),
        State.AHEAD: _("ahead"),
    }[state]


@register.filter
def without_filters(found: Found) -> str:
    """The words of a query alone, as they stand in an address."""
    made = QueryDict(mutable=True)
    made["q"] = " ".join(map(_typed, found.query.sought))
    return made.urlencode()


def _typed(one: Sought) -> str:
    text = f'"{one.text}"' if one.exact else f"{one.text}*" if one.begins else one.text
    return f"-{text}" if one.without else text

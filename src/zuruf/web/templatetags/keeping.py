"""How long words are kept, for the desk's templates."""

from datetime import datetime

from django import template

from zuruf.store.queries.conversation import Pane, Said
from zuruf.web import keeping_words

register = template.Library()


@register.simple_tag
def words_removed(pane: Pane, said: Said) -> str:
    """Why it has no words any more."""
    return keeping_words.removed(pane.channel, said.emptied_after)


@register.simple_tag
def words_leave(pane: Pane, said: Said, now: datetime) -> str:
    """When its words go, if that is soon; "" if not, and where there are none."""
    if said.came_at is None or said.emptied_at or said.gone_at:
        return ""
    return keeping_words.leaves(pane.channel, pane.keeps, said.came_at, now)

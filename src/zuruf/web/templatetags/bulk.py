"""Where a conversation can be split."""

from collections.abc import Sequence

from django import template

from zuruf.core.clean import line
from zuruf.flow.able import is_own
from zuruf.store.queries.conversation import Item, Pane, Said

register = template.Library()
NAMED = 70  # characters of a message in a list to choose from


@register.filter
def splits(pane: Pane) -> list[tuple[str, Said, str]]:
    """(public id, message, its first words) of those from which on a part can be split off: not the first of theirs, and none on our
    own page, where each question is a page that the public reads."""
    said = [item for item in pane.items if isinstance(item, Said)]
    if is_own(pane.channel):
        return []
    return [(m.public_id, m, line(m.title or m.text, NAMED)) for m in _later(said, pane.earlier)]


def _later(said: Sequence[Item], earlier: bool) -> list[Said]:
    theirs = [m for m in said if isinstance(m, Said) and not m.ours]
    first = None if earlier or not theirs else theirs[0]
    after = said.index(first) + 1 if first in said else 0
    return [m for m in said[after:] if isinstance(m, Said)]

"""A thread as it is drawn: events that follow each other become one thin line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zuruf.store.queries.conversation import Happened, Item
from zuruf.web import words


@dataclass(frozen=True, slots=True)
class Thing:
    """One piece of a thread. `item` is what was said, noted or sent; `events` are (when, what) of a line of events."""

    kind: str
    key: str = ""
    item: Item | None = None
    events: tuple[tuple[datetime, str], ...] = ()


def things(items: Sequence[Item]) -> list[Thing]:
    """*items* in their order; neighbouring events drawn together, those without words left out."""
    drawn: list[Thing] = []
    for item in items:
        if not isinstance(item, Happened):
            drawn.append(Thing(item.kind, item=item))
            continue
        what = words.event(item.verb, item.who, item.to)
        if not what:
            continue
        before = drawn[-1] if drawn else None
        if before is not None and before.kind == "happened":
            drawn[-1] = Thing("happened", before.key, events=(*before.events, (item.at, what)))
        else:
            drawn.append(Thing("happened", str(item.id), events=((item.at, what),)))
    return drawn

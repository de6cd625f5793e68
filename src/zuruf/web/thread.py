"""A thread as it is drawn: events that follow each other become one thin line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zuruf.core.desk import Closed
from zuruf.store.queries.conversation import Happened, Item
from zuruf.web import words

CLOSED = "conversation.closed"


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
        if why := _closed(item):
            what = f"{what} ({why})"
        before = drawn[-1] if drawn else None
        if before is not None and before.kind == "happened":
            drawn[-1] = Thing("happened", before.key, events=(*before.events, (item.at, what)))
        else:
            drawn.append(Thing("happened", str(item.id), events=((item.at, what),)))
    return drawn


def because(items: Sequence[Item]) -> str:
    """Why nobody has to answer a conversation that is done, as whoever closed it last said; "" where nobody was waiting."""
    return next((_closed(i) for i in reversed(items) if isinstance(i, Happened) and i.verb == CLOSED), "")


def _closed(item: Happened) -> str:
    why = str(item.data.get("reason") or "") if item.verb == CLOSED else ""
    return words.closing(why) if why in {*Closed} else ""

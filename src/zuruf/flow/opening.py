"""Somebody opens a conversation: what its page shows, read once. Changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from zuruf.core.fact_ask import State as Late
from zuruf.core.people import Who
from zuruf.flow import fact_offer, reply
from zuruf.flow.clock import clock
from zuruf.flow.due import Explained, explain
from zuruf.flow.errors import Declined
from zuruf.flow.reply import Standing
from zuruf.store.queries import conversation, responsibility
from zuruf.store.queries.around import Around, around
from zuruf.store.queries.conversation import Pane
from zuruf.store.queries.fact_ask import Asked
from zuruf.store.queries.opened import Opened, opened
from zuruf.store.queries.reply import composer_of
from zuruf.store.queries.responsibility import Told


@dataclass(frozen=True, slots=True)
class Open:
    """`due`: how its due time came about, None when nobody waits. `told`: why it lies where it lies, None where a person decided
    that. `holding`: what would hold the asker off, where a question for a fact found nobody in time."""

    house: Around
    pane: Pane
    due: Explained | None
    told: Told | None
    holding: str


def page(
    who: Who, public_id: str, *, everything: bool = False, language: str = "", now: datetime | None = None
) -> tuple[Open, Standing]:
    """The conversation and its composer. Declined("gone"). Four statements, and some more for what there is: answers, notes, a
    draft, questions, a plan of who answers what, targets of its own."""
    now = now or clock()
    house, read = _read(who, public_id, everything, now)
    composer, scene = composer_of(read, who, now)
    standing = reply.standing_in(who, composer, scene, language, now, house=house)
    return _open(who, house, read, language, now), standing


def thread(
    who: Who, public_id: str, *, everything: bool = False, language: str = "", now: datetime | None = None
) -> Open:
    """The conversation as it stands, without its composer. Declined("gone")."""
    now = now or clock()
    house, read = _read(who, public_id, everything, now)
    return _open(who, house, read, language, now)


def _read(who: Who, public_id: str, everything: bool, now: datetime) -> tuple[Around, Opened]:
    house = around(who, public_id, now)  # first: what changes after it is told by the stream
    read = opened(who, public_id, everything=everything)
    if read is None:
        raise Declined("gone")
    return house, read


def _open(who: Who, house: Around, read: Opened, language: str, now: datetime) -> Open:
    pane = conversation.pane_of(read, who, house)
    due = explain(pane.public_id, pane.waiting_since, pane.due_at, language=language, house=house)
    return Open(house, pane, due, _told(pane, house, now), _holding(pane))


def _told(pane: Pane, house: Around, now: datetime) -> Told | None:
    nobodys = house.plan and not pane.owner and not pane.team
    if pane.waiting_since is None or not (pane.placed or nobodys):
        return None
    return responsibility.told([pane.public_id], now).get(pane.public_id)


def _holding(pane: Pane) -> str:
    late = any(isinstance(i, Asked) and i.state is Late.LATE for i in pane.items)
    return fact_offer.holding(pane.public_id) if late and pane.waiting_since else ""

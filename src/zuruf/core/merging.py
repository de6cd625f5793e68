"""Joining conversations, and splitting one: when that does no harm to an answer, and where the parts stand afterwards.

An answer reaches the message that is answered, and with it one person on one network. So only what the same person said through
the same account becomes one conversation: nobody counts as answered whom no answer reaches.
"""

from dataclasses import dataclass
from datetime import datetime

from zuruf.core.bulk import Left
from zuruf.core.desk import State

LONGEST = 2000  # messages of one conversation that can be joined or split


@dataclass(frozen=True, slots=True)
class Part:
    """A conversation as this decision needs it. `under_way`: an answer of ours is on its way, or nobody knows whether it arrived;
    `drafting`: keys of those who have begun an answer with words in it."""

    state: State
    account: int
    contact: int | None
    public: bool
    messages: int
    own_page: bool = False
    asked: bool = False
    writing: bool = False
    under_way: bool = False
    drafting: frozenset[int] = frozenset()


def apart(keep: Part, other: Part) -> Left | None:
    """Why *other* cannot become part of *keep*; None: it can."""
    if other.account != keep.account:
        return Left.ACCOUNT
    if other.contact is None or other.contact != keep.contact:
        return Left.PERSON
    if other.public != keep.public:
        return Left.PRIVATE
    if other.drafting & keep.drafting:
        return Left.DRAFTS
    return None


def fixed(part: Part) -> Left | None:
    """Why *part* can neither be joined nor split now; None: it can."""
    if part.state in (State.MERGED, State.AHEAD):
        return Left.GONE
    if part.own_page:
        return Left.OWN_PAGE
    if part.asked:
        return Left.ASKED
    if part.under_way:
        return Left.UNDER_WAY
    if part.writing:
        return Left.WRITING
    if part.messages > LONGEST:
        return Left.LONG
    return None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a conversation stands, and since when somebody waits."""

    state: State
    since: datetime | None = None


def joined(one: Standing, other: Standing) -> Standing:
    """Whoever waits in one of the two goes on waiting; else it stands where the livelier of the two stood."""
    waits = [part.since for part in (one, other) if part.since]
    if waits:
        return Standing(State.OPEN, min(waits))
    order = (State.OPEN, State.WAITING, State.DONE)
    return Standing(min((one.state, other.state), key=order.index))


def split(was: State, since: datetime | None, answered: bool) -> Standing:
    """Where a part stands whose first waiting message came at *since* (None: nobody waits in it), of a conversation that was *was*."""
    if since:
        return Standing(State.OPEN, since)
    if was is State.OPEN:
        return Standing(State.WAITING if answered else State.DONE)
    return Standing(was)

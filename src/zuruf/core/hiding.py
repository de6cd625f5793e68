"""What has to be so before anything is hidden, blocked or reported; and the states of such an act.

Hiding needs a rule of the house, the very words that break it, and a reason. Criticism alone is never one.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from zuruf.core import veil
from zuruf.core.channel import ChannelError, NotConnected, Refused, TryLater
from zuruf.core.outbox import REPEATS, backoff
from zuruf.core.triage import by_person

LONGEST_QUOTE = 500
LEAST_WORD = 3  # letters of a word that is a quotation
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)  # Thai, Lao, Japanese, Chinese: no blanks between words
CLAIM = timedelta(seconds=90)  # longer than the requests of one act together
RECONNECT = timedelta(minutes=5)  # how often it is looked whether an account is connected again
LOOK_WITHIN = timedelta(days=7)  # so long a hiding is offered for a look


class ActState(StrEnum):
    QUEUED = "queued"
    DOING = "doing"
    DONE = "done"
    REFUSED = "refused"  # the network will never do it
    UNCLEAR = "unclear"  # nobody knows, and doing it again is not harmless: a person looks
    OFF = "off"  # called off before it went out, or given up


A = ActState
MOVES: dict[ActState, frozenset[ActState]] = {
    A.QUEUED: frozenset({A.DOING, A.OFF}),
    A.DOING: frozenset({A.DONE, A.QUEUED, A.REFUSED, A.UNCLEAR}),
    A.UNCLEAR: frozenset({A.DONE, A.QUEUED, A.OFF}),
    A.DONE: frozenset(),
    A.REFUSED: frozenset(),
    A.OFF: frozenset(),
}
OVER = frozenset({A.REFUSED, A.OFF})


class Look(StrEnum):
    """What somebody else found about a hiding."""

    FINE = "fine"
    BACK = "back"  # it was taken back


@dataclass(frozen=True, slots=True)
class Next:
    """What follows from an error: the state, and when to try again."""

    state: ActState
    at: datetime | None = None


def after_error(error: ChannelError, attempts: int, harmless: bool, now: datetime) -> Next:
    """*attempts*: how often it was asked for, this time included. *harmless*: asking twice is asking once."""
    if isinstance(error, Refused):
        return Next(A.REFUSED)
    if isinstance(error, NotConnected):
        return Next(A.QUEUED, now + RECONNECT)
    if isinstance(error, TryLater):
        return Next(A.QUEUED, now + max(error.after or timedelta(0), backoff(attempts)))
    if harmless and attempts < REPEATS:
        return Next(A.QUEUED, now + backoff(attempts))
    return Next(A.UNCLEAR)


_GROUNDS = frozenset({("intent", "spam"), ("risk", "personal_data"), ("risk", "threat")})
_CRITICAL = frozenset({("intent", "complaint"), ("sentiment", "negative")})


def only_criticism(findings: Iterable[Mapping[str, Any]] | None) -> bool:
    """Is triage sure of criticism, and of nothing that a house rule could be about?"""
    kept = [
        f
        for f in findings or ()
        if by_person(f) or (f.get("probability", 0) >= veil.SURE and not f.get("unsure"))
    ]
    said = {(str(f.get("label")), str(f.get("value"))) for f in kept}
    return bool(said & _CRITICAL) and not said & _GROUNDS and not veil.veiled(kept)


def grave(findings: Iterable[Mapping[str, Any]] | None) -> bool:
    """May it be a crime? Then it is kept as evidence before anything is hidden."""
    return any(
        (f.get("label"), f.get("value")) in (("risk", "threat"), ("risk", "personal_data"))
        for f in findings or ()
    )


def of_life(findings: Iterable[Mapping[str, Any]] | None) -> bool:
    """May somebody want to harm herself? Nobody hides that before somebody has seen to it."""
    return any((f.get("label"), f.get("value")) == ("risk", "self_harm") for f in findings or ())


def stands_in(quote: str, text: str) -> bool:
    """Is *quote* really part of *text*? Without case, and whatever the white space."""
    return _plain(quote) in _plain(text)


def says_enough(quote: str, text: str) -> bool:
    """Is at least one whole word of *text*, of three letters or more, in *quote*? A single letter stands in every message. Where the
    message has no such word (an emoji, a script without blanks), two characters that stand in it."""
    whole = {word for word in _WORD.findall(_plain(text)) if sum(map(str.isalpha, word)) >= LEAST_WORD}
    said = _plain(quote)
    if any(_UNSPACED.search(word) for word in whole):
        whole = set()
    return bool(whole & set(_WORD.findall(said))) if whole else len(said) >= min(2, len(_plain(text)))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())

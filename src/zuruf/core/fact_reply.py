"""Answering a question for a fact by replying to its mail: how such a mail is known, and what becomes of it.

Every mail that belongs to a question is kept with it and becomes no conversation. It is the answer only where it comes from
the address that was asked, was written by a person, and the question still takes one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from zuruf.core.fact_ask import ANSWERABLE, LONGEST_ANSWER, State

_OURS = re.compile(r"<?\bfact\.([2-9a-z]{12})\.\d{1,3}@")
_SIGNED = re.compile(r"\+([2-9a-z]{12})-(\d{1,5})-([0-9a-f]{20})@", re.IGNORECASE)


class Outcome(StrEnum):
    """What became of a mail."""

    ANSWER = "answer"  # it is the question's answer
    OTHER = "other"  # from somebody whom we did not ask: shown, and left to people
    MACHINE = "machine"  # an automatic reply: noted, and the question's time goes on
    BOUNCED = "bounced"  # the question did not arrive
    AFTER = "after"  # the question takes no answer any more: it is over, or its answer was used
    EMPTY = "empty"  # nothing in it but what was quoted


NEWS = frozenset({Outcome.OTHER, Outcome.EMPTY})
"""What whoever asked is told of at once, beside answers. A mail after its answer was used is, too: it may put that right."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A question as the answer address of its mail names it: its public id, the number of its link, our signature."""

    public_id: str
    link: int
    signature: str


def named(ids: Iterable[str]) -> tuple[str, ...]:
    """Public ids of the questions whose mails are named in *ids* (Message-IDs as In-Reply-To and References have them)."""
    return tuple(dict.fromkeys(m[1] for one in ids for m in _OURS.finditer(one)))


def signed(addresses: Iterable[str]) -> tuple[Signed, ...]:
    """What the answer addresses among *addresses* say. Whether we signed it is still to be seen."""
    found = (_SIGNED.search(one) for one in addresses)
    return tuple(Signed(m[1].lower(), int(m[2]), m[3].lower()) for m in found if m)


def address(base: str, ask: Signed) -> str:
    """answers@host → answers+ID-LINK-SIGNATURE@host: lower case only, and a local part of at most 64 characters where that
    of *base* has no more than 24."""
    local, _, host = base.rpartition("@")
    return f"{local}+{ask.public_id}-{ask.link}-{ask.signature}@{host}"


def same(one: str, other: str) -> bool:
    """Whether two addresses are the same. Upper and lower case are not told apart: no mail server that people use does."""
    return one.strip().casefold() == other.strip().casefold() != ""


def becomes(*, bounced: bool, machine: bool, asked: bool, words: str, state: State, late: bool) -> Outcome:
    """What becomes of a mail. *asked*: it comes from whom we asked. *late*: the question's link takes no answer any more."""
    if bounced:
        return Outcome.BOUNCED
    if machine:
        return Outcome.MACHINE
    if not words.strip():
        return Outcome.EMPTY
    if not asked:
        return Outcome.OTHER
    return Outcome.ANSWER if state in ANSWERABLE and not late else Outcome.AFTER


def words(text: str) -> str:
    """*text* as an answer keeps it: cut where it is longer than an answer may be."""
    text = text.replace("\x00", "").strip()
    return text if len(text) <= LONGEST_ANSWER else text[: LONGEST_ANSWER - 1].rstrip() + "…"

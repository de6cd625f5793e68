"""Drafts and the second pair of eyes: their states, and what a deadline leads to."""

from dataclasses import dataclass
from enum import StrEnum

from zuruf.core.moves import move


class DraftState(StrEnum):
    WRITING = "writing"
    ASKED = "asked"  # a second pair of eyes has it
    SENT = "sent"  # became a delivery
    DISCARDED = "discarded"


DRAFT_MOVES: dict[DraftState, frozenset[DraftState]] = {
    DraftState.WRITING: frozenset({DraftState.ASKED, DraftState.SENT, DraftState.DISCARDED}),
    # discarded: a correction that came back is kept beside what it was to correct, not in the composer
    DraftState.ASKED: frozenset({DraftState.WRITING, DraftState.SENT, DraftState.DISCARDED}),
    # recalled or refused: back to its author
    DraftState.SENT: frozenset({DraftState.WRITING, DraftState.DISCARDED}),
    DraftState.DISCARDED: frozenset({DraftState.WRITING, DraftState.ASKED, DraftState.SENT}),
}


class Late(StrEnum):
    """What a guideline wants when the second pair of eyes does not answer in time. Never nothing."""

    HOLDING = "holding"  # a holding reply goes out, the question stays open
    RELEASE = "release"  # the draft goes out as it is
    RETURN = "return"  # a post goes back to its author: nobody waits for it, and nobody released it


OF_GUIDELINES = (Late.HOLDING, Late.RELEASE)
"""What a guideline may say. Posts go back whatever it says."""


class AskState(StrEnum):
    OPEN = "open"
    RELEASED = "released"
    RETURNED = "returned"  # only a person does this
    LATE_HOLDING = "late_holding"  # holding reply sent; still open for a decision
    LATE_RELEASED = "late_released"
    LATE_RETURNED = "late_returned"  # a post that nobody looked at in time
    CANCELLED = "cancelled"  # the author took it back


ASK_MOVES: dict[AskState, frozenset[AskState]] = {
    AskState.OPEN: frozenset(
        {
            AskState.RELEASED,
            AskState.RETURNED,
            AskState.LATE_HOLDING,
            AskState.LATE_RELEASED,
            AskState.LATE_RETURNED,
            AskState.CANCELLED,
        }
    ),
    AskState.LATE_HOLDING: frozenset({AskState.RELEASED, AskState.RETURNED, AskState.CANCELLED}),
}


class Kind(StrEnum):
    """What a draft or delivery is."""

    REPLY = "reply"
    HOLDING = "holding"
    CORRECTION = "correction"  # says in public what was wrong, as an answer to what it corrects
    EDIT = "edit"  # takes the place of what it corrects, where the network can
    POST = "post"  # on our own account, to nobody in particular


CORRECTIONS = (Kind.CORRECTION, Kind.EDIT)
"""What changes an answer that is out, rather than being one."""


class Outlet(StrEnum):
    """Whether an account lets a reply out now, or what it waits for."""

    OPEN = "open"
    PAUSED = "paused"  # by an owner
    NOT_CONNECTED = "not_connected"  # the network does not let us in at the moment
    DISCONNECTED = "disconnected"  # by an owner; somebody has to connect it anew


def outlet(*, enabled: bool, state: str, disconnected: bool) -> Outlet:
    """Of an account's own fields."""
    if disconnected:
        return Outlet.DISCONNECTED
    if not enabled:
        return Outlet.PAUSED
    return Outlet.NOT_CONNECTED if state == "not_connected" else Outlet.OPEN


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a second pair of eyes is asked. `minutes` until `late` happens; `holding` per language;
    `guideline` as "id@version". `asks`: "incident_lead" when the guideline wants her rather than anybody. `real`: the
    minutes run round the clock, whatever our hours."""

    minutes: int
    late: Late
    holding: dict[str, str]
    guideline: str
    asks: str = ""
    real: bool = False


BACK = (AskState.RETURNED, AskState.LATE_RETURNED)
"""Its author has it again: a person gave it back, or nobody looked in time."""


DECIDABLE = tuple(state for state, there in ASK_MOVES.items() if AskState.RELEASED in there)
"""The states in which a question still waits for a person."""


def late_move(late: Late, *, may_release: bool) -> AskState:
    """Where an open question goes when its deadline passes: always somewhere. *may_release* False: the draft may not
    go out (a guideline stops it by now), so a holding reply goes instead."""
    if late is Late.RETURN:
        return move(ASK_MOVES, AskState.OPEN, AskState.LATE_RETURNED)
    there = AskState.LATE_RELEASED if late is Late.RELEASE and may_release else AskState.LATE_HOLDING
    return move(ASK_MOVES, AskState.OPEN, there)


def signature(by: str) -> str:
    """What stands below an answer whose author signs with *by*: "[JK]"; "" without. See zuruf.core.signing."""
    return f"[{by}]" if by.strip() else ""


def signed(text: str, by: str) -> str:
    """*text* as the public reads it: the signature at its end, once. What says nothing is not signed."""
    mark = signature(by)
    if not mark or mark in text or blank(text, by):
        return text
    return f"{text.rstrip()} {mark}"


def unsigned(text: str, by: str) -> str:
    """*text* as its author writes it: without the signature at its end."""
    mark, bare = signature(by), text.rstrip()
    return bare.removesuffix(mark).rstrip() if mark and bare.endswith(mark) else text


def blank(text: str, by: str) -> bool:
    """Nothing is said: white space, invisible characters or the signature alone."""
    bare = text.replace(signature(by), "") if by.strip() else text
    return not any(c.isprintable() and not c.isspace() and c not in _INVISIBLE for c in bare)


_INVISIBLE = "\u115f\u1160\u2800\u3164\uffa0\ufe0e\ufe0f"  # printable to Python, nothing to a reader


HOLDING = {
    "de": "Danke für Ihre Nachricht. Wir prüfen das gerade und melden uns hier, sobald wir Genaueres wissen.",
    "en": "Thank you for your message. We are looking into it and will reply here as soon as we know more.",
}
"""The holding reply that goes out when neither guideline nor organisation has one of its own."""

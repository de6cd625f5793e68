"""Measures against abuse: what a network may let us do about what others write, and how it is asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Measure(StrEnum):
    HIDE = "hide"  # an answer is not shown in our thread any more
    DELETE = "delete"  # a comment is removed from our own presence
    MUTE = "mute"  # we do not hear this author any more
    BLOCK = "block"  # this author cannot write to us any more
    REPORT = "report"  # the network's moderation is told
    APPROVE = "approve"  # what waits for our approval there is shown


ON_AUTHOR = frozenset({Measure.MUTE, Measure.BLOCK})
"""Measures against a person; the others are against one message."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One measure that a network really offers us, and what people have to know of it.

    `back`: it can be taken back. `harmless`: asking twice is asking once. `own_thread`: only in a thread that we began. `needs`: only
    where the message's `ref` has this entry, `unless`: only where it has not. `named` and `says`: how it is called there, and what to know first of
    all, where the usual words do not fit (English source text for gettext; also in the channel's `says`).
    `seen`: anybody can see that we did it. `deafens`: we do not get what this author writes any more. `tried`: against a
    real server, not only by the network's documentation.
    """

    measure: Measure
    back: bool = False
    harmless: bool = False
    own_thread: bool = False
    needs: str = ""
    unless: str = ""
    named: str = ""
    says: str = ""
    seen: bool = False
    deafens: bool = False
    tried: bool = False


@dataclass(frozen=True, slots=True)
class Ordered:
    """A measure, frozen when it was decided, so that a repeat is the same request.

    `key` is ours, `ref` the message's, `author` its author's id at the network. `back`: take back what was done under the
    same `key` and `created_at`. `kind` (zuruf.core.talk.ReportKind) and `reason` are for a report.
    """

    key: str
    measure: str
    created_at: datetime
    ref: Mapping[str, str] = field(default_factory=dict)
    author: str = ""
    back: bool = False
    kind: str = ""
    reason: str = ""

"""What a listening search may be for, how long it may keep what it hears, and whom it may not be about.

Refused by default: searches for our own people, and lists of private persons. An owner may allow one, for a reason and until a day.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from zuruf.core.listening import All, Either, From, Lang, Near, Not, Part, Phrase, Prefix, Query, Term
from zuruf.core.listening_named import Somebody, called, naming, plain


class Purpose(StrEnum):
    """What a search is for. Each needs a sentence beside it."""

    ANSWER = "answer"  # help people who talk about us without naming us
    FAULT = "fault"  # hear early of a fault or a danger
    INCIDENT = "incident"  # follow an incident while it lasts
    CAMPAIGN = "campaign"  # hear what became of something that we said
    MARKET = "market"  # what is said about what we do, whoever makes it


class Kind(StrEnum):
    """Why an author may stand in a list: whoever speaks there speaks for more than herself."""

    ORGANISATION = "organisation"
    PRESS = "press"
    OFFICE = "office"  # holds or runs for a public office


USUAL_DAYS = 30
"""Days that a hit which nobody touched is kept, unless the search says fewer."""
MOST_DAYS = 180
"""The same where an owner gave a reason for more."""
LONGEST_ALLOWED = timedelta(days=180)
"""How far ahead the end of an exception may lie."""
LEAST_REASON = 15  # characters: "because" is no reason


@dataclass(frozen=True, slots=True)
class Marked:
    """An author in a list, and why she may stand there; `kind` None: nobody has said."""

    handle: str
    kind: Kind | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search looks for: its `words` and phrases without what is excluded, and the `authors` to whom it is limited. A word that
    ends with * means every word that begins like it."""

    words: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concerns:
    """Whom a search is about that it may not be about. `staff`: the words that name our people; `private`: authors without a reason."""

    staff: tuple[str, ...] = ()
    private: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.staff or self.private)


@dataclass(frozen=True, slots=True)
class Allowed:
    """An exception of an owner: until which day, and what for."""

    until: date
    why: str = field(compare=False)

    def holds(self, today: date) -> bool:
        return today <= self.until


def asked(query: Query) -> Asked:
    """What *query* looks for, without what it excludes."""
    found = list(_wanted(query.part))
    words = (_typed(t) for t in found if not isinstance(t, From))
    authors = (w for t in found if isinstance(t, From) for w in t.who)
    return Asked(tuple(dict.fromkeys(words)), tuple(dict.fromkeys(authors)))


def _wanted(part: Part) -> Iterator[Term | From]:
    match part:
        case All() | Either():
            for one in part.of:
                yield from _wanted(one)
        case Near():
            yield from (*part.left, *part.right)
        case Not() | Lang():
            return
        case _:
            yield part


def _typed(term: Term) -> str:
    return (
        " ".join(term.words)
        if isinstance(term, Phrase)
        else f"{term.text}*"
        if isinstance(term, Prefix)
        else term.text
    )


def concerns(sought: Asked, ours: Iterable[Somebody], marked: Sequence[Marked] = ()) -> Concerns:
    """Whom *sought* is about: our own people (*ours*: members, and whoever the house listed), and authors who are not *marked* as
    speaking for more than themselves. The words as they were typed, each once."""
    people = [called(one) for one in ours]
    said = {plain(m.handle) for m in marked if m.kind and m.why.strip()}
    staff = naming(people, sought.words)
    staff += [a for a in sought.authors if any(one.is_author(a) for one in people)]
    known = set(staff)
    private = [a for a in sought.authors if plain(a) not in said and a not in known]
    return Concerns(tuple(dict.fromkeys(staff)), tuple(dict.fromkeys(private)))


def days(written: int | None, why: str, *, runs: bool) -> tuple[int, str]:
    """How long a hit that nobody touched is kept: (days, "" or why not). None: as usual. More than usual is for owners (*runs*), with
    a reason: "days_owner", "days_why", "days"."""
    n = USUAL_DAYS if written is None else written
    if not 1 <= n <= MOST_DAYS:
        return n, "days"
    if n > USUAL_DAYS:
        if not runs:
            return n, "days_owner"
        if len(why.strip()) < LEAST_REASON:
            return n, "days_why"
    return n, ""


def allowance(until: date | None, why: str, today: date) -> tuple[Allowed | None, str]:
    """An exception, or why it is none: "allow_why" (no reason), "allow_until" (no day, one that is over, or too far ahead)."""
    if len(why.strip()) < LEAST_REASON:
        return None, "allow_why"
    if until is None or not today <= until <= today + LONGEST_ALLOWED:
        return None, "allow_until"
    return Allowed(until, why.strip()), ""


def precision(right: int, wrong: int) -> int | None:
    """Percent of the hits that somebody looked at and found worth it; None where nobody has."""
    return round(100 * right / (right + wrong)) if right + wrong else None


FEW = 10
"""Looked at fewer times than this, a share says little."""
MANY_A_DAY = 200
"""More hits a day than this nobody reads."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many hits a day to expect. `at_least`: the network gave no more than these."""

    a_day: float
    at_least: bool = False

    @property
    def warns(self) -> str:
        """ "many", "none" or ""."""
        return "none" if not self.a_day else "many" if self.a_day > MANY_A_DAY else ""


def rate(found: int, over: timedelta, *, cut_off: bool = False) -> Rate:
    """*found* hits in a stretch of time; *cut_off*: the network stopped counting there, so it was at least this."""
    stretch = max(over / timedelta(days=1), 1 / 24)  # a burst of one minute says nothing about a day
    return Rate(round(found / stretch, 1), cut_off)


def vanishes_in(kept_since: date, keeps: int, today: date) -> int:
    """Days until a hit that nobody touches is gone; 0: today."""
    return max(0, (kept_since + timedelta(days=keeps) - today).days)


def by_kind(marked: Iterable[Mapping[str, str]]) -> tuple[Marked, ...]:
    """Authors as they are kept: [{handle, kind, why}]. What is broken is left out."""
    return tuple(
        Marked(
            str(m["handle"]), Kind(m["kind"]) if m.get("kind") in tuple(Kind) else None, str(m.get("why", ""))
        )
        for m in marked
        if m.get("handle")
    )

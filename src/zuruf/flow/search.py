"""Looking for something: what was typed becomes what is wanted, hits become conversations with what was said in them.

Nothing is written down about who looked for what.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from zuruf.classifiers import terms
from zuruf.core import search as language
from zuruf.core.people import May, Who
from zuruf.core.search import Kind, Problem, Query
from zuruf.core.search_match import Piece, Wanted, marks, score, snippet
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.search_wanted import beginning, wanted
from zuruf.store.queries import search as reading
from zuruf.store.queries import topics
from zuruf.store.queries.desk import zone
from zuruf.store.queries.search import Hit, Talk
from zuruf.store.queries.search_said import Text, texts

CONVERSATIONS = 20  # a page
BEGUN = "~"  # before an `after`: the pages before it were of what begins with the last word
MOST_DIGITS = 16  # of a number in a cursor: an entry's id has all 63 bits
SHOWN = 3  # hits of one conversation; how many more is said


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that was said, as far as it is shown: its author (marked where the name fits) and a snippet."""

    public_id: str
    kind: Kind
    at: datetime
    author: tuple[Piece, ...]
    ours: bool
    public: bool
    pieces: tuple[Piece, ...]
    veiled: bool = False  # abusive: shown to whoever chooses to


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation with what fits in it, on this page. `more`: hits that are not shown."""

    talk: Talk
    shown: tuple[Shown, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found. `after`: what to ask for next, "" at the end. `hits`: how many this page has. `begins`: nothing
    fits as typed, so this is what begins with its last word."""

    query: Query
    threads: tuple[Thread, ...] = ()
    hits: int = 0
    after: str = ""
    begins: str = ""
    best: bool = False
    problems: tuple[Problem, ...] = ()


def find(who: Who, text: str, *, after: str = "", best: bool = False, now: datetime | None = None) -> Found:
    """One page of what fits *text* (core.search), newest first or, with *best*, best first of the newest 500.

    *after* is a page's `after`; what it does not understand is the first page. Declined("not_allowed").
    """
    now = now or clock()
    if not who.may(May.READ):
        raise Declined("not_allowed")
    at = zone()
    query = language.parse(text, now.astimezone(at).date())
    want, problems = wanted(query, lambda day: _midnight(day, at))
    if query.nothing or problems:
        return Found(query, problems=problems, best=best)
    begun = after.startswith(BEGUN)
    if not begun:
        found = _page(who, query, want, after, best)
        if found.threads or after or found.after:
            return found
    else:
        found = Found(query, best=best)
    last = query.sought[-1] if query.sought else None
    if last is None or last.exact or last.without or last.begins:
        return found
    wider = beginning(want, query, last.text)
    if wider is None:
        return found
    again = _page(who, query, wider, after.removeprefix(BEGUN), best)
    return again if not again.threads else _begun(again, last.text)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the fields of the page offer: accounts by name, channels, topics as (slug, name per language). `behind`: texts that
    are not in the index yet, as far as anybody notices."""

    accounts: tuple[str, ...]
    channels: tuple[str, ...]
    topics: tuple[tuple[str, dict[str, str]], ...]
    behind: bool


def choices() -> Choices:
    """Two statements."""
    places, behind = reading.fields()
    return Choices(
        tuple(dict.fromkeys(p.name for p in places)),
        tuple(dict.fromkeys(p.channel for p in places)),
        tuple(topics.names().items()),
        behind,
    )


def _begun(found: Found, word: str) -> Found:
    after = f"{BEGUN}{found.after}" if found.after else ""
    return Found(found.query, found.threads, found.hits, after, word, found.best)


def _midnight(day: date, at: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), at)


def _page(who: Who, query: Query, want: Wanted, after: str, best: bool) -> Found:
    if best and want.words:
        chosen, goes_on = _best(who, want, after)
    else:
        best = False
        chosen, goes_on = _newest(who, want, _number(after))
    threads = _threads(who, want, chosen)
    return Found(query, threads, sum(len(t.shown) + t.more for t in threads), goes_on, best=best)


def _number(after: str) -> int | None:
    if len(after) > MOST_DIGITS:
        return None
    try:
        number = int(after, 16)
    except ValueError:
        return None
    return number if abs(number) < 2**63 else None


def _newest(who: Who, want: Wanted, before: int | None) -> tuple[list[Hit], str]:
    """The hits of the next conversations, and what to ask for next."""
    found = reading.hits(who, want, before=before)
    chosen, full = _first(found.hits)
    if full:
        return chosen, f"{chosen[-1].id:x}"
    return chosen, f"{found.looked:x}" if found.looked is not None else ""


def _first(hits: Sequence[Hit]) -> tuple[list[Hit], bool]:
    """Those of the first conversations, at most as many as a page has; whether there are more."""
    seen: set[int] = set()
    for n, hit in enumerate(hits):
        if hit.conversation_id not in seen and (len(seen) == CONVERSATIONS or n >= reading.AT_ONCE):
            return list(hits[:n]), True
        seen.add(hit.conversation_id)
    return list(hits), False


def _best(who: Who, want: Wanted, after: str) -> tuple[list[Hit], str]:
    """The same, best first: ranked by our own rule, so that both databases say the same."""
    found = reading.hits(who, want, ranked=True)
    ranked = [(round(score(h.words.split(), h.who.split(), want), 6), h.id, h) for h in found.hits]
    ranked.sort(key=lambda one: one[:2], reverse=True)
    rank, _dot, below = after.partition(".")
    number = _number(below)
    plain = rank.removeprefix("-").isdecimal() and len(rank) <= MOST_DIGITS
    start = (int(rank) / 1e6, number) if plain and number is not None else None
    left = [one for one in ranked if start is None or one[:2] < start]
    chosen, full = _first([one[2] for one in left])
    if not full:
        return chosen, ""
    worst, last = left[len(chosen) - 1][:2]
    return chosen, f"{round(worst * 1e6)}.{last:x}"


def _threads(who: Who, want: Wanted, hits: Iterable[Hit]) -> tuple[Thread, ...]:
    """By conversation, in the order of the first hit of each."""
    of: dict[int, list[Hit]] = {}
    for hit in hits:
        of.setdefault(hit.conversation_id, []).append(hit)
    if not of:
        return ()
    talks = reading.talks(who, of)
    words = texts(hit for some in of.values() for hit in some[:SHOWN])
    made, likely = [], want.terms
    for conversation, some in of.items():
        shown = tuple(_shown(hit, words[hit.id], want, likely) for hit in some[:SHOWN] if hit.id in words)
        if conversation in talks and shown:
            made.append(Thread(talks[conversation], shown, max(0, len(some) - SHOWN)))
    return tuple(made)


def _shown(hit: Hit, said: Text, want: Wanted, likely: frozenset[str]) -> Shown:
    text = " ".join(f"{said.title} · {said.text}".split() if said.title else said.text.split())
    return Shown(
        said.public_id,
        hit.kind,
        said.at,
        snippet(said.author, marks(terms.cut(said.author, likely), want)),
        said.ours,
        said.public,
        snippet(text, marks(terms.cut(text, likely), want)),
        said.veiled,
    )

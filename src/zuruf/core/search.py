"""What somebody looks for: the query language, and where a hit has its place in the index.

    liefer* "keine antwort" -gutschein from:anna topic:lieferung account:bluesky is:open after:2026-03-01

Words are and-ed. Every filter has a German name too. Nothing raises: what cannot be understood comes back as a `Problem`
with the words that it is about. What looks like a filter and is none ("https:", "Achtung:") is looked for as words.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

MOST = 24  # words, phrases and filters; more is a text that was pasted
LONGEST = 400  # characters of a query
SHORTEST_PREFIX = 3  # letters before a *


class Kind(StrEnum):
    """What is found."""

    MESSAGE = "m"
    NOTE = "n"
    POST = "p"  # one of ours that is not out yet; afterwards it is a message


class Is(StrEnum):
    """What can be asked with is:"""

    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    MINE = "mine"
    UNOWNED = "unowned"
    URGENT = "urgent"
    PUBLIC = "public"
    PRIVATE = "private"
    NOTE = "note"
    POST = "post"
    US = "us"  # said by us
    THEM = "them"


@dataclass(frozen=True, slots=True)
class Sought:
    """A word or phrase as written. `begins`: what begins like this."""

    text: str
    exact: bool = False  # in quotes: its words stand one after the other
    begins: bool = False
    without: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """`name`: from | account | channel | topic | is. `value` as written; for "is" one of `Is`."""

    name: str
    value: str
    without: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Why nothing was looked for. `code`: empty | only_without | too_many | no_value | no_date | no_is | prefix | no_account |
    no_channel | no_topic. `about`: the words of the query. `known`: what there is instead."""

    code: str
    about: str = ""
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What was understood. `since` is the first day that counts, `until` the first that does not."""

    sought: tuple[Sought, ...] = ()
    filters: tuple[Filter, ...] = ()
    since: date | None = None
    until: date | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether nothing was typed at all."""
        return not (self.sought or self.filters or self.since or self.until or self.problems)


NAMES: Mapping[str, str] = {
    "from": "from", "von": "from",
    "account": "account", "konto": "account",
    "channel": "channel", "kanal": "channel",
    "topic": "topic", "thema": "topic",
    "is": "is", "ist": "is",
    "after": "after", "nach": "after", "ab": "after", "since": "after", "seit": "after",
    "before": "before", "vor": "before",
    "on": "on", "am": "on",
}  # fmt: skip
STATES: Mapping[str, Is] = {
    **{one.value: one for one in Is},
    "offen": Is.OPEN, "wartet": Is.WAITING, "waits": Is.WAITING, "erledigt": Is.DONE, "closed": Is.DONE,
    "meins": Is.MINE, "bei-mir": Is.MINE, "niemand": Is.UNOWNED, "bei-niemandem": Is.UNOWNED, "nobody": Is.UNOWNED,
    "eilig": Is.URGENT, "dringend": Is.URGENT, "öffentlich": Is.PUBLIC, "oeffentlich": Is.PUBLIC, "privat": Is.PRIVATE,
    "notiz": Is.NOTE, "beitrag": Is.POST, "wir": Is.US, "uns": Is.US, "ours": Is.US, "answer": Is.US,
    "antwort": Is.US, "sie": Is.THEM, "theirs": Is.THEM,
}  # fmt: skip
OURSELVES = frozenset({"us", "uns", "wir", "me", "ours"})
"""Values of from: that mean the house."""

_QUOTES = str.maketrans({"„": '"', "“": '"', "”": '"', "«": '"', "»": '"', "‟": '"'})
_PIECE = re.compile(r'(-)?(?:([^\W\d_]+):)?(?:"([^"]*)(?:"|$)|([^\s"]*))(\*)?')
_ALNUM = re.compile(r"\w", re.UNICODE)


def parse(text: str, today: date) -> Query:
    """*text* as a query; *today* in the house's time zone, for dates such as "yesterday" and "7d"."""
    reading = _Reading(today)
    text = " ".join(text.translate(_QUOTES).replace("\x00", " ").split())[:LONGEST]
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        found = _PIECE.match(text, at)
        if found is None or found.end() == at:
            at += 1
            continue
        reading.take(found)
        at = found.end()
    return reading.done(text)


@dataclass
class _Reading:
    today: date
    sought: list[Sought] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    since: date | None = None
    until: date | None = None

    def take(self, found: re.Match[str]) -> None:
        minus, name, phrase, word, star = found.groups()
        value, without = (phrase if phrase is not None else word).strip(), bool(minus)
        known = NAMES.get((name or "").casefold())
        if known is None:
            text = f"{name}:{value}" if name else value
            return self._words(text, phrase is not None, bool(star), without)
        if not value:
            return self._problem("no_value", f"{name}:")
        if known in ("after", "before", "on"):
            return self._day(known, value, f"{name}:{value}")
        if known == "is":
            return self._is(value, without, f"{name}:{value}")
        self.filters.append(Filter(known, value.rstrip("*"), without))
        return None

    def _words(self, text: str, exact: bool, begins: bool, without: bool) -> None:
        if text.endswith("*") and not exact:
            text, begins = text.rstrip("*"), True
        if not _ALNUM.search(text):
            return
        if begins and not exact and sum(map(str.isalnum, text)) < SHORTEST_PREFIX:
            self._problem("prefix", f"{text}*")
            return
        self.sought.append(Sought(text, exact, begins, without))

    def _is(self, value: str, without: bool, about: str) -> None:
        state = STATES.get(value.casefold())
        if state is None:
            self.problems.append(Problem("no_is", about, tuple(Is)))
        else:
            self.filters.append(Filter("is", state.value, without))

    def _day(self, name: str, value: str, about: str) -> None:
        days = span(value, self.today)
        if days is None:
            return self._problem("no_date", about)
        first, beyond = days
        if name in ("after", "on"):
            self.since = max(first, self.since or first)
        if name in ("before", "on"):
            end = first if name == "before" else beyond
            self.until = min(end, self.until or end)
        return None

    def _problem(self, code: str, about: str) -> None:
        self.problems.append(Problem(code, about))

    def done(self, text: str) -> Query:
        if text and not (self.sought or self.filters or self.problems or self.since or self.until):
            self._problem("empty", text)
        if len(self.sought) + len(self.filters) > MOST:
            self.problems = [Problem("too_many")]
        asked = any(not s.without for s in self.sought) or any(not f.without for f in self.filters)
        if (self.sought or self.filters) and not (asked or self.since or self.until or self.problems):
            self._problem("only_without", text)
        return Query(tuple(self.sought), tuple(self.filters), self.since, self.until, tuple(self.problems))


_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?$")
_AGO = re.compile(r"(\d{1,4})([dtwmyj])$")
_AGO_DAYS = {"d": 1, "t": 1, "w": 7, "m": 30, "y": 365, "j": 365}
_NAMED = {"today": 0, "heute": 0, "yesterday": 1, "gestern": 1, "vorgestern": 2}


def span(value: str, today: date) -> tuple[date, date] | None:
    """The days that *value* means, as [first, first after): "2026", "2026-03", "2026-03-01", "1.3.2026", "1.3.", "heute",
    "7d" (also 7t, 2w, 3m, 1j: so long ago). None when it is no day."""
    value = value.casefold()
    try:
        if value in _NAMED:
            first = today - timedelta(days=_NAMED[value])
            return first, first + timedelta(days=1)
        if ago := _AGO.match(value):
            first = today - timedelta(days=int(ago[1]) * _AGO_DAYS[ago[2]])
            return first, first + timedelta(days=1)
        if iso := _ISO.match(value):
            return _iso(*(int(part) if part else 0 for part in iso.groups()))
        if german := _GERMAN.match(value):
            return _german(german, today)
    except (ValueError, OverflowError):
        pass
    return None


def _iso(year: int, month: int, day: int) -> tuple[date, date]:
    if day:
        return date(year, month, day), date(year, month, day) + timedelta(days=1)
    if month:
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    return date(year, 1, 1), date(year + 1, 1, 1)


def _german(found: re.Match[str], today: date) -> tuple[date, date]:
    """Without a year the last such day that is not ahead."""
    day, month, year = int(found[1]), int(found[2]), found[3]
    if year:
        first = date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    else:
        first = date(today.year, month, day)
        if first > today:
            first = date(today.year - 1, month, day)
    return first, first + timedelta(days=1)


def composed(text: str, fields: Mapping[str, str]) -> str:
    """*text* with the fields of the page (a filter's name → its value) put behind it, so that all is one query."""
    more = [f"{name}:{quoted(value)}" for name, value in fields.items() if value.strip()]
    return " ".join([text.strip(), *more]).strip()


def quoted(value: str) -> str:
    value = value.strip().replace('"', " ")
    return f'"{value}"' if " " in value else value


def without(query: Query, names: Iterable[str]) -> Query:
    """*query* without its filters of these names."""
    gone = set(names)
    return replace(query, filters=tuple(f for f in query.filters if f.name not in gone))


# ---- where a hit has its place

_KINDS = {Kind.MESSAGE: 0, Kind.NOTE: 1, Kind.POST: 2}
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_SOURCES = 1 << 30  # ids of one kind
_FARTHEST = (1 << 30) - 1  # seconds either way: 1966 to 2034 … enough, and what is beyond stands at the end


def place(at: datetime, kind: Kind, source: int) -> int:
    """The id of what was said at that second: ids are in the order of time, each source has its own. 64 bits."""
    seconds = max(-_FARTHEST, min(_FARTHEST, (at - _EPOCH) // timedelta(seconds=1)))
    return (seconds * 4 + _KINDS[kind]) * _SOURCES + source % _SOURCES


def bound(at: datetime) -> int:
    """The lowest id of that second."""
    return place(at, Kind.MESSAGE, 0)

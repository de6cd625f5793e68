"""Searching: which entries of the index fit, newest first, and what is shown of them. Every page looks at a bounded number.

SQLite: FTS5 gives its hits in the order of ids, so the newest come first without sorting. PostgreSQL's GIN index knows no
order: the newest entries are looked through first, and only what is rarer than that is asked of the index, all of it.
"""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists

from zuruf.core.compound import LONGEST, can_be_part, ends
from zuruf.core.desk import State
from zuruf.core.people import Who
from zuruf.core.search import Is, Kind
from zuruf.core.search_match import Wanted
from zuruf.store.models import Account, Conversation, SearchDue, SearchTerm
from zuruf.store.queries.search_text import fts5, tsquery

AT_ONCE = 80  # hits of a page at most
LOOKED_AT = (
    4000  # hits that a page looks at for a state of the conversation (is:open), which no index of words knows
)
RANKED = 500  # of the newest hits the best are found
WINDOW = 5000  # PostgreSQL: entries looked through before the index is asked
LEAST = 1000  # PostgreSQL: of these, where each has many alternatives
EFFORT = 400_000  # PostgreSQL: entries times alternatives looked through for a state of the conversation
FOR_PHRASES = 50_000  # PostgreSQL: entries looked through for a phrase
REACH = 100_000  # PostgreSQL: entries looked through at most where those before say that so many will do
REACH_EFFORT = 1_500_000  # the same, entries times alternatives
BEHIND = 500  # due texts; fewer are indexed before anybody notices
WHOLES = 400  # terms looked at, and used, for compounds of one word
USED = 150


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that fits. `words` and `who` only where they are ranked."""

    id: int
    kind: Kind
    source: int
    conversation_id: int
    words: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Hits:
    """Hits, newest first. `looked`: the lowest id that was looked at; None: down to the last one there is."""

    hits: tuple[Hit, ...]
    looked: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """An account that can be asked for."""

    id: int
    name: str
    handle: str
    channel: str


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation that a hit is in. `contact`: with whom, "" for a post of ours."""

    public_id: str
    contact: str
    account: str
    channel: str
    state: State
    owner: str
    mine: bool
    last_at: datetime


def hits(who: Who, wanted: Wanted, *, before: int | None = None, ranked: bool = False) -> Hits:
    """What fits, below the id *before*. One statement on SQLite, one to three on PostgreSQL."""
    limit = RANKED if ranked else LOOKED_AT if wanted.states else AT_ONCE
    beyond = min((b for b in (wanted.beyond, before) if b is not None), default=None)
    bounds = [(sign, at) for sign, at in (("<", beyond), (">=", wanted.lowest)) if at is not None]
    rows: list[tuple[Any, ...]] = []
    statements = _ids(wanted, bounds, limit)
    found: int | None = None
    while len(rows) < limit and (statement := _next(statements, found)):
        rows = _rows(who, wanted, *statement, ranked)
        found = len(rows)
    looked = rows[-1][0] if len(rows) == limit else None
    return Hits(tuple(Hit(i, Kind(k), s, c, w, o) for i, k, s, c, w, o, fits in rows if fits), looked)


Statement = tuple[str, list[Any]]


def _next(statements: Generator[Statement, int, None], found: int | None) -> Statement | None:
    """The next statement, given how many the one before *found*; None: there is no other."""
    try:
        return next(statements) if found is None else statements.send(found)
    except StopIteration:
        return None


def _ids(wanted: Wanted, bounds: Sequence[tuple[str, int]], limit: int) -> Generator[Statement, int, None]:
    """Statements for the newest *limit* ids that fit the words; a later one only where those before found fewer. It is sent how
    many."""
    where = " AND ".join(f"id {sign} %s" for sign, _at in bounds) or "1 = 1"
    ats = [at for _sign, at in bounds]
    newest = f"SELECT id{{}} FROM store_searchdoc WHERE {where} ORDER BY id DESC LIMIT %s"  # noqa: S608
    if not wanted.all_of:
        yield newest.format(""), [*ats, limit]
    elif connection.vendor == "sqlite":
        where = "".join(f" AND rowid {sign} %s" for sign, _at in bounds)
        sql = f"SELECT rowid AS id FROM store_searchindex WHERE store_searchindex MATCH %s{where}"  # noqa: S608
        yield f"{sql} ORDER BY rowid DESC LIMIT %s", [fts5(wanted), *ats, limit]
    else:
        query = tsquery(wanted)
        window = f"SELECT id FROM ({newest.format(', vector')}) AS newest WHERE vector @@ %s::tsquery"  # noqa: S608
        windows = _windows(wanted, limit)
        entries = next(windows, None)
        while entries:
            found = yield f"{window} ORDER BY id DESC LIMIT %s", [*ats, entries, query, limit]
            try:
                entries = windows.send(found)
            except StopIteration:
                entries = None
        fits = "WITH fits AS MATERIALIZED (SELECT id FROM store_searchdoc WHERE vector @@ %s::tsquery)"
        yield f"{fits} SELECT id FROM fits WHERE {where} ORDER BY id DESC LIMIT %s", [query, *ats, limit]  # noqa: S608


def _windows(wanted: Wanted, limit: int) -> Generator[int, int, None]:
    """How many of the newest entries PostgreSQL looks through, one window after the other, before the index is asked, which reads
    every entry that fits, however old. It is sent how many each found: what is frequent is looked for in a longer window, what is
    rare is little for the index."""
    alternatives = [a for group in (*wanted.all_of, *wanted.none_of) for a in group]
    least, effort = (WINDOW, EFFORT) if wanted.states else (LEAST, WINDOW * 12)
    entries = max(least, min(max(WINDOW, 10 * limit), effort // len(alternatives)))
    found = yield entries
    if any(len(a.terms) > 1 for a in alternatives):  # of common words the index would look at each place
        yield FOR_PHRASES
    elif found and (enough := 3 * entries * limit // (2 * found)) <= min(
        REACH, REACH_EFFORT // len(alternatives)
    ):
        yield enough


_STATES = {
    Is.OPEN: "c.state = 'open'",
    Is.WAITING: "c.state = 'waiting'",
    Is.DONE: "c.state = 'done'",
    Is.MINE: "coalesce(c.owner_id, 0) = %s",
    Is.UNOWNED: "(c.owner_id IS NULL AND c.team_id IS NULL)",
    Is.URGENT: "c.urgent",
}
BY_STATE = frozenset(_STATES)
"""What is asked of the conversation as it stands now; all else is a mark in the index."""


def _rows(who: Who, wanted: Wanted, ids: str, values: Sequence[Any], ranked: bool) -> list[tuple[Any, ...]]:
    """(id, kind, source, conversation, words, who, fits) of what the statement *ids* gives, newest first."""
    fits = (
        " AND ".join(f"{'NOT ' if out else ''}({_STATES[state]})" for state, out in wanted.states) or "1 = 1"
    )
    text = "d.words, d.who" if ranked else "'', ''"
    sql = (
        f"SELECT d.id, d.kind, d.source, d.conversation_id, {text}, CASE WHEN {fits} THEN 1 ELSE 0 END"  # noqa: S608
        f" FROM ({ids}) AS found JOIN store_searchdoc AS d ON d.id = found.id"
        " LEFT JOIN store_conversation AS c ON c.id = d.conversation_id ORDER BY d.id DESC"
    )
    mine = [who.id for state, _out in wanted.states if state is Is.MINE]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*mine, *values])
        return list(cursor.fetchall())


def _run(sql: str, values: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [int(row[0]) for row in cursor.fetchall()]


def talks(who: Who, ids: Iterable[int]) -> dict[int, Talk]:
    """The conversations of these ids. One statement."""
    rows = Conversation.objects.filter(pk__in=list(ids)).values_list(
        "id", "public_id", "contact__name", "contact__handle", "account__name", "account__channel", "state",
        "owner__name", "owner_id", "last_at",
    )  # fmt: skip
    return {
        pk: Talk(
            public_id,
            name or handle or "",
            account,
            channel,
            State(state),
            owner or "",
            owner_id == who.id,
            last_at,
        )
        for pk, public_id, name, handle, account, channel, state, owner, owner_id, last_at in rows
    }


def accounts() -> tuple[Place, ...]:
    """All accounts, by name. One statement."""
    rows = Account.objects.order_by("name", "id").values_list("id", "name", "handle", "channel")
    return tuple(Place(*row) for row in rows)


def fields() -> tuple[tuple[Place, ...], bool]:
    """What can be chosen on the page: all accounts; and whether much is not in the index yet, as after an update. One
    statement."""
    behind = Exists(SearchDue.objects.order_by("id").values("pk")[BEHIND : BEHIND + 1])
    rows = list(
        Account.objects.order_by("name", "id")
        .values_list("id", "name", "handle", "channel")
        .annotate(behind=behind)
    )
    return tuple(Place(*row[:4]) for row in rows), any(row[4] for row in rows)


# ---- the terms there are


def wholes(terms: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Of each term those that begin or end with it, the shortest first: they may be compounds. At most one statement."""
    asked = [t for t in dict.fromkeys(terms) if can_be_part(t)]
    parts, values = [], list[Any]()
    for term in asked:
        for column, edge in (("term", term), *(("backwards", end[::-1]) for end in ends(term))):
            parts.append(
                f"SELECT * FROM (SELECT %s AS part, term FROM store_searchterm WHERE {column} > %s"  # noqa: S608
                f" AND {column} < %s AND length(term) > %s ORDER BY length(term), term LIMIT {WHOLES}) AS one"
            )
            values += [term, edge, edge + "\U0010ffff", len(term) + 2]
    found: dict[str, dict[str, None]] = {t: {} for t in asked}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            for part, whole in cursor.fetchall():
                found[part][whole] = None
    return {term: tuple(some) for term, some in found.items()}


def known(terms: Iterable[str]) -> set[str]:
    """Those of *terms* that occur somewhere by themselves. One statement for every 500."""
    asked = sorted({t for t in terms if len(t) <= LONGEST})
    there: set[str] = set()
    for at in range(0, len(asked), 500):
        there |= set(SearchTerm.objects.filter(pk__in=asked[at : at + 500]).values_list("pk", flat=True))
    return there


def terms_after(after: str, many: int) -> list[str]:
    """The next *many* known terms in their order."""
    return list(SearchTerm.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:many])


def occurs(term: str) -> bool:
    """Whether any entry of the index has *term*."""
    if connection.vendor == "sqlite":
        return bool(
            _run(
                "SELECT rowid FROM store_searchindex WHERE store_searchindex MATCH %s LIMIT 1", [f'"{term}"']
            )
        )
    return bool(_run("SELECT 1 FROM store_searchdoc WHERE vector @@ %s::tsquery LIMIT 1", [f"'{term}'"]))

"""Keeping the full-text index: what is due, what goes in, which terms are known. Triggers note what is due (search_sql)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, Q

from zuruf.core.compound import LONGEST, SHORTEST
from zuruf.core.search import Kind, place
from zuruf.store import bulk
from zuruf.store.models import Delivery, Message, Note, SearchDoc, SearchDue, SearchTerm

CONTACT, THREAD = "c", "t"  # everything that a contact said, or that stands in a conversation, is due
FOLLOWED = 50  # of them noted in one transaction: a contact may have written a hundred thousand times
_STUCK = Q(stuck__isnull=False, stuck=F("turn"))
_TABLES: dict[str, type[Any]] = {Kind.MESSAGE: Message, Kind.NOTE: Note, Kind.POST: Delivery}
_WHERE = {
    Kind.MESSAGE: "gone_at IS NULL",
    Kind.NOTE: "1 = 1",
    Kind.POST: "kind = 'post' AND state IN ('queued', 'sending', 'unclear')",
}


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be indexed anew. `turn` says how often it had changed when we looked."""

    id: int
    kind: str
    source: int
    turn: int
    reached: int = 0  # of a contact or a thread: up to this message its messages are noted


@dataclass(frozen=True, slots=True)
class Doc:
    """What goes into the index: terms of the text, terms and marks of who said it where."""

    kind: Kind
    source: int
    at: datetime
    conversation_id: int
    words: Sequence[str]
    who: Sequence[str]


def due(limit: int) -> list[Due]:
    """What is due, what became due last first: what people look for is new, and a rebuild can wait. What could not be indexed
    is left out until it changes. One statement."""
    rows = SearchDue.objects.filter(~_STUCK).order_by("-id")
    found = rows.values_list("id", "kind", "source", "turn", "reached", "reached_turn")[:limit]
    return [
        Due(pk, kind, source, turn, (reached or 0) if reached_turn == turn else 0)
        for pk, kind, source, turn, reached, reached_turn in found
    ]


def set_aside(one: Due) -> None:
    """This cannot be indexed: left out as it stands, so that it stops nothing else."""
    SearchDue.objects.filter(pk=one.id, turn=one.turn).update(stuck=one.turn)


def aside(limit: int) -> list[tuple[str, int]]:
    """(kind, id) of what could not be indexed."""
    return list(SearchDue.objects.filter(_STUCK).order_by("id").values_list("kind", "source")[:limit])


def try_again() -> int:
    """What was set aside is due again; how many."""
    return SearchDue.objects.exclude(stuck=None).update(stuck=None)


def put(looked_at: Sequence[Due], docs: Iterable[Doc]) -> int:
    """Inside a transaction: *docs* as *looked_at* asked for; how many. What changed since we looked stays due and is left
    out, what was deleted meanwhile too: its note is gone."""
    if not looked_at:
        return 0
    wholes = [d for d in looked_at if d.kind in (CONTACT, THREAD)]
    for whole in wholes:
        _follow(whole)
    still = _claimed([d for d in looked_at if d.kind not in (CONTACT, THREAD)])
    fresh = [doc for doc in docs if (doc.kind.value, doc.source) in still]
    _out([(source, kind) for kind, source in still])
    _in(fresh)
    learn({term for doc in fresh for term in doc.words})
    return len(fresh)


def learn(terms: Iterable[str]) -> None:
    """Terms that may be parts of compounds, or compounds. In one order, so that two workers never wait for each other."""
    rows = [(t, t[::-1]) for t in sorted(set(terms)) if SHORTEST - 1 <= len(t) <= LONGEST and t.isalpha()]
    bulk.insert(SearchTerm, ("term", "backwards"), rows, unless=("term",))


def note_all(kind: Kind, after: int, many: int) -> int:
    """Note the next *many* of a kind, above the id *after*, as due; the last id looked at, 0 at the end. What is noted
    already stays as it is."""
    table = _TABLES[kind]
    ids = table.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:many]
    last: int | None = max(ids, default=None)
    if last is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO store_searchdue (kind, source, turn) SELECT %s, id, 0 FROM {table._meta.db_table}"  # noqa: S608
            f" WHERE id > %s AND id <= %s AND {_WHERE[kind]} ORDER BY id ON CONFLICT (source, kind) DO NOTHING",
            [kind.value, after, last],
        )
    return last


def drop_orphans(after: int, many: int) -> tuple[int, int]:
    """(last id looked at, how many went): entries of the index whose source is not there any more. None should be."""
    rows = list(
        SearchDoc.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "kind", "source")[:many]
    )
    gone: list[int] = []
    for kind, table in _TABLES.items():
        ids = {source: pk for pk, k, source in rows if k == kind}
        there = set(table.objects.filter(pk__in=list(ids)).values_list("pk", flat=True))
        gone += [pk for source, pk in ids.items() if source not in there]
    SearchDoc.objects.filter(pk__in=gone).delete()
    return (rows[-1][0] if rows else 0), len(gone)


def forget_terms(after: str, many: int, still: Iterable[str]) -> None:
    """Of the *many* terms after *after* those that are not among *still* are forgotten."""
    page = SearchTerm.objects.filter(term__gt=after).order_by("term").values_list("term", flat=True)[:many]
    SearchTerm.objects.filter(term__in=set(page) - set(still)).delete()


def counts() -> tuple[int, int]:
    """(entries in the index, things due)."""
    return SearchDoc.objects.count(), SearchDue.objects.count()


def _claimed(looked_at: Sequence[Due]) -> set[tuple[str, int]]:
    """Take these notes away; those that nobody changed, did already or deleted meanwhile."""
    if not looked_at:
        return set()
    pairs = ", ".join(["(%s, %s)"] * len(looked_at))
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM store_searchdue WHERE (id, turn) IN (VALUES {pairs}) RETURNING kind, source",  # noqa: S608
            [value for d in looked_at for value in (d.id, d.turn)],
        )
        return {(str(kind), int(source)) for kind, source in cursor.fetchall()}


def _follow(whole: Due) -> None:
    """Note the next messages of a contact or a thread; at the end its own note goes. What changed meanwhile begins anew."""
    column = "contact_id" if whole.kind == CONTACT else "conversation_id"
    theirs = Message.objects.filter(pk__gt=whole.reached, gone_at=None, **{column: whole.source})
    ids = list(theirs.order_by("pk").values_list("pk", flat=True)[:FOLLOWED])
    same = SearchDue.objects.filter(pk=whole.id, turn=whole.turn)
    if len(ids) == FOLLOWED:
        if same.update(reached=ids[-1], reached_turn=whole.turn):
            _note(Kind.MESSAGE, ids)
    elif same.delete()[0]:
        _note(Kind.MESSAGE, ids)
        if whole.kind == THREAD:
            here = {"conversation": whole.source}
            _note(Kind.NOTE, Note.objects.filter(**here).order_by("pk").values_list("pk", flat=True))
            posts = Delivery.objects.filter(kind="post", state__in=("queued", "sending", "unclear"), **here)
            _note(Kind.POST, posts.order_by("pk").values_list("pk", flat=True))


def _note(kind: Kind, ids: Iterable[int]) -> None:
    """These are due, in the order of their ids; what is noted already counts as changed once more."""
    values = [value for pk in ids for value in (kind.value, pk)]
    if values:
        rows = ", ".join(["(%s, %s, 0)"] * (len(values) // 2))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO store_searchdue (kind, source, turn) VALUES {rows}"  # noqa: S608
                " ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1",
                values,
            )


def _out(keys: Sequence[tuple[int, str]]) -> None:
    if keys:
        pairs = ", ".join(["(%s, %s)"] * len(keys))
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM store_searchdoc WHERE (source, kind) IN (VALUES {pairs})",  # noqa: S608
                [value for key in keys for value in key],
            )


def _in(docs: Sequence[Doc]) -> None:
    columns = ["id", "kind", "source", "conversation_id", "words", "who"]
    rows = [
        [
            place(d.at, d.kind, d.source),
            d.kind.value,
            d.source,
            d.conversation_id,
            " ".join(d.words),
            " ".join(d.who),
        ]
        for d in docs
    ]
    if connection.vendor == "postgresql":
        columns.append("vector")
        rows = [[*row, vector(d.words, d.who)] for row, d in zip(rows, docs, strict=True)]
    bulk.insert(SearchDoc, columns, rows)


def vector(words: Sequence[str], who: Sequence[str]) -> str:
    """A tsvector as PostgreSQL reads it: terms with their positions, those of the author with "@" before them and a gap
    between, so that no phrase reaches from the text into the name."""
    at: dict[str, list[int]] = {}
    for position, term in enumerate(words, start=1):
        at.setdefault(term, []).append(position)
    for position, term in enumerate(who, start=len(words) + 3):
        at.setdefault(f"@{term}", []).append(position)
    return " ".join(f"'{term}':{','.join(map(str, places[:255]))}" for term, places in at.items())

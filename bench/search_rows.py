"""A million invented messages and their index: words of syllables, as often as words are (Zipf), every tenth a compound."""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, islice
from typing import Any

from django.db import connection, models, transaction

from bench.desk_rows import NOW, contacts, conversations
from zuruf.classifiers import terms
from zuruf.core.search import Kind, place
from zuruf.store import bulk, search, search_sql
from zuruf.store.models import Contact, Conversation, Message, SearchDoc

PER_CONVERSATION = 5
WORDS = 50_000
BATCH = 5_000
_SYLLABLES = [
    c + v
    for c in ("b", "d", "f", "g", "k", "l", "m", "n", "r", "s", "t", "w", "sch", "pf")
    for v in "aeiouäö"
]


def vocabulary(seed: int = 5) -> list[str]:
    """Invented words, the most frequent first."""
    chance = random.Random(seed)
    made: dict[str, None] = {}
    while len(made) < WORDS:
        if len(made) % 10 == 9:
            made["".join(chance.choices(list(islice(made, 400)), k=2))] = None
        else:
            made[
                "".join(chance.choices(_SYLLABLES, k=chance.choice((2, 2, 3, 3, 4))))
                + chance.choice(("", "n", "t", "ung"))
            ] = None
    return list(made)


def fill(messages: int, words: Sequence[str]) -> None:
    """So many messages in the database that is connected, with their index, as if the worker had been through them."""
    count = messages // PER_CONVERSATION
    if not _postgres():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -200000")  # it is filled once; what is measured begins anew
    with transaction.atomic(), connection.cursor() as cursor:
        for name, table, *_rest in search_sql.TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if _postgres() else ""))
        if _postgres():
            cursor.execute("DROP INDEX search_vector")
        _copy(Contact, contacts(count))
        _copy(Conversation, conversations(count, PER_CONVERSATION))
        _said(messages, words)
        if _postgres():
            cursor.execute("CREATE INDEX search_vector ON store_searchdoc USING gin (vector)")
    with transaction.atomic():
        search_sql.keep(connection)
        for some in _chunks(sorted({t for word in words for (t,) in terms.sought(word)[:1]})):
            search.learn(some)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if _postgres() else "PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _said(messages: int, words: Sequence[str]) -> None:
    chance = random.Random(7)
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    stems = {word: terms.indexed(word, "de")[0] for word in words}
    rows, docs = list[dict[str, Any]](), list[dict[str, Any]]()
    for n in range(1, messages + 1):
        said = chance.choices(words, cum_weights=weights, k=chance.randint(6, 30))
        at = NOW - timedelta(seconds=(messages - n) * 60)
        home = (n - 1) // PER_CONVERSATION + 1
        rows.append(_message(n, home, " ".join(said), at))
        docs.append(_doc(n, home, [stems[w] for w in said], at))
        if len(rows) == BATCH or n == messages:
            _copy(Message, rows)
            _copy(SearchDoc, docs)
            rows, docs = [], []


def _message(n: int, home: int, text: str, at: datetime) -> dict[str, Any]:
    kept = connection.ops.adapt_datetimefield_value(at)
    return {
        "id": n, "public_id": f"m{n:011d}", "conversation_id": home, "realm": "talk", "remote_id": f"r{n}",
        "parent_id_remote": "", "contact_id": home, "ours": False, "title": "", "text": text, "html": "", "permalink": "",
        "public": True, "ref": "{}", "received_at": kept, "order_at": kept,
    }  # fmt: skip


def _doc(n: int, home: int, said: Sequence[str], at: datetime) -> dict[str, Any]:
    who = ["person", str(home), f"person{home}", "_km", "_them", "_public", "_a1", "_ctalk"]
    made = {
        "id": place(at, Kind.MESSAGE, n), "kind": "m", "source": n, "conversation_id": home,
        "words": " ".join(said), "who": " ".join(who),
    }  # fmt: skip
    return {**made, "vector": search.vector(said, who)} if _postgres() else made


def _copy(of: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """Rows that all name the same columns; what they leave out gets its field's default."""
    waiting = iter(rows)
    while some := list(islice(waiting, BATCH)):
        left = [f for f in of._meta.concrete_fields if not (f.column in some[0] or f.null or f.primary_key)]
        more = [f.get_db_prep_save(f.get_default(), connection) for f in left]
        columns = [*some[0], *(f.column for f in left)]
        table, names = of._meta.db_table, ", ".join(f'"{c}"' for c in columns)
        with connection.cursor() as cursor:
            if _postgres():
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in some:
                        copy.write_row([*row.values(), *more])
            else:
                sql = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"
                cursor.executemany(sql, list(bulk.written([[*r.values(), *more] for r in some])))


def _chunks(things: Sequence[str]) -> Iterator[Sequence[str]]:
    return (things[at : at + BATCH] for at in range(0, len(things), BATCH))


def _postgres() -> bool:
    return connection.vendor == "postgresql"

"""The full-text index inside the database: what migrations make, the same on SQLite (FTS5) and PostgreSQL (tsvector).

Triggers note in the transaction of a change itself what has to be indexed, and take out at once what was deleted, edited
or hidden: nothing is forgotten in a crash, and no deletion waits for a worker. See docs/decisions/0021.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

WAITING = "('queued', 'sending', 'unclear')"  # a post of ours that is not out yet
_DUE = (
    "INSERT INTO store_searchdue (kind, source, turn) VALUES ('{kind}', NEW.id, 0)"
    " ON CONFLICT (source, kind) DO UPDATE SET turn = store_searchdue.turn + 1;"
)
_OUT = "DELETE FROM store_searchdoc WHERE kind = '{kind}' AND source = {row}.id;"
_NOT_DUE = "DELETE FROM store_searchdue WHERE kind = '{kind}' AND source = {row}.id;"


def _made(kind: str) -> str:
    return _DUE.format(kind=kind)


def _changed(kind: str) -> str:
    """First the note, then out: on PostgreSQL an indexing under way is waited for, and its row is seen and goes."""
    return _DUE.format(kind=kind) + " " + _OUT.format(kind=kind, row="NEW")


def _gone(kind: str) -> str:
    return _NOT_DUE.format(kind=kind, row="OLD") + " " + _OUT.format(kind=kind, row="OLD")


_MESSAGE = ("title", "text", "gone_at", "conversation_id", "contact_id", "ours", "order_at")
TRIGGERS = (
    # name, table, event, columns that must differ, condition, what is done
    ("search_message_new", "store_message", "INSERT", (), "NEW.gone_at IS NULL", _made("m")),
    ("search_message_changed", "store_message", "UPDATE", _MESSAGE, "", _changed("m")),
    ("search_message_gone", "store_message", "DELETE", (), "", _gone("m")),
    (
        "search_judged",
        "store_messageassessment",
        "UPDATE",
        ("findings",),
        "",
        _DUE.format(kind="m").replace("NEW.id", "NEW.message_id"),
    ),
    ("search_note_new", "store_note", "INSERT", (), "", _made("n")),
    (
        "search_note_changed",
        "store_note",
        "UPDATE",
        ("text", "conversation_id", "author_id"),
        "",
        _changed("n"),
    ),
    ("search_note_gone", "store_note", "DELETE", (), "", _gone("n")),
    ("search_post_new", "store_delivery", "INSERT", (), "NEW.kind = 'post'", _made("p")),
    (
        "search_post_changed",
        "store_delivery",
        "UPDATE",
        ("state", "payload", "conversation_id"),
        "NEW.kind = 'post'",
        _changed("p"),
    ),
    ("search_post_gone", "store_delivery", "DELETE", (), "OLD.kind = 'post'", _gone("p")),
    ("search_contact_changed", "store_contact", "UPDATE", ("handle", "name"), "", _made("c")),
)
FOLLOW = (
    "CREATE TRIGGER search_doc_new AFTER INSERT ON store_searchdoc BEGIN"
    " INSERT INTO store_searchindex (rowid, words, who) VALUES (NEW.id, NEW.words, NEW.who); END",
    "CREATE TRIGGER search_doc_gone AFTER DELETE ON store_searchdoc BEGIN"
    " INSERT INTO store_searchindex (store_searchindex, rowid, words, who)"
    " VALUES ('delete', OLD.id, OLD.words, OLD.who); END",
)
"""FTS5 with external content is told of every row; PostgreSQL keeps its own index."""


def make(connection: BaseDatabaseWrapper) -> None:
    """The index itself, empty. Once, by a migration."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # "ascii": a term is a run of anything but ASCII punctuation, so terms stay as they were made.
            cursor.execute(
                "CREATE VIRTUAL TABLE store_searchindex USING fts5(words, who, content='store_searchdoc',"
                " content_rowid='id', columnsize=0, tokenize=\"ascii tokenchars '_-'\")"
            )
            for sql in FOLLOW:
                cursor.execute(sql)
            return
        cursor.execute("ALTER TABLE store_searchdoc ADD COLUMN vector tsvector NOT NULL DEFAULT ''")
        cursor.execute("CREATE INDEX search_vector ON store_searchdoc USING gin (vector)")
        for column in ("term", "backwards"):  # in one order everywhere, whatever the database's language
            cursor.execute(f'ALTER TABLE store_searchterm ALTER COLUMN {column} TYPE varchar(40) COLLATE "C"')


def unmake(connection: BaseDatabaseWrapper) -> None:
    """The way back of `make` and `keep`."""
    with connection.cursor() as cursor:
        for name, table, *_rest in TRIGGERS:
            cursor.execute(_drop(connection.vendor, name, table))
        if connection.vendor == "sqlite":
            for name in ("search_doc_new", "search_doc_gone"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute("DROP TABLE IF EXISTS store_searchindex")


def keep(connection: BaseDatabaseWrapper) -> int:
    """Put back triggers that are missing; how many. SQLite loses those of a table that a later migration builds anew."""
    there = _there(connection)
    missing = [one for one in TRIGGERS if one[0] not in there]
    with connection.cursor() as cursor:
        for one in missing:
            for sql in _create(connection.vendor, *one):
                cursor.execute(sql)
    return len(missing)


def _there(connection: BaseDatabaseWrapper) -> set[str]:
    sql = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {str(name) for (name,) in cursor.fetchall()}


def _create(
    vendor: str, name: str, table: str, event: str, columns: tuple[str, ...], when: str, do: str
) -> list[str]:
    differ = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}[vendor]
    news, olds = (f"({', '.join(f'{row}.{c}' for c in columns)})" for row in ("NEW", "OLD"))
    conditions = [c for c in (when, f"{news} {differ} {olds}" if columns else "") if c]
    of = f" OF {', '.join(columns)}" if columns else ""
    head = f"CREATE TRIGGER {name} AFTER {event}{of} ON {table} FOR EACH ROW"
    if conditions:
        head += f" WHEN ({' AND '.join(conditions)})"
    if vendor == "sqlite":
        return [f"{head} BEGIN {do} END"]
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {do} RETURN NULL; END $$",
        f"{head} EXECUTE FUNCTION {name}()",
    ]


def _drop(vendor: str, name: str, table: str) -> str:
    if vendor == "sqlite":
        return f"DROP TRIGGER IF EXISTS {name}"
    return f"DROP TRIGGER IF EXISTS {name} ON {table}; DROP FUNCTION IF EXISTS {name}()"

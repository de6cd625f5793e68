"""The triggers that keep the full-text index right inside the database, the same on SQLite (FTS5) and PostgreSQL (tsvector).

The index itself is made by migration 0022, with its own words. Whoever changes a trigger here gives it another name: `keep`
brings the new one into every database, and takes the old one out.

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
    # Mostly in the transaction of its message; what is judged later, as by a model that was switched on, is found by it, too.
    (
        "search_judged_first",
        "store_messageassessment",
        "INSERT",
        (),
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
    ("search_account_changed", "store_conversation", "UPDATE", ("account_id",), "", _made("t")),
)
_FOLLOW = frozenset({"search_doc_new", "search_doc_gone"})
"""SQLite's FTS5 with external content is told of every row by these two; PostgreSQL keeps its own index."""


def keep(connection: BaseDatabaseWrapper) -> int:
    """Put back triggers that are missing, and take away those that are not among ours any more; how many. SQLite loses those
    of a table that a later migration builds anew."""
    there = _there(connection)
    ours = {one[0] for one in TRIGGERS} | _FOLLOW
    missing = [one for one in TRIGGERS if one[0] not in there]
    old = {name: table for name, table in there.items() if name.startswith("search_") and name not in ours}
    with connection.cursor() as cursor:
        for name, table in old.items():
            cursor.execute(_drop(connection.vendor, name, table))
        for one in missing:
            for sql in _create(connection.vendor, *one):
                cursor.execute(sql)
    return len(missing) + len(old)


def _there(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """name → table, of our own tables: others may live in the same database, and have triggers that are called like ours."""
    sql = (
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = ((str(name), str(table)) for name, table in cursor.fetchall())
        return {name: table for name, table in found if table.startswith("store_")}


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

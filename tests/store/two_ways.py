"""What 0001_squashed_0038 makes at once is what 0001 to 0038 make one by one, on both databases: `python -m tests.store.two_ways`.

And a database that somebody stopped at any of them goes on to the same end. That takes some minutes, and what it reads is not changed any
more: so it is done when one of these files was changed after all, and a test watches over them. Exit code 1: the ways differ.
"""

import hashlib
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

import zuruf
from tests.servers import migrated
from tests.servers.postgres import create_database, server
from tests.there import there

STOPS = ("0001_first", "0013_mandates", "0022_search", "0030_pressing", "0038_indexes_that_fit")
COMPARED = "5dd1f58e8f0410b1"
Schema = set[tuple[str, ...]]
POSTGRES = (
    "SELECT 'column', table_name, column_name, data_type, column_default, is_nullable, is_identity, collation_name,"
    " character_maximum_length::text FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT 'function', proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'",
)


def digest() -> str:
    """Of the migrations that were compared."""
    folder = Path(there(zuruf.__file__)).parent / "store" / "migrations"
    files = [file for file in folder.glob("*.py") if re.match(r"00[0-3]\d_|_search", file.name)]
    found = hashlib.sha256()
    for file in sorted(file for file in files if not file.name.startswith("0039")):
        found.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def schema(url: str) -> Schema:
    """Everything that the database behind *url* is made of. The order of columns in a table says nothing."""
    if url.startswith("postgres"):
        with psycopg.connect(url) as connection:
            return {tuple(map(str, row)) for sql in POSTGRES for row in connection.execute(sql)}
    made = sqlite3.connect(url.removeprefix("sqlite:///")).execute(
        "SELECT type, name, sql FROM sqlite_master"
    )
    return {
        (kind, name, *sorted(re.split(r", (?=\"|CONSTRAINT)", (sql or "").removesuffix(")"))))
        for kind, name, sql in made
    }


ONE_BY_ONE = """
import sys, django; django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
executor = MigrationExecutor(connection)
executor.loader = MigrationLoader(connection, replace_migrations=False)
executor.migrate([("store", sys.argv[1])])
"""


def stopped_at(url: str, name: str) -> None:
    """Apply the migrations up to *name*, one by one, as if there were no other way."""
    with tempfile.TemporaryDirectory() as data:
        env = os.environ | {
            "ZURUF_DATA": data,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "zuruf.settings",
        }
        subprocess.run([sys.executable, "-c", ONE_BY_ONE, name], env=env, cwd=migrated.ROOT, check=True)


def differences(empty: Iterator[str]) -> Iterator[str]:
    """*empty* hands out addresses of empty databases."""
    url = next(empty)
    migrated.migrate(url)
    wanted = schema(url)
    for stop in STOPS:
        url = next(empty)
        stopped_at(url, stop)
        migrated.migrate(url)
        for one in sorted(schema(url) ^ wanted):
            yield f"{url.partition(':')[0]}, stopped at {stop}: {one}"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, server() as postgres:
        files = (f"sqlite:///{folder}/{n}.sqlite3" for n in range(99))
        databases = (create_database(postgres.url) for _ in range(99))
        found = [*differences(files), *differences(databases)]
    print("\n".join(found) or f"both ways make the same: COMPARED = {digest()!r}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())

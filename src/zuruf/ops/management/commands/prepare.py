"""What `zuruf up` does before it serves. Says on the last line of standard output, as JSON, how the first person comes in."""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from zuruf.flow import accounts, guideline, people
from zuruf.flow.clock import clock
from zuruf.ops import assets, demo
from zuruf.ops.backups import copy_sqlite


class Command(BaseCommand):
    help = "Prepare keys, database, guidelines and the demo company (zuruf up does this by itself)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-demo", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock()
        try:
            fresh = migrate()
        except OperationalError as error:
            raise CommandError(f"The database cannot be reached: {str(error).splitlines()[0]}") from None
        assets.collect()
        guideline.seed(now)
        link = people.first_link(now)
        if fresh and not options["no_demo"]:
            print("Loading the demo company (invented) …", file=sys.stderr)
            demo.load(now)
        accounts.ensure_talk(now)  # after the demo: it is named like the organisation
        print(json.dumps({"link": f"{settings.URL}{link}" if link else ""}))


def migrate() -> bool:
    """Bring the database up to date; an SQLite file is copied to `backups` first. True: it was empty."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    fresh = not executor.loader.applied_migrations
    if waiting and not fresh and connection.vendor == "sqlite":
        copy = copy_before(waiting[-1][0].name)
        print(f"The database is being updated; a copy as it was is in {copy}", file=sys.stderr)
    if waiting:
        call_command("migrate", interactive=False, verbosity=0)
    return fresh


def copy_before(migration: str) -> Path:
    """A copy of the SQLite database as it is, named after the migration that it precedes."""
    folder = Path(settings.DATA) / "backups"
    folder.mkdir(exist_ok=True, mode=0o700)
    target = folder / f"before-{migration}-{clock():%Y%m%d-%H%M%S}.sqlite3"
    copy_sqlite(Path(settings.DATABASES["default"]["NAME"]), target)
    return target

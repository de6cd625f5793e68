"""`zuruf search`: how the full-text index stands; --rebuild makes it anew, and may be ended and begun again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from zuruf.flow import search_index
from zuruf.store import search, search_sql

SHOWN = 20
_KINDS = {"m": "message", "n": "note", "p": "post", "c": "contact", "t": "conversation"}


class Command(BaseCommand):
    help = "Say how the search index stands; --rebuild makes it anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rebuild", action="store_true", help="index everything again; safe to end and repeat"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if back := search_sql.keep(connection):
            self.stdout.write(f"{back} triggers were missing and are back; --rebuild finds what they missed.")
        if options["rebuild"]:
            gone = search_index.tidy()
            done = search_index.rebuild(self._tell)
            self.stdout.write(f"{done} indexed, {gone} taken out that had no source any more.")
        docs, due = search.counts()
        self.stdout.write(f"{docs} texts in the index, {due} due.")
        if aside := search.aside(SHOWN):
            named = ", ".join(f"{_KINDS.get(kind, kind)} {source}" for kind, source in aside)
            self.stdout.write(
                f"Could not be indexed and left out: {named}. The log says why; --rebuild tries again."
            )

    def _tell(self, done: int, left: int) -> None:
        self.stderr.write(f"{done} indexed, {left} to go")

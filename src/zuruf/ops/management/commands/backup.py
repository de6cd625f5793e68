"""`zuruf backup FILE.tar.gz`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from zuruf.flow.clock import clock
from zuruf.ops import backups


class Command(BaseCommand):
    help = "Copy database and attachments into one file, while Zuruf runs. The keys are not in it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        data, sqlite = Path(settings.DATA), connection.vendor == "sqlite"
        size = backups.make(data, options["file"].resolve(), sqlite=sqlite, now=clock())
        self.stdout.write(f"{options['file']}: {size / 2**20:.1f} MB")
        if not sqlite:
            self.stdout.write(
                "The database is PostgreSQL: back it up with pg_dump. This file has the attachments only."
            )
        self.stdout.write(f"The keys are not in it: keep a copy of {data / 'keys'} in another safe place.")

"""`zuruf restore FILE.tar.gz`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from zuruf.ops import backups


class Command(BaseCommand):
    help = "Put a backup into an empty ZURUF_DATA."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        data = Path(settings.DATA)
        note = backups.restore(options["file"].resolve(), data)
        made = datetime.fromisoformat(str(note["made_at"])).astimezone(UTC)
        self.stdout.write(f"The backup of {made:%Y-%m-%d %H:%M} UTC is in {data}. zuruf up starts it.")
        if not (data / "keys" / "tokens").is_dir():
            self.stdout.write(
                f"Put the keys back into {data / 'keys'} first, or connect all accounts again afterwards."
            )

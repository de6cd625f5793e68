"""`zuruf demo`: the invented company, once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zuruf.flow.clock import clock
from zuruf.ops import demo


class Command(BaseCommand):
    help = "Load the invented demo company into an empty desk. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = demo.load(clock())
        except demo.NotEmpty:
            raise CommandError(
                "There are messages already, and the demo company only moves into an empty desk. "
                "Try it in a folder of its own: ZURUF_DATA=/tmp/demo zuruf up"
            ) from None
        self.stdout.write("The demo company is there." if loaded else "The demo company was there already.")

"""`zuruf worker`: everything that happens without anybody pressing a button."""

import argparse
import os
import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zuruf.ops import lifeline
from zuruf.ops.loops import Worker


class Command(BaseCommand):
    help = "Read channels, publish replies, keep deadlines. Any number may run on PostgreSQL."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lifeline", type=int, default=None, help=argparse.SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: worker.stop.set())
        lifeline.watch(options["lifeline"])
        worker.run()
        sys.stdout.flush()
        os._exit(0)  # a thread may still wait for a network; its claim is told apart by the next worker

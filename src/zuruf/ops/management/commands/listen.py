"""`zuruf listen`: follow a network's public stream and keep what the searches find."""

import argparse
import os
import signal
import sys
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zuruf.ops import lifeline
from zuruf.ops.listening import NAMES_EVERY, Ears, source
from zuruf.ops.loops import Loop, Worker


class Command(BaseCommand):
    help = (
        "Follow a network's public stream, in a process of its own, and keep what the searches find. `zuruf up` and "
        "`zuruf worker` do it too, where ZURUF_LISTEN names a stream; one of them follows at a time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stream", default="", help="its address, wss://…; else ZURUF_LISTEN")
        parser.add_argument("--lifeline", type=int, default=None, help=argparse.SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        stream = source(options["stream"])
        if stream is None:
            raise CommandError(
                "No stream is named. Set ZURUF_LISTEN to its address, such as wss://jetstream2.us-east.bsky.network, "
                "or give it: zuruf listen --stream wss://…"
            )
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        lifeline.watch(options["lifeline"])
        worker, ears = Worker(stop), Ears(stream, stop)
        self.stdout.write(f"Listening to {stream.name}; Ctrl-C ends it.")
        self.stdout.flush()
        names = threading.Thread(
            target=worker.turn, args=(Loop("names", ears.names, NAMES_EVERY),), daemon=True
        )
        names.start()
        worker.turn(Loop("listen", ears.step, 1.0))
        ears.follower.leave()
        sys.stdout.flush()
        os._exit(0)

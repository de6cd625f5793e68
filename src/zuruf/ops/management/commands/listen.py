"""`zuruf listen`: follow a network's public stream and keep what the searches find."""

import argparse
import os
import signal
import sys
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from zuruf.core.listening_stream import Source
from zuruf.ops import lifeline
from zuruf.ops.environment import nats
from zuruf.ops.listening import NAMES_EVERY, Ears, source


class Command(BaseCommand):
    requires_system_checks = ()  # they would load all pages into each process that matches
    help = (
        "Follow a network's public stream, in a process of its own, and keep what the searches find. `zuruf up` and "
        "`zuruf worker` do it too, where ZURUF_LISTEN names a stream; one of them follows at a time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stream", default="", help="its address, wss://…; else ZURUF_LISTEN")
        parser.add_argument(
            "--nats", default="", help="share the work through this NATS server, nats://…; else ZURUF_NATS"
        )
        parser.add_argument(
            "--match", action="store_true", help="with NATS: match what another process reads; any number may"
        )
        parser.add_argument("--again-after", type=float, default=30.0, help=argparse.SUPPRESS)
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
        url = nats(options["nats"]) or settings.NATS
        if options["match"]:
            self._match(stream, url, options["again_after"], stop)
        else:
            self._follow(stream, url, options["again_after"], stop)
        sys.stdout.flush()
        os._exit(0)

    def _match(self, stream: Source, url: str, again_after: float, stop: threading.Event) -> None:
        if not url:
            raise CommandError(
                "--match takes from a NATS server: set ZURUF_NATS, or give --nats nats://host:4222."
            )
        from zuruf.ops.listening_nats import Matcher, Queue

        self._say(f"Matching what another process hears of {stream.name}")
        Matcher(stream, Queue(url, again_after), stop).run()

    def _follow(self, stream: Source, url: str, again_after: float, stop: threading.Event) -> None:
        from zuruf.ops.loops import Loop, Worker

        keep = None
        if url:
            from zuruf.ops.listening_nats import Publisher, Queue

            keep = Publisher(stream, Queue(url, again_after)).keep
        worker, ears = Worker(stop), Ears(stream, stop, keep)
        self._say(f"Listening to {stream.name}" + (", for others to match" if url else ""))
        names = threading.Thread(
            target=worker.turn, args=(Loop("names", ears.names, NAMES_EVERY),), daemon=True
        )
        names.start()
        worker.turn(Loop("listen", ears.step, 1.0))
        ears.follower.leave()

    def _say(self, what: str) -> None:
        self.stdout.write(f"{what}; Ctrl-C ends it.")
        self.stdout.flush()

"""`zuruf import FILE.jsonl`: take in messages in bulk. The format stands in `zuruf.core.importing`."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zuruf.core.importing import LONGEST_LINE
from zuruf.flow import importing
from zuruf.flow.errors import Declined
from zuruf.flow.intake import Received
from zuruf.ops.lines import bounded

MOST_SHOWN = 50  # bad lines, one by one; then only their number


class Command(BaseCommand):
    help = (
        "Take in messages from a file with one JSON object a line: "
        '{"id": "4711", "author": "Anna", "text": "…", "at": "2026-03-02T09:00:00+01:00", "parent": "4710"}. '
        "What is in already is not taken twice."
    )

    requires_system_checks: list[str] = []  # of pages, which this command does not need

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.jsonl", help="the file; - reads what is piped in")
        parser.add_argument("--account", default="", metavar="ID", help="account that the messages belong to")
        parser.add_argument(
            "--realm",
            default="import",
            help="without --account: the network the ids come from (default: import)",
        )
        parser.add_argument(
            "--to-us",
            choices=("yes", "no"),
            help="were the messages written to us? No: somebody wrote about anything, perhaps about us. A line's own to_us "
            "comes first; without this it is yes, with --account as on that account",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            account_id = importing.account_for(options["account"], options["realm"][:190])
        except Declined:
            known = "".join(f"\n  {public_id}  {name}" for public_id, name in importing.accounts())
            raise CommandError(
                f"There is no account {options['account']}. There are:{known or ' none'}"
            ) from None
        total, bad, lines = Received(), 0, 0
        to_us = {"yes": True, "no": False}.get(options["to_us"])
        with _opened(options["file"]) as source:
            for done in importing.take_lines(account_id, bounded(source, LONGEST_LINE), to_us=to_us):
                lines = done.lines
                total += done.received
                self._tell(done, shown=bad)
                bad += len(done.bad) + len(done.received.left) + bool(done.received.problem)
        self.stdout.write(
            f"{lines} {'line' if lines == 1 else 'lines'} read: {total.new} new, {total.edited} edited, {total.gone} deleted, "
            f"{total.known} known already, {bad} not taken."
        )
        if bad:
            raise CommandError("Mend the lines named above and import the file again: what is in stays in.")

    def _tell(self, done: importing.Imported, shown: int) -> None:
        said = [f"Line {line.number} {line.why}" for line in done.bad]
        said += [f"Message {one.remote_id}: {one.why}" for one in done.received.left]
        if done.received.problem:
            said.append(f"The lines up to {done.lines} could not be stored: {done.received.problem}")
        for sentence in said[: max(0, MOST_SHOWN - shown)]:
            self.stderr.write(sentence)


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    if not Path(name).is_file() or not os.access(name, os.R_OK):
        raise CommandError(f"{name} cannot be read: give the path of a file that is there and readable.")
    with Path(name).open("rb") as source:
        yield source

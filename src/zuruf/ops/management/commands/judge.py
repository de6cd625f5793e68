"""`zuruf judge < in.jsonl > out.jsonl`: what Zuruf finds in messages of anybody's own. The format stands in `zuruf.flow.judge_lines`."""

import json
from collections import Counter
from contextlib import ExitStack
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from zuruf.classifiers import embedding
from zuruf.classifiers.compact import Compact
from zuruf.flow import judge_lines, profiles
from zuruf.flow.errors import Declined
from zuruf.flow.json_lines import LONGEST_LINE, Broken, identified, is_reply
from zuruf.ops.lines import bounded, left_out, source
from zuruf.ops.profile_words import without_vectors, words


class Command(BaseCommand):
    help = (
        'Say what is found in messages: lines of JSON in, such as {"id": "1", "text": "…"}, and for each a line out with language, '
        "sentiment, intent, risk and so on, each with its probability, and reasons. Needs no database and keeps nothing."
    )

    requires_system_checks: list[str] = []  # of pages, which this command does not need

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="the messages; - for standard input")
        parser.add_argument(
            "--profile", metavar="NAME", help="judge the tasks of this profile too (zuruf teach)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.EMBEDDINGS_FOR_DATA:
            embedding.switch(True)
        try:
            model = profiles.known(options["profile"]) if options["profile"] else None
        except Declined as why:
            raise CommandError(words(why)) from None
        if model is not None and model.wants_vectors and not embedding.layers_on():
            self.stderr.write(without_vectors(options["profile"]))
        with ExitStack() as stack:
            self._judge(source(options["file"], stack), model)

    def _judge(self, lines: BinaryIO, model: Compact | None) -> None:
        number = 0
        broken: Counter[str] = Counter()
        rows: list[dict[str, Any]] = []
        for number, line in enumerate(bounded(lines, LONGEST_LINE), 1):
            if not line.strip():
                continue
            try:
                row = identified(line)
                rows.append({"id": row["id"], "text": row["text"], "is_reply": is_reply(row)})
            except Broken as why:
                broken[str(why)] += 1
                self.stderr.write(f"Line {number} {why}.")
            if len(rows) == judge_lines.AT_ONCE:
                self._say(judge_lines.judged(rows, model))
                rows.clear()
        self._say(judge_lines.judged(rows, model))
        if broken:
            raise CommandError(f"{left_out(broken, number)}; the others are judged.")

    def _say(self, judged: list[dict[str, Any]]) -> None:
        for said in judged:
            self.stdout.write(json.dumps(said))  # escaped: the text may hold what no encoding can write
        self.stdout.flush()

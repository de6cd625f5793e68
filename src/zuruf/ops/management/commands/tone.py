"""`zuruf tone < in.jsonl > out.jsonl`: the tone check on data of anybody's own. The format stands in `zuruf.flow.tone_lines`."""

import json
import sys
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zuruf.flow import tone_lines
from zuruf.flow.json_lines import LONGEST_LINE, Broken
from zuruf.ops.lines import bounded, left_out


class Command(BaseCommand):
    help = (
        'Say what the tone check finds: lines of JSON in, such as {"id": "1", "text": "…", "asked": "…"}, and for each a line out '
        "with language, address, readability and findings. Needs no database and keeps nothing."
    )

    requires_system_checks: list[str] = []  # of pages, which this command does not need

    def handle(self, *args: Any, **options: Any) -> None:
        number = 0
        broken: Counter[str] = Counter()
        for number, line in enumerate(bounded(sys.stdin.buffer, LONGEST_LINE), 1):
            if not line.strip():
                continue
            try:
                said = tone_lines.judged(line)
            except Broken as why:
                broken[str(why)] += 1
                self.stderr.write(f"Line {number} {why}.")
                continue
            self.stdout.write(json.dumps(said))  # escaped: the text may hold what no encoding can write
        if broken:
            raise CommandError(f"{left_out(broken, number)}; the others are judged.")

"""`zuruf teach --profile NAME --task TASK in.jsonl`: learn a task from examples. What profiles are stands in `zuruf.flow.profiles`."""

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from zuruf.classifiers import embedding
from zuruf.classifiers.compact_heads import Task
from zuruf.flow import profiles
from zuruf.flow.errors import Declined
from zuruf.flow.json_lines import LONGEST_LINE, Broken
from zuruf.flow.profiles import Example
from zuruf.ops.lines import bounded, left_out, source
from zuruf.ops.profile_words import words

RARE = "has a label with too few examples"


@dataclass(slots=True)
class Read:
    """What a file of examples held: those that can be learned from, and why each other line cannot."""

    examples: list[Example] = field(default_factory=list)
    without: Counter[str] = field(default_factory=Counter)
    lines: int = 0


class Command(BaseCommand):
    help = (
        'Learn a task from examples, lines of JSON such as {"text": "…", "label": "complaint"}, and keep it in a profile that '
        "`zuruf judge --profile NAME` judges by. Several tasks may be taught into one profile, one after another."
    )
    requires_system_checks: list[str] = []  # of pages, which this command does not need

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="the examples; - for standard input")
        parser.add_argument(
            "--profile", required=True, metavar="NAME", help="which profile; made if it is new"
        )
        parser.add_argument("--task", required=True, metavar="TASK", help="what the labels tell")
        parser.add_argument(
            "--measure",
            choices=profiles.MEASURES,
            default="",
            help="what decisions are for: all labels alike, or all but the most frequent one; without it what suits",
        )
        parser.add_argument(
            "--seed", type=int, default=0, help="draws which examples are put aside (usually 0)"
        )

        parser.add_argument(
            "--fine-tune",
            action="store_true",
            help="the encoder of the sentence embeddings learns, too, and is kept where that tells more; takes long (5,000 tweets: an hour)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.EMBEDDINGS_FOR_DATA:
            embedding.switch(True)
        read = self._read(options["file"])
        try:
            task = profiles.teach(
                options["profile"],
                options["task"],
                read.examples,
                seed=options["seed"],
                measure=options["measure"],
                fine_tune=self.stderr.write if options["fine_tune"] else None,
            )
        except Declined as why:
            if read.without:
                self.stderr.write(f"{left_out(read.without, read.lines)}.")
            raise CommandError(words(why)) from None
        self._tell(task, options)
        self._tell_left_out(read, task)

    def _tell(self, task: Task, options: dict[str, Any]) -> None:
        about = task.about
        with_vectors = " and sentence vectors" if task.vectors is not None else ""
        if task.tuned is not None:
            with_vectors = ", sentence vectors and fine-tuning"
        elif options["fine_tune"]:
            self.stderr.write("Fine-tuning told nothing more on examples put aside: it was left out.")
        if task.mix_reply is not None:
            with_vectors += ", and by whether it answers another message"
        last = ("reached_with_replies", "reached_tuned", "reached_with_vectors", "reached")
        reached = next(about[name] for name in last if name in about)
        self.stdout.write(
            f"{options['task']}: {about['examples']} examples of {', '.join(task.labels)} learned by words{with_vectors}; "
            f"macro F1 on examples put aside: {100 * reached['macro']:.1f}."  # type: ignore[index]
        )

    def _tell_left_out(self, read: Read, task: Task) -> None:
        """Which labels and how many lines nothing was learned from. It has taught all the same, so it ends with 0."""
        rare = Counter(e.written for e in read.examples if e.written not in task.labels)
        if rare:
            self.stderr.write(f"Labels with too few examples were left out: {', '.join(sorted(rare))}.")
            read.without[RARE] += rare.total()
        if read.without:
            self.stderr.write(f"{left_out(read.without, read.lines)}; the others are learned.")

    def _read(self, name: str) -> Read:
        read = Read()
        with ExitStack() as stack:
            for read.lines, line in enumerate(bounded(source(name, stack), LONGEST_LINE), 1):
                if not line.strip():
                    continue
                try:
                    read.examples.append(profiles.example(line))
                except Broken as why:
                    read.without[str(why)] += 1
                    self.stderr.write(f"Line {read.lines} {why}.")
                if len(read.examples) == profiles.MOST:
                    self.stderr.write(f"Only the first {profiles.MOST} examples are learned from.")
                    break
        return read

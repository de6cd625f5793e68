"""`zuruf guidelines lint`: what the linter finds among the guidelines that are on, last month's answers counted anew."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zuruf.core.guideline_lint import Smell
from zuruf.flow import guideline_lint, what_if


class Command(BaseCommand):
    help = "Look for guidelines that never hit, contradict, are covered or keep back too much; ends with 1 if there are any."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["lint"], metavar="lint")
        parser.add_argument("--no-count", action="store_true", help="do not count last month's answers anew")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["no_count"]:
            what_if.count_lint()
        linted = guideline_lint.linted()
        for smell in linted.smells:
            self.stdout.write(f"{smell.slug}: {said(smell)}")
        counted = (
            f"{linted.answers} answers of last month counted"
            if linted.counted_at
            else "no answers counted yet"
        )
        self.stdout.write(f"{len(linted.smells)} found; {counted}.")
        if linted.smells:
            sys.exit(1)


def said(s: Smell) -> str:
    """One finding in a line."""
    pattern = {
        ("never", "length"): "never hits: no text is longer and shorter than that",
        ("never", "channel"): "never hits here: there is no channel {what}",
        ("never", "hours"): "never hits: no hour is inside and outside at once",
        (
            "never",
            "no_competitors",
        ): "never hits until competitors are named in the settings of the guidelines",
        ("never", "not_found"): "never hits so far: triage finds no {what}",
        ("covered", "same"): "says the same as {other}",
        ("covered", "wider"): "never decides: {other} hits whenever it does and is at least as strict",
        ("contradicts", "holding"): "its holding reply would not pass {other}",
        ("contradicts", "example"): "calls an example fine that {other} stops: {text}",
        ("contradicts", "nothing_left"): "stops every answer together with {other}",
        (
            "keeps_back",
            "ask",
        ): "would have asked about {share} % of last month's answers ({hits} of {answers})",
        ("keeps_back", "stop"): "would have stopped {share} % of last month's answers ({hits} of {answers})",
    }[(s.code, s.why)]
    return pattern.format(other=s.other, **s.data)

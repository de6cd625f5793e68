"""`zuruf doctor`: what is wrong and how to mend it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from zuruf.ops.doctor import examine
from zuruf.ops.finding import Level

MARKS = {Level.OK: "ok  ", Level.LOOK: "look", Level.BAD: "BAD "}


class Command(BaseCommand):
    help = "Say what is wrong and how to mend it. Exit code: 0 works, 1 something has to be mended."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine()
        for finding in findings:
            print(f"{MARKS[finding.level]}  {finding.what}")
            if finding.mend:
                print(f"      → {finding.mend}")
        bad = sum(f.level is Level.BAD for f in findings)
        doubtful = sum(f.level is Level.LOOK for f in findings)
        if bad:
            print(f"\n{bad} to mend." if bad > 1 else "\nOne thing to mend.")
            sys.exit(1)
        print(f"\nZuruf can work{f'; {doubtful} to look at' if doubtful else ''}.")

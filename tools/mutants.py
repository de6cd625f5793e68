"""`make mutants`: breaks the outbox on purpose, one line at a time, in a copy, and names the test that notices.

python tools/mutants.py [WORD …]      only mutants whose name has one of the words
python tools/mutants.py --check       does every mutation still fit the code? (part of the tests)

One line of JSON for each mutant. Ends with 1 when one survives: then a law of the outbox is not tested.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("src", "tests", "guidelines", "docs", "bench", "tools", "pyproject.toml", "Makefile", "README.md")
TESTS = (
    "tests/store/test_claims.py",
    "tests/flow/test_outbox.py",
    "tests/flow/test_by_hand.py",
    "tests/flow/test_outbox_doubt.py",
    "tests/flow/test_outbox_recall.py",
    "tests/flow/test_outbox_holds.py",
    "tests/flow/test_outbox_parts.py",
    "tests/flow/test_outbox_schedule.py",
    "tests/flow/test_outbox_edits.py",
    "tests/flow/test_clock_jumps.py",
    "tests/flow/test_outbox_laws.py",
)
AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Mutant:
    """`was` stands exactly once in `file` (below src/zuruf); `becomes` takes its place."""

    name: str
    file: str
    was: str
    becomes: str


MUTANTS = (
    Mutant("claim_without_the_state", "store/claims.py", '{"state": DeliveryState.QUEUED, "not_before', '{"not_before'),
    Mutant("claim_without_the_hold", "store/claims.py", "~Q(scopes.held())\n        & Q(Exists(own))", "Q(Exists(own))"),
    Mutant("claim_without_the_yes", "store/claims.py", ', "wants_yes": False}', "}"),
    Mutant("claim_without_the_part_before", "store/claims.py", "\n        & (Q(follows__isnull=True) | Q(Exists(before)))", ""),
    Mutant("claim_before_its_time", "store/claims.py", '"not_before__lte": now, ', ""),
    Mutant("sent_by_a_worker_though_by_hand", "store/claims.py", "**_waits(now), by_hand=False)", "**_waits(now))"),
    Mutant("taken_by_hand_under_a_hold", "store/claims.py", "filter(_may_start(), **_waits(now), by_hand=True)", "filter(**_waits(now), by_hand=True)"),
    Mutant("taken_out_of_another_hand", "flow/by_hand_out.py", "        if not took and over:", "        if not took:"),
    Mutant("believed_to_whoever_says_it", "flow/by_hand_out.py", "state=D.POSTING, hand=who.id)", "state=D.POSTING)"),
    Mutant("put_back_and_out_all_the_same", "flow/by_hand_out.py", "state=D.POSTING, hand=who.id)", "hand=who.id)"),
    Mutant("claim_that_runs_out_at_once", "store/claims.py", 'until=now + CLAIM', 'until=now'),
    Mutant("finish_without_the_token", "store/claims.py", "pk=row.pk, claim_token=row.claim_token, state=row.state", "pk=row.pk"),
    Mutant("a_part_that_answers_nothing", "store/claims.py", "                    _freeze_parent(row)", "                    pass"),
    Mutant("text_made_anew", "flow/sending.py", "replace(reply, record_key=key)", "replace(reply, record_key=key, text=row.draft.text)"),
    Mutant("key_made_anew", "flow/sending.py", "replace(reply, record_key=key)", "replace(reply, record_key=key, key=row.claim_token)"),
    Mutant("time_made_anew", "flow/sending.py", "replace(reply, record_key=key)", "replace(reply, record_key=key, created_at=clock())"),
    Mutant("record_key_made_anew", "flow/sending.py", "key = reply.record_key or channel.record_key(reply.key, reply.created_at)", "key = channel.record_key(row.claim_token, clock())"),
    Mutant("a_dead_worker_sent_nothing", "flow/sending.py", "Unknown(WORKER_GONE)", "TryLater(WORKER_GONE)"),
    Mutant("a_late_receipt_is_dropped", "flow/recording.py", "for was in (D.UNCLEAR, D.QUEUED):", "for was in ():"),
    Mutant("repeat_where_nobody_can_look", "core/outbox.py", "can.repeat is Repeat.HARMLESS and remembers(tried, again, can)", "can.repeat is not Repeat.TRACEABLE and remembers(tried, again, can)"),
    Mutant("repeat_before_it_settled", "core/outbox.py", "    if now < settled:", "    if now < (tried.doubt_at or now):"),
    Mutant("repeat_with_a_forgotten_key", "core/outbox.py", "return lasts is None or first is None or at + CLAIM < first + lasts", "return True"),
    Mutant("refused_while_in_doubt", "core/outbox.py", "        if tried.doubt_at is None:\n            return Next(D.REFUSED, why)", "        if True:\n            return Next(D.REFUSED, why)"),
    Mutant("recall_without_the_state", "flow/outbox.py", "waiting = Delivery.objects.filter(pk=row.pk, state=D.QUEUED)", "waiting = Delivery.objects.filter(pk=row.pk)"),
    Mutant("recall_in_doubt", "flow/outbox.py", "if waiting.filter(doubt_at=None).update(state=D.RECALLED):", "if waiting.update(state=D.RECALLED):"),
    Mutant("settle_without_the_state", "flow/outbox.py", "unclear = Delivery.objects.filter(pk=row.pk, state=D.UNCLEAR)", "unclear = Delivery.objects.filter(pk=row.pk)"),
    Mutant("lift_without_asking", "flow/holds.py", ".update(wants_yes=True)", ".update(wants_yes=False)"),
    Mutant("the_hour_is_forgotten", "flow/queueing.py", "due = max(until, at.at) if at else until", "due = until"),
    Mutant("a_gap_between_parts", "flow/outcome.py", "while here is not None and here.part < here.parts:", "while False and here is not None:"),
    Mutant("a_clock_put_forth", "flow/clock_jumps.py", "filter(doubt_at__lt=now).update(doubt_at=now)", "filter(doubt_at__lt=now).count()"),
    Mutant("a_clock_put_back", "flow/clock_jumps.py", 'first_attempt_at=F("first_attempt_at") + by', 'first_attempt_at=F("first_attempt_at")'),
)  # fmt: skip


def main() -> int:
    ask = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    ask.add_argument("words", nargs="*", metavar="WORD")
    ask.add_argument("--check", action="store_true", help="only look whether each mutation fits the code")
    given = ask.parse_args()
    chosen = [m for m in MUTANTS if not given.words or any(w in m.name for w in given.words)]
    unfit = [m.name for m in chosen if (ROOT / "src/zuruf" / m.file).read_text().count(m.was) != 1]
    if unfit:
        print(f"Not once in the code any more: {', '.join(unfit)}", file=sys.stderr)
        return 2
    if given.check:
        return 0
    begun, lock = time.monotonic(), threading.Lock()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        lives = sum(pool.map(lambda mutant: _survives(mutant, lock), chosen))
    print(f"{len(chosen)} mutants, {lives} survived; {time.monotonic() - begun:.0f} s", file=sys.stderr)
    return 1 if lives else 0


def _survives(mutant: Mutant, lock: threading.Lock) -> bool:
    """Run the outbox' tests on a copy with this one change; print what became of it."""
    begun = time.monotonic()
    with _copy() as place:
        file = place / "src/zuruf" / mutant.file
        file.write_text(file.read_text().replace(mutant.was, mutant.becomes))
        said = _tests(place)
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", said.stdout, re.MULTILINE)
    told = {
        "mutant": mutant.name,
        "file": f"src/zuruf/{mutant.file}",
        "killed": said.returncode == 1 and failed is not None,
        "by": failed.group(1) if failed else said.stdout.strip()[-200:],
        "seconds": round(time.monotonic() - begun, 1),
    }
    with lock:
        print(json.dumps(told), flush=True)
    return not told["killed"]


@contextmanager
def _copy() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="zuruf-mutant-") as folder:
        for name in COPIED:
            here, there = ROOT / name, Path(folder) / name
            if here.is_dir():
                shutil.copytree(here, there, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
            elif here.exists():
                shutil.copy(here, there)
        yield Path(folder)


def _tests(place: Path) -> "subprocess.CompletedProcess[str]":
    own = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "EXAMPLES")}
    own |= {
        "PYTHONPATH": str(place / "src"),
        "ZURUF_DATA": str(place / "data"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    own |= {"STORMS": os.environ.get("STORMS", "30")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "-p", "no:randomly", *TESTS],
        cwd=place, env=own, capture_output=True, text=True, check=False,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())

"""`make torture`: one line of JSON for each network and database; ends with 1 when a law was broken.

python -m tests.torture [--short] [--replies 2000] [--kills 300] [--database sqlite|postgresql] [--networks …]
"""

import argparse
import json
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from tests.servers import pds as pds_server
from tests.servers.pds import Pds
from tests.servers.postgres import create_database
from tests.servers.postgres import server as postgres
from tests.torture.run import Plan, Run

DATABASES = ("sqlite", "postgresql")
SHORT = Plan(
    replies=30, kills=20, workers=2, accounts=2, writers=2, rate=10,
    claim=5, deadline=2, remembers=12, settles=5, drain=180,
)  # fmt: skip


def main() -> int:
    given = _options().parse_args()
    start = SHORT if given.short else Plan()
    said = {k: getattr(given, k) for k in ("replies", "kills", "rate", "workers", "seed")}
    plan = replace(start, **{k: v for k, v in said.items() if v is not None})
    began = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that all servers end with us
    with ExitStack() as stack:
        pds = stack.enter_context(pds_server.server(role="network")) if not given.without_pds else None
        wrong = torture(plan, given.database or DATABASES, pds, stack)
    for one in wrong:
        print(one, file=sys.stderr)
    print(f"took {time.monotonic() - began:.0f} s; {len(wrong)} laws broken", file=sys.stderr)
    return 1 if wrong else 0


def torture(
    plan: Plan, databases: list[str] | tuple[str, ...], pds: Pds | None, stack: ExitStack
) -> list[str]:
    """Runs *plan* on each database and prints its lines; what no law allows, in words. The next database begins when
    the one before it has become calm and only waits for claims to run out."""
    runs: list[Run] = []
    for name in databases:
        folder = Path(
            stack.enter_context(
                tempfile.TemporaryDirectory(prefix="zuruf-torture-", ignore_cleanup_errors=True)
            )
        )
        url = create_database(stack.enter_context(postgres()).url) if name == "postgresql" else ""
        workers = plan.workers if url else max(1, plan.workers - 1)
        runs.append(Run(replace(plan, workers=workers), name, url, folder, pds))
    with ThreadPoolExecutor() as pool:
        waiting = []
        for run in runs:
            calm = threading.Event()
            waiting.append(pool.submit(run, calm))
            while not calm.wait(0.2) and not waiting[-1].done():
                pass
        for done in waiting:
            for line in done.result():
                print(json.dumps(line), flush=True)
    return [one for run in runs for one in run.wrong]


def _options() -> argparse.ArgumentParser:
    ask = argparse.ArgumentParser(prog="make torture", description=__doc__)
    ask.add_argument("--short", action="store_true", help="under a minute, with shorter claims and deadlines")
    ask.add_argument("--database", action="append", choices=DATABASES, help="only this one")
    ask.add_argument("--without-pds", action="store_true", help="only the model networks")
    ask.add_argument("--replies", type=int, help="for each network and database")
    ask.add_argument("--kills", type=int, help="for each database, at least")
    ask.add_argument("--rate", type=float, help="requests with a fault, of a hundred")
    ask.add_argument("--workers", type=int, help="worker processes at once (on SQLite one less)")
    ask.add_argument("--seed", type=int)
    return ask


if __name__ == "__main__":
    sys.exit(main())

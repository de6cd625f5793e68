"""`outbox`: from the click on send to the network, and deliveries per second.

The network is a server on loopback in this process, which answers at once; web and worker are real processes
(tests/torture/processes.py), the database is durable (SQLite: synchronous=FULL; PostgreSQL: its defaults). The click is
the request that the composer sends, by a signed-in person, with a recall window of 0 s; it stops when the network has
the request.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench import Figure

CLICKS = int(os.environ.get("BENCH_CLICKS", "200"))
WARM = 10  # the first load what stays loaded; they do not count
DELIVERIES = int(os.environ.get("BENCH_DELIVERIES", "600"))
ACCOUNTS = 8  # each has a request under way at a time
NETWORK = "blind"


def run() -> Iterator[Figure]:
    """`send_ms_*`, and `deliveries_per_second_*` with one worker on SQLite and with 1, 2 and 4 on PostgreSQL."""
    from tests.servers.postgres import create_database, server

    os.environ.pop("TORTURE_CLAIM", None)
    with server(durable=True) as postgres:
        for name in ("sqlite", "postgresql"):
            yield from clicks(name, create_database(postgres.url) if name == "postgresql" else "")
        yield delivered("sqlite", "", 1)
        for workers in (1, 2, 4):
            yield delivered("postgresql", create_database(postgres.url), workers)


def clicks(database: str, url: str) -> Iterator[Figure]:
    """Median and worst, in milliseconds, of clicks one after the other."""
    from tests.torture.run import Plan, Run

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        house = Run(
            Plan(CLICKS + WARM, accounts=1, writers=1, recall_seconds=0, rate=0), database, url, folder, None
        )
        house.open(stack)
        for name in ("web", "worker"):
            house.stable.ask(f"start {name}")
        proxy, person = house.networks[NETWORK].proxy, house.writers[0]
        took: list[float] = []
        while len(took) < CLICKS + WARM:
            conversation, text = house.jobs.get()
            if f"({NETWORK} " not in text:
                continue
            began = time.monotonic()
            status, _, _ = person.click(f"/c/{conversation}/reply", text=text, seen="0")
            assert status == 200, status
            took.append((_arrival(proxy.arrivals, len(took)) - began) * 1000)
            time.sleep(0.05)  # as after any click, the house comes to rest
    took = took[WARM:]
    data = f"{CLICKS} clicks one by one, recall window 0, web and one worker, {database}, network on loopback"
    yield Figure(f"send_ms_median_{database}", statistics.median(took), "ms", data)
    yield Figure(f"send_ms_max_{database}", max(took), "ms", data)


def delivered(database: str, url: str, workers: int) -> Figure:
    """Deliveries per second that reach the network, from the first to the last."""
    from tests.torture.run import Plan, Run

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        plan = Plan(DELIVERIES, accounts=ACCOUNTS, writers=1, recall_seconds=0, rate=0)
        house = Run(plan, database, url, folder, None)
        house.open(stack)
        jobs = [house.jobs.get() for _ in range(house.jobs.qsize())]
        house.clerk.do("queue", conversations=[c for c, text in jobs if f"({NETWORK} " in text])
        for _ in range(workers):
            house.stable.ask("start worker")
        arrivals = house.networks[NETWORK].proxy.arrivals
        _arrival(arrivals, DELIVERIES - 1)
        seconds = arrivals[-1][0] - arrivals[0][0]
    data = f"{DELIVERIES} replies of {ACCOUNTS} accounts, {workers} worker(s), {database}, network on loopback answers at once"
    each = (DELIVERIES - 1) / seconds
    return Figure(
        f"deliveries_per_second_{database}_{workers}",
        each,
        "replies/s",
        f"{data}; per worker {each / workers:.0f}",
    )


def _arrival(arrivals: list[tuple[float, str]], n: int) -> float:
    """When the *n*-th request was there; waits for it."""
    until = time.monotonic() + 120
    while len(arrivals) <= n:
        assert time.monotonic() < until, f"{len(arrivals)} of {n + 1} arrived"
        time.sleep(0.001)
    return arrivals[n][0]

"""How long the library takes to find earlier answers to similar questions, among 10,000 and 50,000 of them: rare, middling and common
words, as somebody opens a conversation. The questions are of invented words, as often as words are (Zipf).
"""

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from time import perf_counter, process_time

from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench import Figure, what_if
from bench.search_rows import vocabulary
from zuruf.core.people import Who
from zuruf.store.models import Delivery, EarlierAnswer, EarlierStem
from zuruf.store.queries import library_earlier as reading

SIZES = (10_000, 50_000)
ASKED = 300


def run() -> Iterator[Figure]:
    """95th percentile in milliseconds at the larger size, how much it grows, and statements."""
    call_command("migrate", verbosity=0)
    who, now = what_if.begin()
    words = vocabulary()
    dice, ms, busy, most = random.Random(11), dict[int, float](), dict[int, float](), 0
    done = 0
    for size in SIZES:
        for start in range(done, size, what_if.BATCH):
            what_if.answers(who, range(start, min(size, start + what_if.BATCH)), random.Random(start), now)
        _index(words, dice)
        done = size
        ms[size], busy[size], most = _measured(who, words)
    small, large = SIZES
    on = f"{ASKED} questions of 4 to 30 words, invented; 95th percentile; {busy[large]:.1f} ms of processor time; at {small}: {busy[small]:.1f}"
    yield Figure(
        "library_earlier_p95_ms",
        ms[large],
        "ms",
        f"{large} earlier answers, SQLite; {on}",
        aim="under 100 ms",
    )
    yield Figure(
        "library_earlier_statements", most, "statements", "the most that one look-up took", aim="at most 4"
    )


@transaction.atomic
def _index(words: Sequence[str], dice: random.Random) -> None:
    """What the worker would have kept of each answer that it has not seen yet."""
    weights = _weights(words)
    fresh = Delivery.objects.filter(earlier=None).order_by("pk").values_list("pk", flat=True)
    said = {pk: set(dice.choices(words, cum_weights=weights, k=dice.randint(4, 30))) for pk in fresh}
    rows = EarlierAnswer.objects.bulk_create(
        (EarlierAnswer(delivery_id=pk, length=len(stems)) for pk, stems in said.items()), batch_size=5000
    )
    EarlierStem.objects.bulk_create(
        (EarlierStem(answer=row, stem=stem) for row in rows for stem in sorted(said[row.delivery_id])),
        batch_size=5000,
    )


def _measured(who: Who, words: Sequence[str]) -> tuple[float, float, int]:
    dice, weights, took, cpu, most = random.Random(3), _weights(words), list[float](), list[float](), 0
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for _ in range(ASKED):
        asked = dict.fromkeys(dice.choices(words, cum_weights=weights, k=dice.randint(4, 30)), 1)
        begun, worked = perf_counter(), process_time()
        reading.similar(asked, who.id, public=True)
        took.append((perf_counter() - begun) * 1000)
        cpu.append((process_time() - worked) * 1000)
    for n in (4, 30):
        with CaptureQueriesContext(connection) as seen:
            reading.similar(dict.fromkeys(words[:n], 1), who.id, public=True)
        most = max(most, len(seen))
    return sorted(took)[int(ASKED * 0.95)], sorted(cpu)[int(ASKED * 0.95)], most


def _weights(words: Sequence[str]) -> list[float]:
    return list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))

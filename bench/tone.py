"""The tone check in figures: the address form on CoCoA-MT, readability on TextComplexityDE, findings on invented answers.

The data sets lie beside the project in shared/data and are not part of it; where they are missing, a sentence says so.
"""

import csv
import gzip
import math
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from django.core.management import call_command

from bench import Figure, tone_corpus, verdict
from zuruf.classifiers import embedding, readability
from zuruf.classifiers import tone as reading
from zuruf.core import readability as rules
from zuruf.core import tone_address
from zuruf.core.tone import Around, Habit, check
from zuruf.flow import tone as flow

ROOT = Path(__file__).resolve().parents[1]
OPEN = ROOT.parent / "shared" / "data" / "open"
TEXT = (
    "Guten Tag, bezüglich Ihrer Anfrage wird der Sachverhalt geprüft. Wir bedauern die Unannehmlichkeiten und melden uns "
    "bis morgen Mittag mit dem Prüfbericht. Ihr Rad sehen wir uns gern in der Werkstatt an, kostenlos. Danke für die Geduld."
)


def run() -> Iterator[Figure]:
    yield _cost()
    yield _look()
    yield from tone_corpus.run()
    if not OPEN.exists():
        print(
            "shared/data is not beside the project: no figures on address form and readability",
            file=sys.stderr,
        )
        return
    yield from _address()
    yield from _readability()


def _cost() -> Figure:
    took = []
    asked = reading.read("Wann kommt mein Ersatzteil, und warum dauert das so lange?")
    for n in range(200):
        text = f"{TEXT[: 60 + n]} {n}"
        start = time.perf_counter()
        read = reading.read(text)
        check(read, Habit(), Around(asked), reading.lexica(read.language), readability.judge(read))
        took.append((time.perf_counter() - start) * 1000)
    worst = statistics.quantiles(took, n=20)[-1]
    data = f"median of 200 texts of 60 to 260 characters, each new; 95th percentile {worst:.2f} ms"
    return Figure(
        "tone_pure_ms", statistics.median(took), "ms", data, aim="under 10 ms, apart from the verdict"
    )


def _look() -> Figure:
    """A whole look as the page asks for it, with the database: 300 ms after the verdict, in a request of its own."""
    call_command("migrate", verbosity=0)
    who, conversation = verdict._house()
    took = []
    for n in range(100):
        start = time.perf_counter()
        flow.look(who, conversation, f"{TEXT[: 60 + n]} {n}")
        took.append((time.perf_counter() - start) * 1000)
    worst = statistics.quantiles(took, n=20)[-1]
    data = f"median of 100 new texts, SQLite, 50 guidelines on; 95th percentile {worst:.2f} ms"
    return Figure("tone_look_ms", statistics.median(took), "ms", data, aim="under 30 ms")


def _address() -> Iterator[Figure]:
    with gzip.open(OPEN / "cocoa_mt_de_formality_train.tsv.gz", "rt", encoding="utf-8") as f:
        rows = list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
    pairs: dict[tuple[str, str], set[str]] = {}
    for r in rows:
        pairs.setdefault((r["domain"], r["idx"]), set()).add(r["text"])
    right = differ = forced = 0
    for r in rows:
        said = tone_address.form(tone_address.signs(reading.read(r["text"])))
        wanted = {"formal": "sie", "informal": "du"}[r["label"]]
        forced += (said or "sie") == wanted
        if len(pairs[r["domain"], r["idx"]]) == 2:
            differ += 1
            right += said == wanted
    share = right / differ
    error = 100 * math.sqrt(share * (1 - share) / differ)
    data = (
        f"{right} of {differ} CoCoA-MT training sentences whose two forms differ; standard error {error:.2f}"
    )
    yield Figure("tone_address_right", 100 * share, "%", data, aim="99 %")
    same = len(rows) - differ
    data = (
        f"all {len(rows)}, Sie where nobody is addressed; {same} of them are the same text under both labels"
    )
    yield Figure("tone_address_forced", 100 * forced / len(rows), "%", data)


def _readability() -> Iterator[Figure]:
    sys.path.insert(0, str(ROOT / "tools"))
    import readability_fit as fitting  # the code that fitted it also says how good it is

    rated = fitting.rated()
    truth = [s.complexity for s in rated]
    tables = [rules.formulas(fitting.words_of(s.text), 1, "de") for s in rated]
    data = f"{len(rated)} training sentences of TextComplexityDE against MOS complexity"
    for name in ("wiener", "wiener_4", "amstad", "lix"):
        r = fitting.correlation([getattr(f, name) for f in tables], truth)
        yield Figure(f"readability_r_{name}", r, "r", f"the plain formula; {data}")
    told = fitting.by_article(rated)
    for name, said in (("readability_r", told.plain), ("readability_r_embeddings", told.mixed)):
        if said:
            error = fitting.error_by_article(rated, said)
            how = f"ten folds, no article in both fitting and judging; standard error by article {error:.3f}; {data}"
            yield Figure(name, fitting.correlation(said, truth), "r", how, aim="0.85")
    if embedding.available():
        yield _vectors([s.text for s in rated[:100]])


def _vectors(texts: list[str]) -> Figure:
    """Processor time, since the machine has other things to do as well."""
    took = []
    for text in texts:
        start = time.thread_time()
        embedding.embed([text + " "])  # not one that is kept
        took.append((time.thread_time() - start) * 1000)
    worst = statistics.quantiles(took, n=20)[-1]
    data = f"processor time, median of {len(texts)} sentences; 95th percentile {worst:.0f} ms"
    return Figure("readability_vector_ms", statistics.median(took), "ms", data)

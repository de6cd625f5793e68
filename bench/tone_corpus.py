"""The tone check against invented answers that were labelled twice: precision and recall per finding, and agreement.

A hint counts where both passes saw it; where the passes differ, the pair is left out of precision and recall and shows
in the agreement. A third of the answers, by a hash of their number, was never looked at while the rules were written.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bench import Figure
from zuruf.classifiers import readability
from zuruf.classifiers import tone as reading
from zuruf.core.tone import Around, Habit, check
from zuruf.core.tone_kinds import Kind
from zuruf.core.tone_similar import printed

CORPUS = Path(__file__).resolve().parents[1] / "tests/tone"
Row = Mapping[str, object]


def rows() -> list[Row]:
    """Every invented answer with both passes of labels."""
    return [json.loads(line) for line in (CORPUS / "answers.jsonl").read_text("utf-8").splitlines()]


def held_out(row: Row) -> bool:
    """The third that was not looked at while rules were written."""
    return hashlib.sha256(str(row["id"]).encode()).digest()[0] % 3 == 0


def found(row: Row) -> set[str]:
    """What the tone check says about an answer of the corpus."""
    text = str(row["text"])
    language = str(row["language"])
    read = reading.read(text, language)
    own = [reading.read((CORPUS / "print.txt").read_text("utf-8"))]
    around = Around(reading.read(str(row["asked"]), language), str(row["asker"]), own=printed(own))
    habit = Habit(
        address=str(row.get("address", "")),
        gender=str(row.get("gender", "")),
        greets=str(row.get("greets", "")),
    )
    return {
        str(f.kind)
        for f in check(read, habit, around, reading.lexica(read.language), readability.judge(read))
    }


def run() -> Iterator[Figure]:
    every = rows()
    kept, out = [r for r in every if not held_out(r)], [r for r in every if held_out(r)]
    said = {str(r["id"]): found(r) for r in every}
    yield Figure(
        "tone_corpus", len(every), "answers", f"invented; {len(out)} of them held out, {len(kept)} looked at"
    )
    for kind in Kind:
        yield Figure(f"tone_agreement_{kind}", kappa(every, kind), "kappa", _both(every, kind), aim="")
    for name, part in (("seen", kept), ("held_out", out)):
        for kind in (*Kind, None):
            hit, false, missed = count(part, said, [kind] if kind else list(Kind))
            label = kind or "all"
            data = f"{hit} right, {false} too many, {missed} overlooked; {name}"
            if hit + false:
                yield Figure(f"tone_precision_{label}_{name}", round(100 * hit / (hit + false), 1), "%", data)
            if hit + missed:
                yield Figure(f"tone_recall_{label}_{name}", round(100 * hit / (hit + missed), 1), "%", data)


def count(part: Iterable[Row], said: Mapping[str, set[str]], kinds: Iterable[Kind]) -> tuple[int, int, int]:
    """(right, too many, overlooked) of these kinds, without the pairs on which the passes differ."""
    hit = false = missed = 0
    for row in part:
        for kind in kinds:
            first, second = kind in labels(row, "first"), kind in labels(row, "second")
            if first is not second:
                continue
            is_said = kind in said[str(row["id"])]
            hit += first and is_said
            false += is_said and not first
            missed += first and not is_said
    return hit, false, missed


def labels(row: Row, which: str) -> list[str]:
    value = row[which]
    assert isinstance(value, list)
    return value


def kappa(every: Iterable[Row], kind: Kind) -> float:
    """Cohen's kappa of the two passes for one finding."""
    pairs = [(kind in labels(r, "first"), kind in labels(r, "second")) for r in every]
    n = len(pairs)
    same = sum(a == b for a, b in pairs) / n
    one, two = sum(a for a, _b in pairs) / n, sum(b for _a, b in pairs) / n
    chance = one * two + (1 - one) * (1 - two)
    return round((same - chance) / (1 - chance), 3) if chance < 1 else 1.0


def _both(every: Iterable[Row], kind: Kind) -> str:
    pairs = [(kind in labels(r, "first"), kind in labels(r, "second")) for r in every]
    return f"{sum(a and b for a, b in pairs)} in both passes, {sum(a != b for a, b in pairs)} in one"

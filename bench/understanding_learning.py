"""What corrections of a new topic bring: F1 on the next messages, against none. The topics are aspects and intents of the data sets, played as a
house's own, of which no words are known; messages come in their order, those of the topic mixed with others as they are in the set."""

import csv
import gzip
import statistics
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from bench.understanding_sets import DATA
from zuruf.classifiers import house
from zuruf.classifiers.compact import Compact
from zuruf.classifiers.taught import Example, Taught

TAUGHT, NEXT, OTHERS = 50, 200, 400
"""Corrections of the topic; messages after them; those before of which nobody said anything."""
TOPICS, SEEDS = 6, 3
RATE = 0.25
"""How many of the next messages are about the topic: its own share of the sets is a few in a hundred, which F1 of 200 cannot tell."""
Texts = dict[str, list[str]]


def figures() -> Iterator[dict[str, Any]]:
    """One line for each set."""
    for name, texts in (("massive_intents", _intents()), ("germeval2017_aspects", _aspects())):
        known = sorted(
            (t for t in texts if len(texts[t]) >= TAUGHT + NEXT * RATE), key=lambda t: -len(texts[t])
        )
        reached = [_played(texts, topic, seed) for topic in known[:TOPICS] for seed in range(SEEDS)]
        if reached:
            yield _line(name, reached, len(known[:TOPICS]))


def _line(name: str, reached: list[tuple[float, float]], topics: int) -> dict[str, Any]:
    after, near = zip(*reached, strict=True)
    return {
        "name": f"learning_{name}",
        "metric": f"F1 of the topic on the next {NEXT} messages after {TAUGHT} corrections",
        "value": round(statistics.mean(after), 1),
        "standard_error": round(statistics.stdev(after) / len(after) ** 0.5, 1),
        "nearly_the_same_alone": round(statistics.mean(near), 1),
        "without_corrections": 0.0,
        "always_yes": round(200 * RATE / (1 + RATE), 1),
        "played": f"{topics} topics, {SEEDS} seeds",
    }


def _played(texts: Texts, topic: str, seed: int) -> tuple[float, float]:
    """(F1 by what was learned and what is nearly the same, F1 by the latter alone)."""
    draw = np.random.default_rng(seed)
    own = draw.permutation(np.array(texts[topic], object)).tolist()
    there = set(own)
    rest = [text for name, ts in texts.items() if name != topic for text in ts if text not in there]
    rest = draw.permutation(np.array(rest, object)).tolist()
    yes = int(NEXT * RATE)
    after = [(text, True) for text in own[TAUGHT : TAUGHT + yes]]
    after += [(text, False) for text in rest[OTHERS : OTHERS + NEXT - yes]]
    corrected = [Example(text, {"topic": ("t",)}, date(2026, 1, 1)) for text in own[:TAUGHT]]
    model = house.taught(
        house.lessons(corrected, [(text, None) for text in rest[:OTHERS]], ["t"]), {}, Compact({})
    )
    near = [bool(one.get("topic")) for one in Taught(corrected).judge([text for text, _ in after])]
    judged = model.judge([text for text, _ in after])
    said = [(t := one.get(house.TOPIC + "t")) is not None and house.about(t) for one in judged]
    right = [is_so for _, is_so in after]
    return _f1([a or b for a, b in zip(said, near, strict=True)], right), _f1(near, right)


def _f1(said: list[bool], right: list[bool]) -> float:
    both = sum(a and b for a, b in zip(said, right, strict=True))
    return 200 * both / max(1, sum(said) + sum(right))


def _intents() -> Texts:
    found: Texts = {}
    with gzip.open(DATA / "open/massive_de_train.txt.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            text, _, number = line.rstrip("\n").partition("\t")
            found.setdefault(number, []).append(text)
    return found


def _aspects() -> Texts:
    found: Texts = {}
    with gzip.open(DATA / "nc/germeval2017_dev.tsv.gz", "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            for aspect in {one.split("#")[0] for one in (row["aspects"] or "none").split()} or {"none"}:
                found.setdefault(aspect, []).append(row["text"])
    found.pop("Allgemein", None)
    return found

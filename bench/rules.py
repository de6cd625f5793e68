"""The judges that go by rules, on openly licensed labelled texts and on invented ones: precision and recall per label.

No rule was learned from these sets. The labelled sets lie beside the project in shared/data/open, or where ZURUF_LABELLED
says; where they are missing, a sentence says so. What the labels of others do not mean exactly is named with the figure.
"""

import csv
import gzip
import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from bench import Figure
from bench.rules_invented import EVERYDAY, FRESH, RISKY
from zuruf import classifiers
from zuruf.classifiers.intent import Intent
from zuruf.classifiers.risk import Risk
from zuruf.classifiers.sentiment import Sentiment
from zuruf.core.triage import RISKS_FOUND, Finding, Subject

ROOT = Path(__file__).resolve().parents[1]
OPEN = Path(os.environ.get("ZURUF_LABELLED") or ROOT.parent / "shared" / "data" / "open")
SPEECH_ACTS = {"complaint": "COMPLAIN", "question": "REQUEST", "request": "REQUIRE"}
"""Ours → theirs. Their REQUEST asks for an answer, their REQUIRE for an act; of the others there are too few."""

Heard = Sequence[set[str]]


def run() -> Iterator[Figure]:
    yield from _risk()
    yield _speed()
    if not OPEN.exists():
        print("no labelled texts beside the project: no figures on mood, abuse and intents", file=sys.stderr)
        return
    yield from _mood()
    yield from _abuse()
    yield from _intents()
    yield _alarms()


def heard(
    judge: Callable[[list[Subject]], list[tuple[Finding, ...]]], texts: Iterable[str], label: str
) -> Heard:
    """The values of *label* that *judge* finds in each text."""
    return [{f.value for f in found if f.label == label} for found in judge([Subject(t) for t in texts])]


def scored(name: str, gold: Sequence[bool], said: Sequence[bool], data: str) -> Iterator[Figure]:
    """Precision, recall and F1 in percent."""
    both = sum(g and s for g, s in zip(gold, said, strict=True))
    precision = both / sum(said) if any(said) else 0.0
    recall = both / sum(gold) if any(gold) else 0.0
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    told = f"{data}; {sum(gold)} of {len(gold)} texts are so"
    yield Figure(f"rules_{name}_precision", 100 * precision, "%", told)
    yield Figure(f"rules_{name}_recall", 100 * recall, "%", told)
    yield Figure(f"rules_{name}_f1", 100 * f1, "%", told)


def _risk() -> Iterator[Figure]:
    """Invented by whoever wrote the rules, though not from them: it shows what is missed of what somebody thought of."""
    for told, risky in (("", FRESH), ("seen_", RISKY)):
        texts = [text for _, text in risky] + list(EVERYDAY)
        found = heard(Risk().judge, texts, "risk")
        data = f"{len(risky)} risky messages, invented{', with which gaps were found' if told else ', new to the rules'}"
        data += f", and {len(EVERYDAY)} everyday ones"
        for kind in RISKS_FOUND:
            gold = [kind in kinds.split() for kinds, _ in risky] + [False] * len(EVERYDAY)
            yield from scored(f"risk_{told}{kind}", gold, [kind in f for f in found], data)
        gold = [True] * len(risky) + [False] * len(EVERYDAY)
        yield from scored(f"risk_{told}any", gold, [bool(f) for f in found], data)
    some = sum(bool(f) for f in found[-len(EVERYDAY) :])
    yield Figure(
        "rules_risk_false_alarms",
        100 * some / len(EVERYDAY),
        "%",
        f"of {len(EVERYDAY)} everyday messages, invented",
    )


def _mood() -> Iterator[Figure]:
    rows = [
        r
        for part in ("train", "dev")
        for r in csv.DictReader(_lines(f"potts_{part}.tsv"), delimiter="\t", quoting=csv.QUOTE_NONE)
    ]
    found = heard(Sentiment().judge, [r["text"] for r in rows], "sentiment")
    f1 = []
    for value in ("positive", "negative", "neutral"):
        gold, said = [r["label"] == value for r in rows], [value in f for f in found]
        figures = list(
            scored(
                f"sentiment_{value}", gold, said, "PotTS (MIT), German tweets, training and development part"
            )
        )
        f1.append(figures[-1].value)
        yield from figures
    yield Figure("rules_sentiment_macro_f1", (f1[0] + f1[1]) / 2, "%", "PotTS, mean of positive and negative")


def _abuse() -> Iterator[Figure]:
    rows = list(csv.reader(_lines("germeval2018_train.txt"), delimiter="\t", quoting=csv.QUOTE_NONE))
    found = heard(Intent().judge, [r[0] for r in rows], "intent")
    said = ["abuse" in f for f in found]
    data = (
        "GermEval 2018 (CC BY 4.0), German tweets, training part; offensive is wider than abuse of a person"
    )
    yield from scored("abuse", [r[1] == "OFFENSE" for r in rows], said, data)


def _intents() -> Iterator[Figure]:
    """Speech acts of single sentences of tweets that answer nobody: not the same as what a customer wants."""
    tweets = json.loads(_read("speechacts_german_tweets_v1-1.json"))
    sentences = [s for tweet in tweets.values() for s in tweet["tweet"]["sentences"].values()]
    found = heard(Intent().judge, [s["text"] for s in sentences], "intent")
    data = "sentences of 600 German tweets with speech acts (CC BY 4.0)"
    for intent, act in SPEECH_ACTS.items():
        gold = [s.get("fine") == act for s in sentences]
        if any(gold):
            yield from scored(f"intent_{intent}", gold, [intent in f for f in found], data)


def _alarms() -> Figure:
    """How often the judge of risk speaks where people tweet about anything."""
    rows = list(csv.DictReader(_lines("potts_train.tsv"), delimiter="\t", quoting=csv.QUOTE_NONE))
    found = heard(Risk().judge, [r["text"] for r in rows], "risk")
    kinds = ", ".join(f"{k} {sum(k in f for f in found)}" for k in RISKS_FOUND)
    data = (
        f"PotTS, {len(rows)} German tweets, many of them about elections; nobody labelled their risk; {kinds}"
    )
    return Figure("rules_risk_spoken_of", 100 * sum(map(bool, found)) / len(rows), "%", data)


def _speed() -> Figure:
    judges = [j for j in classifiers.all() if j.name in ("sentiment", "intent", "risk")]
    texts = [Subject(f"{text} {n}") for n in range(10) for _, text in RISKY] + [
        Subject(f"{text} {n}") for n in range(10) for text in EVERYDAY
    ]
    for judge in judges:
        judge.judge(texts[:10])
    start = time.process_time()
    for subject in texts:  # one after the other, as a message comes in
        for judge in judges:
            judge.judge([subject])
    took = time.process_time() - start
    data = f"{len(texts)} invented messages, one at a time, mood, intent and risk, processor time"
    return Figure("rules_messages_per_second", len(texts) / took, "1/s", data)


def _read(name: str) -> str:
    with gzip.open(OPEN / f"{name}.gz", "rt", encoding="utf-8") as file:
        return file.read()


def _lines(name: str) -> Iterable[str]:
    return io.StringIO(_read(name))

"""The data sets that understanding is measured on, each with its folds. What they are: ../shared/data/README.md; none is in the project."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zuruf.classifiers.compact_train import Example

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
POLAR = ("negative", "positive")


@dataclass(frozen=True, slots=True)
class Set:
    """`metric`: "harmonic" (of macro precision and macro recall), "polar" (mean F1 of positive and negative) or "f1" (of "1").

    `published`: the best that we know of; `linear`: the first look of ../shared/data/README.md. Both were taken on test splits, which
    lie elsewhere; what is measured here is cross-validation on the training part. `folds` are the official ones or None.
    """

    name: str
    metric: str
    published: float
    linear: float
    examples: list[Example]
    folds: list[int] | None = None
    sort: str = "stratified, seed 0"
    """What folds they are."""
    replies: list[bool] | None = None
    """Which of them answer another text, where the set tells."""


def sets() -> Iterator[Set]:
    """Those that are there, one by one."""
    for column, name, best, linear in (
        ("Sub1_Toxic", "toxic", 71.75, 60.4),
        ("Sub2_Engaging", "engaging", 69.98, 67.7),
        ("Sub3_FactClaiming", "factclaiming", 76.26, 69.9),
    ):
        rows = _rows("unstated/germeval2021_train.csv.gz", ",")
        yield Set(
            f"germeval2021_{name}", "harmonic", best, linear, [(r["comment_text"], r[column]) for r in rows]
        )
    lines = (line.rstrip("\r\n").split("\t") for line in _lines("open/germeval2018_train.txt.gz"))
    yield Set("germeval2018_coarse", "harmonic", 76.77, 71.0, [(p[0], p[1]) for p in lines if len(p) > 2])
    for name, folder, best, linear in (("sb10k", "unstated", 58.35, 56.0), ("potts", "open", 69.58, 64.1)):
        both = [r for part in ("train", "dev") for r in _rows(f"{folder}/{name}_{part}.tsv.gz", "\t")]
        yield Set(name, "polar", best, linear, [(r["text"], r["label"]) for r in both])
    yield from _million_posts()


def _million_posts() -> Iterator[Set]:
    told = list(_rows("nc/omp_posts.tsv.gz", "\t"))
    posts = {r["ID_Post"]: f"{r['Headline']}\n{r['Body']}".strip() for r in told}
    answers = {r["ID_Post"] for r in told if r["ID_Parent_Post"]}
    labels = list(_rows("nc/omp_labels.tsv.gz", "\t"))
    for category, best, linear in (
        ("PossiblyFeedback", 62.97, 68.8),
        ("SentimentNegative", 61.37, 64.1),
        ("PersonalStories", 70.63, 71.7),
        ("ArgumentsUsed", 60.98, 67.4),
    ):
        rows = [r for r in labels if r["Category"] == category]
        examples = [(posts[r["ID_Post"]], r["Value"]) for r in rows]
        folds = [int(r["Fold"]) for r in rows]
        replies = [r["ID_Post"] in answers for r in rows]
        yield Set(f"omp_{category}", "f1", best, linear, examples, folds, "official", replies)


def _rows(name: str, delimiter: str) -> Iterator[dict[str, str]]:
    return iter(csv.DictReader(_lines(name), delimiter=delimiter))


def _lines(name: str) -> Iterator[str]:
    csv.field_size_limit(10_000_000)
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as f:
        yield from f


def reached(metric: str, is_: list[str], said: list[str]) -> float:
    """The figure of one fold, in percent."""
    if metric == "f1":
        return 100 * _f1(is_, said, "1")
    if metric == "polar":
        return 100 * sum(_f1(is_, said, label) for label in POLAR) / len(POLAR)
    labels = sorted(set(is_))
    hits = [sum(a == b == label for a, b in zip(is_, said, strict=True)) for label in labels]
    precision = sum(h / max(1, said.count(label)) for h, label in zip(hits, labels, strict=True)) / len(
        labels
    )
    recall = sum(h / max(1, is_.count(label)) for h, label in zip(hits, labels, strict=True)) / len(labels)
    return 200 * precision * recall / max(1e-9, precision + recall)


def _f1(is_: list[str], said: list[str], label: str) -> float:
    hit = sum(a == b == label for a, b in zip(is_, said, strict=True))
    return 2 * hit / max(1, is_.count(label) + said.count(label))

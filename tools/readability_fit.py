"""Fit the readability regression to ratings by people, and say honestly how good it is: `python tools/readability_fit.py`.

Reads ../shared/data/open (TextComplexityDE's ratings); with --write it writes src/zuruf/classifiers/readability.json and, where
the extra `embeddings` is installed, readability_vectors.json. Ridge, solved by conjugate gradients, without numerical libraries.
How often the folds are drawn: --draws 5.
"""

import csv
import gzip
import json
import math
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from zuruf.classifiers import embedding, readability, readability_vectors  # noqa: E402
from zuruf.classifiers import readability_features as features  # noqa: E402
from zuruf.classifiers.readability_words import frequencies  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "open"
OUT = ROOT / "src/zuruf/classifiers/readability.json"
OUT_VECTORS = OUT.with_name("readability_vectors.json")
WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
RIDGE, RIDGE_RUNS, SHARE, FOLDS = 200.0, 1000.0, 0.4, 10
RIDGE_VECTORS, SHARE_VECTORS = 0.4, 0.4

Row = dict[int, float]


@dataclass(frozen=True)
class Rated:
    """A sentence with what people said of it (mean of the three questions; `complexity` is what is reported)."""

    text: str
    article: str
    complexity: float
    mean: float
    error: float
    """The squared standard error of `complexity`, by how far the raters differed."""


def rated(name: str = "textcomplexityde_ratings_train.tsv.gz") -> list[Rated]:
    """The rated sentences. Raises FileNotFoundError without the data."""
    with gzip.open(DATA / name, "rt", encoding="utf-8") as f:
        return [
            Rated(
                r["Sentence"],
                r["Article_ID"],
                float(r["MOS_Complexity"]),
                sum(
                    float(r[k]) for k in ("MOS_Complexity", "MOS_Understandability", "MOS_Lexical_difficulty")
                )
                / 3,
                float(r["Std_Complexity"]) ** 2 / float(r["Votes_Complexity"]),
            )
            for r in csv.DictReader(f, delimiter="\t")
        ]


def words_of(text: str) -> list[str]:
    return [w for w in WORD.findall(text) if not w.isdigit()]


def solve(rows: Sequence[Row], target: Sequence[float], size: int, ridge: float, steps: int) -> list[float]:
    """Weights w that make |rows w - target|² + ridge |w|² small, by conjugate gradients."""
    w = [0.0] * size
    left = _transposed(rows, target, size)
    step, old = list(left), sum(x * x for x in left)
    for _ in range(steps):
        if old < 1e-9:
            break
        seen = [sum(step[i] * x for i, x in row.items()) for row in rows]
        moved = _transposed(rows, seen, size)
        curve = [m + ridge * s for m, s in zip(moved, step, strict=True)]
        a = old / sum(s * c for s, c in zip(step, curve, strict=True))
        w = [x + a * s for x, s in zip(w, step, strict=True)]
        left = [x - a * c for x, c in zip(left, curve, strict=True)]
        new = sum(x * x for x in left)
        step = [x + new / old * s for x, s in zip(left, step, strict=True)]
        old = new
    return w


def _transposed(rows: Sequence[Row], by: Sequence[float], size: int) -> list[float]:
    out = [0.0] * size
    for row, b in zip(rows, by, strict=True):
        for i, x in row.items():
            out[i] += x * b
    return out


def fit(sentences: Sequence[Rated]) -> readability.Model:
    """The regression fitted to *sentences*."""
    middle_y = sum(s.mean for s in sentences) / len(sentences)
    target = [s.mean - middle_y for s in sentences]
    table = [features.surface(s.text, words_of(s.text), frequencies()) for s in sentences]
    columns = list(zip(*table, strict=True))
    middle = [sum(c) / len(c) for c in columns]
    spread = [
        math.sqrt(sum((x - m) ** 2 for x in c) / len(c)) or 1.0 for c, m in zip(columns, middle, strict=True)
    ]
    rows = [{i: (x - middle[i]) / spread[i] for i, x in enumerate(row)} for row in table]
    weights = solve(rows, target, len(middle), RIDGE, 80)
    loose = [features.runs(words_of(s.text)) for s in sentences]
    mean_box: Counter[int] = Counter()
    for row in loose:
        mean_box.update(row)
    shared = {b: x / len(loose) for b, x in mean_box.items()}
    centred = [{**{b: -m for b, m in shared.items() if m > 0.3}, **_centred(row, shared)} for row in loose]
    boxes = solve(centred, target, features.BUCKETS, RIDGE_RUNS, 25)
    boxes_bias = middle_y - sum(boxes[b] * m for b, m in shared.items() if m > 0.3)
    return readability.Model(
        tuple(middle), tuple(spread), tuple(weights), middle_y, tuple(boxes), boxes_bias, SHARE,
    )  # fmt: skip


def _centred(row: Row, shared: dict[int, float]) -> Row:
    """Only boxes that most sentences have are centred: the others stay sparse."""
    return {b: x - (shared[b] if shared[b] > 0.3 else 0.0) for b, x in row.items()}


def fit_vectors(sentences: Sequence[Rated]) -> readability_vectors.Model:
    """What is added where the extra `embeddings` is on, fitted to *sentences*. Raises embedding.Missing."""
    vectors = embedding.embed(s.text for s in sentences)
    middle_y = sum(s.mean for s in sentences) / len(sentences)
    middle = [sum(c) / len(c) for c in zip(*vectors, strict=True)]
    rows = [{i: x - middle[i] for i, x in enumerate(v)} for v in vectors]
    weights = solve(rows, [s.mean - middle_y for s in sentences], embedding.SIZE, RIDGE_VECTORS, 80)
    # As it is shipped, in half precision.
    weights = list(readability_vectors.unpacked(readability_vectors.packed(weights)))
    bias = middle_y - sum(w * m for w, m in zip(weights, middle, strict=True))
    return readability_vectors.Model(tuple(weights), round(bias, 5), SHARE_VECTORS)


def level(model: readability.Model, text: str) -> float:
    return model.level(text, words_of(text))


@dataclass(frozen=True)
class Told:
    """What models said of each sentence that they had not seen. `mixed`: with vectors; empty without the extra."""

    plain: list[float]
    mixed: list[float]


def correlation(a: Sequence[float], b: Sequence[float]) -> float:
    ma, mb = sum(a) / len(a), sum(b) / len(b)
    cov = sum((x - ma) * (y - mb) for x, y in zip(a, b, strict=True))
    return cov / math.sqrt(sum((x - ma) ** 2 for x in a) * sum((y - mb) ** 2 for y in b))


def by_article(sentences: Sequence[Rated], draw: int = 0) -> Told:
    """What a model says of each sentence that never saw its article: ten folds of articles, the first or another *draw*."""
    names = sorted({s.article for s in sentences}, key=int)
    if draw:
        random.Random(draw).shuffle(names)
    fold = {name: i % FOLDS for i, name in enumerate(names)}
    return _told(sentences, [fold[s.article] for s in sentences])


def at_random(sentences: Sequence[Rated], draw: int = 0) -> Told:
    """As `by_article`, but the folds are of sentences: kinder, since a model has seen the article's words."""
    fold = [i % FOLDS for i in range(len(sentences))]
    random.Random(draw).shuffle(fold)
    return _told(sentences, fold)


def _told(sentences: Sequence[Rated], fold: Sequence[int]) -> Told:
    plain, mixed = [0.0] * len(sentences), [0.0] * len(sentences) if embedding.available() else []
    for out in range(FOLDS):
        seen = [s for s, f in zip(sentences, fold, strict=True) if f != out]
        model, more = fit(seen), fit_vectors(seen) if mixed else None
        for i, s in enumerate(sentences):
            if fold[i] == out:
                plain[i] = level(model, s.text)
                if more:
                    mixed[i] = more.level(plain[i], embedding.embed([s.text])[0])
    return Told(plain, mixed)


def ceiling(sentences: Sequence[Rated]) -> tuple[float, float]:
    """What a model without any error would reach, since the ratings carry the raters' own; what two halves of the raters
    would reach against each other."""
    middle = sum(s.complexity for s in sentences) / len(sentences)
    whole = sum((s.complexity - middle) ** 2 for s in sentences) / len(sentences)
    error = sum(s.error for s in sentences) / len(sentences)
    return math.sqrt(1 - error / whole), (whole - error) / (whole + error)


def error_by_article(sentences: Sequence[Rated], said: Sequence[float], times: int = 400) -> float:
    """The standard error of the correlation when whole articles are drawn with replacement."""
    of: dict[str, list[int]] = {}
    for i, s in enumerate(sentences):
        of.setdefault(s.article, []).append(i)
    draw, names, found = random.Random(7), list(of), []
    for _ in range(times):
        at = [i for name in draw.choices(names, k=len(names)) for i in of[name]]
        found.append(correlation([said[i] for i in at], [sentences[i].complexity for i in at]))
    middle = sum(found) / times
    return math.sqrt(sum((x - middle) ** 2 for x in found) / (times - 1))


def rounded(values: Iterable[float], digits: int = 5) -> list[float]:
    return [float(f"{v:.{digits}g}") for v in values]


def report(sentences: Sequence[Rated], draws: int) -> None:
    """Print how good it is: each draw of folds, by article and at random, and what could be reached at all."""
    truth = [s.complexity for s in sentences]
    for name, judge in (("by article", by_article), ("at random", at_random)):
        for draw in range(draws):
            told = judge(sentences, draw)
            for how, said in (("plain", told.plain), ("with vectors", told.mixed)):
                if said:
                    r, error = correlation(said, truth), error_by_article(sentences, said)
                    print(f"{name}, draw {draw}, {how}: r = {r:.4f} (standard error {error:.3f})", flush=True)
    print(
        "without any error r = {:.3f}; half the raters against the others r = {:.3f}".format(
            *ceiling(sentences)
        )
    )


def main() -> int:
    if not DATA.exists():
        print("The folder ../shared/data/open is missing; nothing was fitted.")
        return 1
    sentences = rated()
    if "--write" not in sys.argv:
        report(sentences, int(sys.argv[sys.argv.index("--draws") + 1]) if "--draws" in sys.argv else 1)
        return 0
    write(sentences)
    return 0


def write(sentences: Sequence[Rated]) -> None:
    """The numbers that are shipped."""
    m = fit(sentences)
    raw: dict[str, object] = {
        "middle": rounded(m.middle), "spread": rounded(m.spread), "weights": rounded(m.weights), "bias": m.bias,
        "boxes": rounded(m.boxes, 4), "boxes_bias": m.boxes_bias, "share": m.share,
    }  # fmt: skip
    _put(OUT, raw)
    if not embedding.available():
        print(f"The extra embeddings is not installed: {OUT_VECTORS.name} stays as it is.")
        return
    v = fit_vectors(sentences)
    _put(OUT_VECTORS, {"weights": readability_vectors.packed(v.weights), "bias": v.bias, "share": v.share})


def _put(path: Path, raw: dict[str, object]) -> None:
    path.write_text(json.dumps(raw, separators=(",", ":")) + "\n", "utf-8")
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    sys.exit(main())

"""Teach the model that ships and say how good it is: `make model`. Reads ../shared/data and tools/invented.

Taught from openly licensed data and invented texts only; the other sets are measured on and never taught from. With --write it writes
src/zuruf/classifiers/shipped.npz. Same data, same machine, same bytes. The table goes into docs/build/model-card.md by hand.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tools")]

import invented  # noqa: E402
import model_data as data  # noqa: E402
import model_risk  # noqa: E402

from zuruf.classifiers import (  # noqa: E402
    compact_file,
    compact_train,
    learned,
)
from zuruf.classifiers.compact import Compact  # noqa: E402
from zuruf.classifiers.compact_train import Example  # noqa: E402
from zuruf.classifiers.learned import FILE  # noqa: E402

SEED = 1
FOLDS = 5
BY_LINE = ("sentiment", "intent", "relevant")
"""Tasks of which copies of one line are put aside together: else each copy seems to be known, and all that is said is too sure. The others
would say yes more easily then: 13.8 % of harmless tweets would be offensive for 11.5 %, and engaging would fall from 69.2 to 67.5."""
Row = tuple[str, float, int]
"""What was measured: name, figure, texts."""


def examples(made: Sequence[invented.Invented]) -> dict[str, list[Example]]:
    """Task → (text, label): all that may be taught from."""
    own: dict[str, list[Example]] = {task: [] for task in data.TASKS}
    for one in made:
        for task, label in data.TASKS.items():
            if label in one.labels:
                own[task].append((one.text, one.labels[label]))
    own["sentiment"] += data.potts()
    own["offensive"] += data.germeval2018()
    own["factclaiming"] += data.speech_acts()
    own["relevant"] += [(text, "no") for text, _ in data.potts()[::4]]
    return own


def taught(made: Sequence[invented.Invented]) -> Compact:
    """The model, with the digest of the invented texts in what it says of itself."""
    model = learned_from(made)
    model = Compact({**model.known, **model_risk.taught(made, SEED)})
    told = {"invented": invented.digest(), "risks": invented.digest_risks(), "made_by": "make model"}
    return Compact({name: replace(t, about={**t.about, **told}) for name, t in model.known.items()})


def learned_from(made: Sequence[invented.Invented], tasks: Sequence[str] = tuple(data.TASKS)) -> Compact:
    """These tasks."""
    groups = {group: at for at, group in enumerate(sorted({one.group for one in made}))}
    line = {one.text: groups[one.group] for one in made}
    given = {task: some for task, some in examples(made).items() if task in tasks}
    lines = {
        task: [line.get(text, len(groups) + at) for at, (text, _) in enumerate(given[task])]
        for task in BY_LINE
        if task in given
    }
    return compact_train.train(given, seed=SEED, lines=lines)


def f1(pairs: Sequence[tuple[str, str]], labels: Sequence[str]) -> float:
    """The mean F1 of *labels*, in percent. *pairs*: (is, was said)."""
    each = []
    for label in labels:
        hit = sum(a == b == label for a, b in pairs)
        said, there = sum(b == label for _, b in pairs), sum(a == label for a, _ in pairs)
        each.append(2 * hit / (said + there) if said + there else 0.0)
    return 100 * sum(each) / len(each)


def harmonic(pairs: Sequence[tuple[str, str]]) -> float:
    """GermEval's figure for yes and no: the harmonic mean of macro precision and macro recall."""
    p, r = [], []
    for label in ("no", "yes"):
        hit = sum(a == b == label for a, b in pairs)
        p.append(hit / max(1, sum(b == label for _, b in pairs)))
        r.append(hit / max(1, sum(a == label for a, _ in pairs)))
    mp, mr = sum(p) / 2, sum(r) / 2
    return 200 * mp * mr / (mp + mr) if mp + mr else 0.0


def said(model: Compact, task: str, texts: Sequence[Example]) -> list[tuple[str, str]]:
    found = model.judge([text for text, _ in texts], [task])
    return [(label, one[task].label) for (_, label), one in zip(texts, found, strict=True)]


def unseen(model: Compact) -> list[Row]:
    """On sets that it was not taught from; those that are missing are left out."""
    polar = ("positive", "negative")

    def mood(pairs: Sequence[tuple[str, str]]) -> float:
        return f1(pairs, polar)

    sets: list[tuple[str, str, Callable[[], list[Example]], Callable[[Sequence[tuple[str, str]]], float]]] = [
        ("GermEval 2021 toxic, by offensive (harmonic mean)", "offensive", lambda: data.germeval2021("Sub1_Toxic"), harmonic),
        ("GermEval 2021 engaging (harmonic mean)", "engaging", lambda: data.germeval2021("Sub2_Engaging"), harmonic),
        ("GermEval 2021 fact-claiming (harmonic mean)", "factclaiming", lambda: data.germeval2021("Sub3_FactClaiming"), harmonic),
        ("GermEval 2019 offensive (harmonic mean)", "offensive", data.germeval2019, harmonic),
        ("HASOC 2019 German, offensive (harmonic mean)", "offensive", data.hasoc2019, harmonic),
        ("PotTS dev, sentiment (F1 of positive and negative)", "sentiment", lambda: data.potts("dev"), mood),
        ("SB10k, sentiment (F1 of positive and negative)", "sentiment", data.sb10k, mood),
        ("GermEval 2017 dev, sentiment (F1 of positive and negative)", "sentiment", data.germeval2017, mood),
        ("One Million Posts, negative or not (F1 of negative)", "sentiment", data.omp_negative, lambda p: f1([(a, b if b == "negative" else "no") for a, b in p], ("negative",))),
        ("English complaints, complaint or not (F1 of complaint)", "intent", data.complaints_en, lambda p: f1([(a, b if b == "complaint" else "no") for a, b in p], ("complaint",))),
    ]  # fmt: skip
    rows = []
    for name, task, read, figure in sets:
        try:
            texts = read()
        except FileNotFoundError:
            continue
        rows.append((name, figure(said(model, task, texts)), len(texts)))
    return rows


def everyday(model: Compact) -> list[Row]:
    """On the held-out everyday messages: how many are said right (%), the model alone."""
    texts, labels = zip(*invented.wants_unseen(), strict=True)
    found = model.judge(texts, ["intent", "sentiment"])
    rows = []
    for label in ("intent", "sentiment"):
        right = [one[label].label == is_[label] for one, is_ in zip(found, labels, strict=True)]
        rows.append((f"{label} (% right)", 100 * sum(right) / len(right), len(right)))
        for value in sorted({is_[label] for is_ in labels}):
            some = [r for r, is_ in zip(right, labels, strict=True) if is_[label] == value]
            rows.append((f"{label}, {value}", 100 * sum(some) / len(some), len(some)))
    return rows


def across(made: Sequence[invented.Invented]) -> tuple[list[Row], list[Row]]:
    """Lines of the invented texts put aside, all copies of one together: by task, and by how people write."""
    groups = sorted({one.group for one in made})
    tasks = [t for t in data.TASKS if t not in ("sentiment", "offensive")]
    pairs: dict[str, list[tuple[str, str]]] = {task: [] for task in tasks}
    people: dict[str, list[tuple[str, str]]] = {}
    for fold in range(FOLDS):
        aside = set(groups[fold::FOLDS])
        there = [one for one in made if one.group not in aside]
        model = learned_from(there, tasks)
        for task in tasks:
            for one in (o for o in made if o.group in aside and data.TASKS[task] in o.labels):
                got = model.judge([one.text], [task])[0][task].label
                pairs[task].append((one.labels[data.TASKS[task]], got))
                if task == "intent":
                    for who in data.speakers(one.text, one.language, typed=one.typed):
                        people.setdefault(who, []).append(pairs[task][-1])

    def row(name: str, p: list[tuple[str, str]]) -> Row:
        return name, f1(p, sorted({a for a, _ in p})), len(p)

    right = [(who, 100 * sum(a == b for a, b in p) / len(p), len(p)) for who, p in sorted(people.items())]
    return [row(f"{task} (macro F1)", p) for task, p in pairs.items()], right


def groups_unseen(model: Compact) -> list[Row]:
    """Offensive by mistake: how often what is not offensive is said to be, by how people write (GermEval 2019)."""
    try:
        fine = [text for text, label in data.germeval2019() if label == "no"]
    except FileNotFoundError:
        return []
    wrong: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for text, (_, got) in zip(fine, said(model, "offensive", [(t, "no") for t in fine]), strict=True):
        for who in (*data.speakers(text, "de"), "all"):
            every[who] += 1
            wrong[who] += got == "yes"
    return [(who, 100 * wrong[who] / n, n) for who, n in sorted(every.items())]


def reasons(model: Compact, most: int = 150) -> list[Row]:
    """Words named as reasons are taken away: in how many texts the label is less probable then."""
    from zuruf.classifiers.compact_why import without

    rows = []
    sets: Mapping[str, list[Example]] = {
        "offensive": data.germeval2018()[:: max(1, 5009 // most)],
        "sentiment": data.potts("dev")[:most],
    }
    for task, texts in sets.items():
        fell = asked = 0
        for text, _ in texts:
            one = model.judge([text], [task])[0][task]
            if words := learned.why(text, task, one.label):
                asked += 1
                fell += model.judge([without(text, list(words))], [task])[0][task].of(one.label) < one.p
        rows.append((f"{task}: less probable without the words named (%)", 100 * fell / max(1, asked), asked))
    return rows


def table(title: str, rows: Sequence[Row]) -> None:
    print(f"\n{title}", flush=True)
    for name, figure, n in rows:
        print(f"| {name} | {figure:.1f} | {n:,} |")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--write", action="store_true", help="write the model into the source")
    ask.add_argument("--kept", action="store_true", help="measure the one in the source, teach none")
    ask.add_argument("--quick", action="store_true", help="only the sets that it was not taught from")
    wanted = ask.parse_args()
    made = invented.texts()
    try:
        model = compact_file.load(FILE) if wanted.kept else taught(made)
    except FileNotFoundError as missing:
        sys.exit(f"The data to teach from is missing: {missing.filename}")
    counted = {t: Counter(label for _, label in e) for t, e in examples(made).items()}
    for task, labels in counted.items():
        print(f"{task}: {dict(labels)}, put aside: {model.known[task].about.get('reached')}")
    for task, one in model.known.items():
        if task.startswith(learned.RISK):
            told = {what: one.about.get(what) for what in ("examples", "found", "wrong")}
            print(f"{task}: {told} (shares, put aside by lines)")
    print(f"{len(compact_file.packed(model)):,} bytes", flush=True)
    if wanted.write:
        compact_file.save(model, FILE)
        print(f'TAUGHT in classifiers/learned.py: ("{learned.there()}", the day).', flush=True)
    table("Sets that it has not seen", unseen(model))
    table("Everyday messages, held out", everyday(model))
    table("Reasons", reasons(model))
    model_risk.printed(model)
    if not wanted.quick:
        tasks, people = across(made)
        table("Invented lines put aside", tasks)
        table("Right about what people want, by how they write (%)", people)
        table("Said to be offensive by mistake, by how people write (%)", groups_unseen(model))


if __name__ == "__main__":
    main()

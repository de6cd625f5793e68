"""What Zuruf finds in messages of anybody's own: lines of JSON in, for each a line out. Stores nothing and needs no database.

In: `{"id": "4711", "text": "…"}`, and `"is_reply": true` or false where it is known whether it answers another message, for a profile that learned from it;
other keys may be there and change nothing. Out::

    {"id": "4711", "language": {"label": "de", "p": 0.98}, "relevant": …, "sentiment": …, "intent": …, "topic": [], "toxic": …,
     "engaging": …, "factclaiming": …, "offensive": …, "risk": [{"label": "press", "p": 0.8}], "deserves_answer": …, "urgency": …,
     "reasons": [{"of": "sentiment", "code": "blames", "words": ["nie wieder"]}]}

`label` is "unsure" where there is nothing to judge; beside a label that is not certain stands `"unsure": true`. `topic` and
`risk` are lists, empty where there is none. A profile adds a key for each of its tasks, whose label is as it stood in the examples; a task that is called like a key above takes its place. `p` is how probable
the label is; one that is rare is decided for below one half where that was right more often on texts put aside.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from zuruf.classifiers.compact import Compact
from zuruf.classifiers.compact_heads import Scores
from zuruf.core.triage import Assessment, Finding
from zuruf.flow import judging, profiles

AT_ONCE = 256
"""Lines that are judged together."""
KEYS = (
    "language",
    "relevant",
    "sentiment",
    "intent",
    "topic",
    "toxic",
    "engaging",
    "factclaiming",
    "offensive",
    "risk",
    "deserves_answer",
    "urgency",
)
LISTS = ("topic", "risk")
NOTHING: Mapping[str, Any] = {"label": "unsure", "p": 0.0}


def judged(rows: Sequence[Mapping[str, Any]], model: Compact | None = None) -> list[dict[str, Any]]:
    """What there is to say about rows with `id` and `text`, in their order; with a profile's *model* also about its tasks."""
    texts = [row["text"] for row in rows]
    found = judging.findings(texts)
    said = [{"id": row["id"], **_told(one)} for row, one in zip(rows, found, strict=True)]
    if model is not None:
        _add(said, texts, [row.get("is_reply") for row in rows], model)
    return said


def _told(found: Assessment) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for key in KEYS:
        spoken = sorted(
            (f for f in found.findings if f.label == key and f.value), key=lambda f: -f.probability
        )
        if key in LISTS:
            told[key] = [_label(f) for f in spoken]
        else:
            told[key] = _label(spoken[0]) if spoken else dict(NOTHING)
    told["reasons"] = [
        {"of": f.label, "code": r.code, "words": list(r.words)}
        for f in found.findings
        if f.label in KEYS
        for r in f.reasons
    ]
    return told


def _label(f: Finding) -> dict[str, Any]:
    told = {"label": f.value, "p": round(f.probability, 4)}
    return {**told, "unsure": True} if f.unsure else told


def _add(
    said: Sequence[dict[str, Any]], texts: Sequence[str], replies: Sequence[bool | None], model: Compact
) -> None:
    """What the tasks of a profile say, and which words made them say so."""
    scores = profiles.judged(model, texts, replies)
    for task in model.tasks:
        labels = [one[task].label for one in scores]
        for line, text, one, words in zip(said, texts, scores, model.whys(texts, task, labels), strict=True):
            line[task] = _scored(model, task, one[task])
            line["reasons"] = [r for r in line["reasons"] if r["of"] != task]
            if words and text:
                line["reasons"].append({"of": task, "code": "words", "words": list(words)})
    for line in said:
        line["reasons"] = line.pop("reasons")  # stands last


def _scored(model: Compact, task: str, one: Scores) -> dict[str, Any]:
    return {"label": profiles.as_said(model.known[task], one.label), "p": round(one.p, 4)}

"""What this process remembers of what people said: their examples, read when they changed, and the house's own model, read when it was
taught anew."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from zuruf.core.triage import Finding, Reason
from zuruf.core.understanding import Learned
from zuruf.flow import learning
from zuruf.store.queries import examples

if TYPE_CHECKING:
    from zuruf.classifiers.compact import Compact
    from zuruf.classifiers.taught import Taught

log = logging.getLogger(__name__)
Said = Mapping[str, tuple[Finding, ...]]
"""label → what somebody said of a message like it."""
LOOKED_AT = 2000  # characters of a text; of what is nearly the same more would tell nothing


def nearly_the_same(texts: Sequence[str], state: int) -> Sequence[Said]:
    """For each text what people said of one nearly the same. *state*: of the examples (`queries.judging.taught`); 0: there are
    none, and nothing is read. One statement after a change, else none."""
    judge = _judge(state) if state and texts else None
    if judge is None:
        return [{} for _ in texts]
    try:
        return judge.judge([text[:LOOKED_AT] for text in texts])
    except Exception:  # what else was found is worth more than why this failed
        log.exception("The judge of examples failed on a batch of %s texts", len(texts))
        return [{} for _ in texts]


def told_near(texts: Sequence[str], told: Sequence[tuple[str, Collection[str]]]) -> Sequence[frozenset[str]]:
    """For each text the values that were *told* of a text nearly the same. No statement."""
    try:
        from zuruf.classifiers.taught import Example, Taught
    except ImportError:  # numpy is missing: nothing was ever judged so
        return [frozenset() for _ in texts]
    judge = Taught([Example(text[:LOOKED_AT], {v: (v,) for v in values}, date.min) for text, values in told])
    return [frozenset(found) for found in judge.judge([text[:LOOKED_AT] for text in texts])]


_kept: tuple[int, "Taught | None"] = (0, None)


def _judge(state: int) -> "Taught | None":
    global _kept
    before, judge = _kept
    if before != state:
        judge = _made()
        _kept = (state, judge)
    return judge


def _made() -> "Taught | None":
    try:
        from zuruf.classifiers.taught import Example, Taught
    except ImportError as error:  # numpy is missing
        log.warning("What people said is not remembered: %s", error)
        return None
    return Taught([Example(e.whole[:LOOKED_AT], e.said, e.at.date()) for e in examples.newest()])


@dataclass(frozen=True, slots=True)
class Own:
    """What the house's own model says of a text, and its topics. `examples`: task → how many taught it."""

    learned: Learned = field(default_factory=dict)
    topics: tuple[Finding, ...] = ()
    examples: Mapping[str, int] = field(default_factory=dict)


def own(
    texts: Sequence[str], known: Collection[str], replies: Sequence[bool | None] | None = None
) -> Sequence[Own]:
    """What the house's own model says of each text. *known*: topics in use; *replies*: which texts answer another message, None where
    nobody knows. No statement."""
    model = _model()
    if model is None or not texts:
        return [Own() for _ in texts]
    from zuruf.classifiers import house  # it is there where a model is

    said = {n: int(str(task.about.get("said", 0))) for n, task in model.known.items() if _of_one(n)}
    try:
        judged = model.judge([text[:LOOKED_AT] for text in texts], replies=replies)
    except Exception:
        log.exception("The house's own model failed on a batch of %s texts", len(texts))
        return [Own() for _ in texts]
    return [
        Own(
            {n: dict(zip(s.labels, s.probabilities, strict=True)) for n, s in one.items() if _of_one(n)},
            tuple(
                Finding("topic", slug, s.of("yes"), (Reason("house"),))
                for n, s in one.items()
                if (slug := n.removeprefix("topic.")) in known and n != slug and house.about(s)
            ),
            said,
        )
        if any(c.isalpha() for c in text)
        else Own()
        for text, one in zip(texts, judged, strict=True)
    ]


def _of_one(task: str) -> bool:
    """Is it a task of a label with a value, not of one topic?"""
    return not task.startswith("topic.")


_loaded: tuple[tuple[str, int], "Compact | None"] = (("", 0), None)


def _model() -> "Compact | None":
    """The house's own model; None where there is none."""
    global _loaded
    path = learning.path()
    try:
        which = str(path), path.stat().st_mtime_ns
    except OSError:
        return None
    before, model = _loaded
    if before != which:
        model = _read(path)
        _loaded = (which, model)
    return model


def _read(path: Path) -> "Compact | None":
    try:
        from zuruf.classifiers import compact_file

        return compact_file.load(path)
    except (ImportError, OSError, ValueError) as error:
        log.warning("The house's own model cannot be read: %s", error)
        return None

"""What this process remembers of what people said: read when it changed, judged by before the rest speaks."""

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from zuruf.core.triage import Finding
from zuruf.store.queries import examples

if TYPE_CHECKING:
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
    return Taught(
        [
            Example((f"{e.title}\n{e.text}" if e.title else e.text)[:LOOKED_AT], e.said, e.at.date())
            for e in examples.newest()
        ]
    )

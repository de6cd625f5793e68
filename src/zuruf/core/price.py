"""The price of waiting: what second pairs of eyes cost in minutes, what they changed, and what follows from that."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import TypeVar

from zuruf.core.evidence import FEW, upper_bound
from zuruf.core.reply import AskState
from zuruf.core.small_groups import enough

K = TypeVar("K")
MINUTE = timedelta(minutes=1)
RARELY = 0.05  # a step that changes the meaning of fewer than one answer in twenty may be dropped
OFTEN = 0.20  # a step that changes the meaning of more than one in five earns its minutes
HARMS = 0.05  # of what went out unseen: a share above this that had to be put right harms
RUN_OUT = 0.30  # share of questions that the clock answered, above which there are too few eyes


class Became(StrEnum):
    """What became of an answer that went out because nobody looked in time; the worst that is known."""

    UNSEEN = "unseen"  # nobody has looked at it since
    FINE = "fine"
    LESSON = "lesson"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


BAD = (Became.LESSON, Became.CORRECTED, Became.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a second pair of eyes that came to an end or ran out of time. `guideline`: slug, "" when none asked; `reason`:
    guideline | mandate | partner | trial. `account`, `team`, `author`, `eyes`: keys of rows; `eyes` is who decided, else who
    was asked. `ended_at`: when it was decided or the clock released it; of what still waits after a holding reply, now. `words`: how many were changed. `meaning` None: it was
    changed, and nobody noted how."""

    guideline: str
    reason: str
    account: int
    team: int | None
    author: int
    eyes: int | None
    asked_at: datetime
    ended_at: datetime
    deadline: datetime
    due_at: datetime | None
    state: AskState
    changed: bool = False
    words: int = 0
    meaning: bool | None = None
    became: Became = Became.UNSEEN

    @property
    def minutes(self) -> float:
        """How long the answer sat there."""
        return max(0.0, (self.ended_at - self.asked_at) / MINUTE)

    @property
    def after_due(self) -> float:
        """Minutes by which it came after the due time because of the question; 0 when it came in time, or would have been
        late without it."""
        if self.due_at is None or self.asked_at >= self.due_at:
            return 0.0
        return max(0.0, (self.ended_at - self.due_at) / MINUTE)

    @property
    def decided(self) -> bool:
        """By a person."""
        return self.state in (AskState.RELEASED, AskState.RETURNED)

    @property
    def ran_out(self) -> bool:
        """Its deadline passed before anybody decided."""
        return not self.decided or self.ended_at > self.deadline

    @property
    def mattered(self) -> bool:
        """It came back, or somebody noted that its meaning was changed."""
        return self.state is AskState.RETURNED or (self.changed and self.meaning is True)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long answers sat. Minutes; `ninth`: nine of ten took no longer. `late`: how many came after the due time because
    of it, and `late_by` the median of by how much. `ran_out`: deadlines that passed; `released`: of these, sent as they were;
    `wrote_released`: their authors."""

    total: float
    median: float
    ninth: float
    late: int
    late_by: float
    ran_out: int
    released: int
    wrote_released: frozenset[int]
    became: tuple[tuple[Became, int], ...]

    def of(self, what: Became) -> int:
        return dict(self.became).get(what, 0)


@dataclass(frozen=True, slots=True)
class Changes:
    """What persons did with what they were asked. `words`: median of the words changed, of those that were. `unnoted`:
    changed, and nobody noted whether in meaning: evidence for nothing. `upper`: bound of the share that mattered, of those
    of which it is known."""

    decided: int
    changed: int
    words: int
    meaning: int
    unnoted: int
    returned: int
    upper: float

    @property
    def unchanged(self) -> int:
        return self.decided - self.changed - self.returned

    @property
    def mattered(self) -> int:
        return self.meaning + self.returned

    @property
    def known(self) -> int:
        """Decided, and known whether it mattered."""
        return self.decided - self.unnoted


@dataclass(frozen=True, slots=True)
class Figures:
    """Of questions that ended. `eyes`, `authors`: the people whom `waits` and `changes` measure."""

    asked: int
    waits: Waits
    changes: Changes
    eyes: frozenset[int]
    authors: frozenset[int]

    @property
    def people(self) -> tuple[frozenset[int], frozenset[int]]:
        """Whom it measures: those who looked, and those who wrote."""
        return self.eyes, self.authors


def figures(questions: Sequence[Question]) -> Figures:
    """All figures of these questions; of none they are 0."""
    return Figures(
        len(questions),
        _waits(questions),
        _changes([q for q in questions if q.decided]),
        frozenset(q.eyes for q in questions if q.eyes is not None),
        frozenset(q.author for q in questions),
    )


def by(questions: Iterable[Question], key: Callable[[Question], K]) -> dict[K, Figures]:
    """The figures of each group, what cost most minutes first."""
    groups: dict[K, list[Question]] = {}
    for question in questions:
        groups.setdefault(key(question), []).append(question)
    made = {name: figures(group) for name, group in groups.items()}
    return dict(sorted(made.items(), key=lambda item: -item[1].waits.total))


EDGES = (5, 15, 30, 60, 120, 240, 1440)
"""Minutes at which the strip of waits is parted; the last part is open."""


def spread(questions: Iterable[Question]) -> tuple[int, ...]:
    """How many answers sat up to 5 minutes, up to 15, … and longer than a day; one more number than EDGES."""
    counts = [0] * (len(EDGES) + 1)
    for question in questions:
        counts[next((n for n, edge in enumerate(EDGES) if question.minutes <= edge), len(EDGES))] += 1
    return tuple(counts)


class Advice(StrEnum):
    HARM = "harm"  # what went out on time-out had to be put right: let a holding reply go instead
    DROP = "drop"  # it changes next to nothing: do without
    WORDING = "wording"  # it changes words and not meaning: look afterwards instead
    RUNS_OUT = "runs_out"  # too few eyes: nobody comes in time
    KEEP = "keep"  # it earns its minutes
    WATCH = "watch"  # between the two: nothing follows yet
    TOO_FEW = "too_few"
    NONE = "none"  # no step by itself


def advice(f: Figures, *, step: bool = True, delicate: bool = False) -> Advice:
    """What follows from the figures of one step. Dropping is advised only when the share of answers that came back or were
    changed in meaning is surely below one in twenty (upper bound of 95 %, of one reading), and of next to none it is unknown. *step* False: this is
    none that could go: a law of the house such as what partners write, or the sum of several. *delicate*: a guideline about
    something of DELICATE is never dropped."""
    if not step:
        return Advice.NONE
    if _harms(f.waits):
        return Advice.HARM
    c = f.changes
    if c.known < FEW:
        crowded = f.asked >= FEW and f.waits.ran_out > RUN_OUT * f.asked
        return Advice.RUNS_OUT if crowded else Advice.TOO_FEW
    if c.upper < RARELY and c.unnoted <= RARELY * c.decided:
        return Advice.WORDING if delicate or c.changed > RARELY * c.decided else Advice.DROP
    if c.mattered > OFTEN * c.known:
        return Advice.KEEP
    return Advice.RUNS_OUT if f.waits.ran_out > RUN_OUT * f.asked else Advice.WATCH


def _harms(w: Waits) -> bool:
    """More than a few that went out unseen had to be put right: surely, or of at least FEW; by five authors or more."""
    bad = sum(w.of(what) for what in BAD)
    if not bad or not enough(w.wrote_released):
        return False
    surely = 1.0 - upper_bound(w.released - bad, w.released) > HARMS
    return surely or (w.released >= FEW and bad >= HARMS * w.released)


def quantile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least *share* (0 < share ≤ 1) of them do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered) - 1e-9) - 1)] if ordered else 0.0


def _waits(questions: Sequence[Question]) -> Waits:
    minutes = [q.minutes for q in questions]
    late = [q.after_due for q in questions if q.after_due > 0]
    released = [q for q in questions if q.state is AskState.LATE_RELEASED]
    return Waits(
        sum(minutes),
        quantile(minutes, 0.5),
        quantile(minutes, 0.9),
        len(late),
        quantile(late, 0.5),
        sum(q.ran_out for q in questions),
        len(released),
        frozenset(q.author for q in released),
        tuple(Counter(q.became for q in released).most_common()),
    )


def _changes(decided: Sequence[Question]) -> Changes:
    changed = [q for q in decided if q.changed and q.state is AskState.RELEASED]
    unnoted = sum(q.meaning is None for q in changed)
    known = len(decided) - unnoted
    return Changes(
        len(decided),
        len(changed),
        round(quantile((q.words for q in changed), 0.5)),
        sum(q.meaning is True for q in changed),
        unnoted,
        sum(q.state is AskState.RETURNED for q in decided),
        upper_bound(sum(q.mattered for q in decided), known) if known else 1.0,
    )

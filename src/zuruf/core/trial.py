"""The trial run: approvals of the old way, what Zuruf would have said beside each, and which mandates would have sufficed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from zuruf.core.evidence import FEW, upper_bound
from zuruf.core.guideline import Verdict
from zuruf.core.mandate import RISKS, Mandate, Matter, Risk, gaps
from zuruf.core.price import quantile

MINUTE = timedelta(minutes=1)
MOST = 6  # mandates that are proposed: more than that nobody grants in one go
LEAST = 2  # approvals that a further mandate must spare
BAD_SHARE = 0.02  # of what a proposed mandate covers, no more than this may have mattered
SURELY = 0.06  # and where FEW or more were decided, the upper bound (95 %) of that share is no higher


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval of the old way. `verdict`: what guidelines alone would have said; `covered`: somebody's mandate would
    have backed it. `ended_at` None: still waits. `meaning` None: changed, and nobody noted how. `returned`: it came back.
    `guidelines`: those that would have asked or stopped. `here`: asked in Zuruf, not told by a file. `clock`: nobody
    decided; its time ran out."""

    id: int
    account: int
    verdict: Verdict
    asked_at: datetime
    ended_at: datetime | None
    covered: bool = False
    topics: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    post: bool = False
    changed: bool = False
    words: int = 0
    meaning: bool | None = None
    returned: bool = False
    guidelines: tuple[str, ...] = ()
    here: bool = True
    clock: bool = False

    @property
    def minutes(self) -> float:
        return max(0.0, (self.ended_at - self.asked_at) / MINUTE) if self.ended_at else 0.0

    @property
    def mattered(self) -> bool:
        """It came back, or somebody said that its meaning was changed."""
        return self.returned or (self.changed and self.meaning is True)

    @property
    def unnoted(self) -> bool:
        """It was changed, and nobody said whether in meaning: evidence for nothing."""
        return self.changed and self.meaning is None and not self.returned

    @property
    def plain(self) -> bool:
        """No guideline would have held it up, so that a mandate is all it takes."""
        return self.verdict in (Verdict.GO, Verdict.LOOK)

    def matter(self) -> Matter:
        return Matter(self.account, self.topics, self.intents, self.risks, self.post)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mandate that would have sufficed. `alone`: approvals that it covers and a person decided; `more`: of these, not covered by those named
    before it; `mattered`: of what it covers, how many came back or were changed in meaning."""

    mandate: Mandate
    alone: int
    more: int
    mattered: int

    @property
    def few(self) -> bool:
        """It was seen too rarely to say how safe it is."""
        return self.alone < FEW


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trial run found. `ended`: approvals that came to an end. `unchanged` were released by a person as written;
    `ran_out`: nobody decided in time, so that they prove nothing. `minutes`: waited in
    all. `plain`: no guideline would have held them up; `asked`, `stopped`: one would have. `caught`: of those that
    mattered, how many a guideline would have asked about or stopped; `missed`: ids of the others. `sufficed`: how many of
    `plain` the mandates in `suggestions` cover together; `covered`: how many a mandate that is held already covers. `unnoted`: changed, and nobody said how."""

    approvals: int
    ended: int
    unchanged: int
    ran_out: int
    changed: int
    returned: int
    mattered: int
    minutes: float
    median: float
    plain: int
    asked: int
    stopped: int
    caught: int
    missed: tuple[int, ...]
    covered: int
    sufficed: int
    suggestions: tuple[Suggestion, ...]
    unnoted: int = 0


def outcome(approvals: Sequence[Approval]) -> Outcome:
    """The sums of a trial run, and the mandates that would have sufficed."""
    ended = [a for a in approvals if a.ended_at is not None]
    plain = [a for a in ended if a.plain]
    mattered = [a for a in ended if a.mattered]
    chosen = suggest(ended)
    return Outcome(
        len(approvals),
        len(ended),
        sum(not a.changed and not a.returned and not a.clock for a in ended),
        sum(a.clock for a in ended),
        sum(a.changed for a in ended),
        sum(a.returned for a in ended),
        len(mattered),
        sum(a.minutes for a in ended),
        quantile((a.minutes for a in ended), 0.5),
        len(plain),
        sum(a.verdict is Verdict.ASK for a in ended),
        sum(a.verdict is Verdict.STOP for a in ended),
        sum(not a.plain for a in mattered),
        tuple(a.id for a in mattered if a.plain),
        sum(a.covered for a in plain),
        len(spared([s.mandate for s in chosen], plain)),
        chosen,
        sum(a.unnoted for a in ended),
    )


def suggest(approvals: Sequence[Approval], most: int = MOST) -> tuple[Suggestion, ...]:
    """The mandates, *most* at most, that cover the most of those approvals that were not needed: each time the one that
    spares the most of what is left (of equals the narrower). None of them covers more than BAD_SHARE of approvals that
    mattered, and none reaches further than it has to. What the clock ended is no evidence, nor is
    what was changed and nobody said how."""
    plain = [a for a in approvals if a.plain and not a.clock and not a.unnoted]
    alike = _alike(plain)
    safe = [(m, of) for m in candidates(plain) if _safe(of := _reached([m], alike), plain)]
    chosen: list[Suggestion] = []
    left = {a.id for a in plain if not a.mattered}
    known = {a.id: a for a in plain}
    while safe and len(chosen) < most:
        best, of = max(safe, key=lambda one: (len(one[1] & left), *_narrow(one[0])))
        more = len(of & left)
        if more < LEAST:
            break
        bad = sum(known[pk].mattered for pk in of)
        chosen.append(Suggestion(best, len(of), more, bad))
        left -= of
    return tuple(chosen)


def candidates(plain: Sequence[Approval]) -> list[Mandate]:
    """Every mandate that is worth a look: everything, or one account, or one topic or intent that came up, or both; each up
    to every step of risk that was decided FEW times at least; up to the lowest always."""
    accounts = [frozenset[int](), *(frozenset({a}) for a in sorted({a.account for a in plain if a.account}))]
    topics = sorted(set(chain(*(a.topics for a in plain))))
    intents = sorted(set(chain(*(a.intents for a in plain))))
    about = [(frozenset[str](), frozenset[str]())]
    about += [(frozenset({t}), frozenset()) for t in topics] + [
        (frozenset(), frozenset({i})) for i in intents
    ]
    seen = Counter(a.matter().risk for a in plain)
    risks = [r for r in RISKS if r is not Risk.GRAVE and seen[r] >= (FEW if r is not RISKS[0] else 1)]
    wanted = ((on, of, risk) for on in accounts for of in about for risk in risks)
    return [
        Mandate(n, "", "", accounts=on, topics=of[0], intents=of[1], highest_risk=risk)
        for n, (on, of, risk) in enumerate(wanted)
    ]


def spared(mandates: Iterable[Mandate], plain: Sequence[Approval]) -> set[int]:
    """The ids of what at least one of these mandates covers. None of them has a term."""
    return _reached(mandates, _alike(plain))


def _alike(plain: Sequence[Approval]) -> dict[Matter, list[Approval]]:
    """What is about the same, so that each mandate is held against it once."""
    found: dict[Matter, list[Approval]] = {}
    for a in plain:
        found.setdefault(a.matter(), []).append(a)
    return found


def _reached(mandates: Iterable[Mandate], alike: Mapping[Matter, Sequence[Approval]]) -> set[int]:
    held = tuple(mandates)
    return {
        a.id
        for matter, same in alike.items()
        if any(not gaps(m, matter, same[0].asked_at) for m in held)
        for a in same
    }


def _safe(covered: set[int], plain: Sequence[Approval]) -> bool:
    bad, n = sum(a.mattered for a in plain if a.id in covered), len(covered)
    return bool(covered) and bad <= BAD_SHARE * n and (n < FEW or upper_bound(bad, n) <= SURELY)


def _narrow(m: Mandate) -> tuple[int, int, int]:
    """Sorts the narrower mandate higher, so that of equals it is chosen; then the first in order."""
    return sum(map(bool, (m.accounts, m.topics, m.intents))), -RISKS.index(m.highest_risk), -m.id

"""What if other mandates, or other guidelines, had held? Past answers judged twice by both together."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from zuruf.core.guideline import DELICATE, ORDER, Facts, Guideline, Hit, Judgement, Verdict, strictest
from zuruf.core.guideline_many import Rulebook, bits
from zuruf.core.mandate import Coverage, Mandate, Matter, coverage
from zuruf.core.people import OURS
from zuruf.core.phrases import Stems
from zuruf.core.verdict import Settled, asks, settle
from zuruf.core.what_if import Compared

WEIGHED = 10_000  # of the answers weighed last, how many are remembered


@dataclass(frozen=True, slots=True)
class Granted:
    """A mandate and whoever holds it: exactly one of the keys `member` and `team`, or `role`."""

    mandate: Mandate
    member: int | None = None
    team: int | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote an answer, as she is now."""

    id: int
    role: str
    teams: frozenset[int] = frozenset()

    def holds(self, granted: Granted) -> bool:
        if self.role not in OURS:
            return False
        return (
            granted.member == self.id
            or granted.team in self.teams
            or bool(granted.role and granted.role == self.role)
        )


@dataclass(frozen=True, slots=True)
class Regime:
    """All that decides: guidelines, mandates, and whether mandates are in force."""

    guidelines: tuple[Guideline, ...]
    granted: tuple[Granted, ...] = ()
    in_force: bool = False


@dataclass(frozen=True, slots=True)
class _Side:
    settled: Settled
    hits: tuple[Guideline, ...]
    reach: Coverage | None


class Both:
    """Two regimes, laid out so that each text is looked at once for both."""

    def __init__(self, before: Regime, after: Regime, now: datetime) -> None:
        """*now*: when the terms of mandates are looked at; a change is tried as if it had held all the time."""
        self._regimes, self._now = (before, after), now
        old = {g.id: g for g in before.guidelines}
        came = [g for g in after.guidelines if old.get(g.id) != g]
        self._came = {g.id for g in came}
        self._book = Rulebook([*before.guidelines, *came])
        new = {g.id: n for n, g in enumerate(came, len(before.guidelines))}
        first = {g.id: n for n, g in enumerate(before.guidelines)}
        self._sides = (
            bits(first.values()),
            bits(new[g.id] if g.id in new else first[g.id] for g in after.guidelines),
        )
        self._weighed = lru_cache(maxsize=WEIGHED)(self._weigh)

    def of(self, facts: Facts, writer: Writer, about: Matter, draft: Stems | None = None) -> Compared:
        """What would have become of this answer, before and after. *about* without the risks that lie in the answer;
        *draft*: see `Rulebook.look`."""
        return self._weighed(self._book.hits(facts, draft), facts.risk, writer, about)

    def _weigh(self, there: int, risk: tuple[str, ...], writer: Writer, about: Matter) -> Compared:
        """*there*: places of all guidelines that hit. Only this decides, so answers that are alike in it are weighed once."""
        before, after = (
            self._side(self._book.named(there & places), risk, regime, writer, about)
            for regime, places in zip(self._regimes, self._sides, strict=True)
        )
        hits = tuple(g.id for g in after.hits if g.id in self._came)
        was, is_now = before.settled.verdict, after.settled.verdict
        if was is is_now:
            return Compared(was, is_now, hits=hits)
        side = before if was is Verdict.ASK else after
        asking = tuple(g for g in side.hits if asks(Hit(g)) and g.id not in side.settled.waived)
        gap = Verdict.ASK in (was, is_now) and not asking
        return Compared(was, is_now, _decided(before, after, self._came), asking, hits, gap)

    def _side(
        self,
        hits: tuple[Guideline, ...],
        risk: tuple[str, ...],
        regime: Regime,
        writer: Writer,
        about: Matter,
    ) -> _Side:
        delicate = (frozenset(risk) & frozenset(DELICATE)).union(*(g.delicate for g in hits))
        judgement = Judgement(strictest(hits), tuple(map(Hit, hits)), delicate)
        reach = self._reach(regime, writer, replace(about, risks=(*risk, *delicate)))
        return _Side(settle(judgement, reach, partner=writer.role not in OURS), hits, reach)

    def _reach(self, regime: Regime, writer: Writer, about: Matter) -> Coverage | None:
        if not regime.in_force or writer.role not in OURS:
            return None
        held = [g.mandate for g in regime.granted if writer.holds(g)]
        return coverage(held, about, self._now)


def _decided(before: _Side, after: _Side, came: set[str]) -> str:
    """What makes the difference: "mandate:" with the one that reaches now, "gap:" with why none does any more, else the
    guideline."""
    if after.reach is not None and not after.reach.covered and (before.reach is None or before.reach.covered):
        return ("gap:" + ",".join(after.reach.gaps))[:64]
    gained = after.settled.waived - before.settled.waived
    lost = (
        before.reach is not None and not before.reach.covered and (after.reach is None or after.reach.covered)
    )
    if (lost or gained) and after.reach is not None and after.reach.mandate is not None:
        return ("mandate:" + after.reach.mandate.name)[:64]
    stricter = max((before, after), key=lambda side: ORDER.index(side.settled.verdict))
    deciding = [g for g in stricter.hits if g.then.verdict is stricter.settled.verdict]
    return next((g.id for g in deciding if g.id in came), deciding[0].id if deciding else "")

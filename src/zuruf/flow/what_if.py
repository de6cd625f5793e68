"""What if? A change of guidelines is tried on past answers before it takes effect. The worker does it step by step."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import Q

from zuruf.core.guideline import Guideline
from zuruf.core.guideline_file import Unreadable
from zuruf.core.guideline_many import Rulebook
from zuruf.core.people import May, Who
from zuruf.core.what_if import OPEN, Compared, Comparison, RunState, Tally, Waits, minutes_of, waits
from zuruf.core.what_if_mandates import Both, Regime
from zuruf.flow import audit, guideline, what_if_mandates
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.past import Reader
from zuruf.flow.what_if_mandates import MandateChange, Writers
from zuruf.store.models import WhatIf, WhatIfAnswer
from zuruf.store.queries import mandate as reading
from zuruf.store.queries import what_if as queries

CHUNK = 500  # answers in one transaction
STEP = 0.8  # seconds of work in one turn of the worker
CLAIM = timedelta(minutes=2)
KEPT = 2_000  # changed answers that are kept one by one; all are counted
SAMPLE = 200  # answers that the editor tries at once
MONTH = timedelta(days=30)
YEAR = timedelta(days=365)  # how far back second pairs of eyes are asked how long they took
FORGET = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Change:
    """What would become of one guideline. `toml` "": it would not be there. `version`: the saved one that it is, 0: none."""

    slug: str
    toml: str
    version: int = 0


def ask(who: Who, changes: Sequence[Change], days: int, *, now: datetime | None = None) -> str:
    """Try these changes on the answers of the last *days* (0: all). The run's public id; the worker does it.

    Declined: "not_allowed", "no_change", "unreadable" (problems).
    """
    told = [{"slug": c.slug, "toml": c.toml, "version": c.version} for c in changes]
    return _ask(who, told, days, now or clock())


def ask_mandates(
    who: Who,
    changes: Sequence[MandateChange],
    days: int,
    *,
    in_force: bool = True,
    now: datetime | None = None,
) -> str:
    """Try mandates as they would be; *in_force*: whether they would decide at all. Declined: "not_allowed", "no_change",
    "unknown_mandate", "unknown_accounts", "mandate_holder"."""
    names = {g.mandate.public_id: g.mandate.name for g in _before().granted}
    told = [{**change.stored(), "name": names.get(change.mandate, "")} for change in changes]
    return _ask(who, [*told, what_if_mandates.switched(in_force)], days, now or clock())


def _ask(who: Who, changes: list[dict[str, object]], days: int, now: datetime) -> str:
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    before = _before()
    after = _after(before, changes)
    if stamp(before) == stamp(after):
        raise Declined("no_change")
    since = now - timedelta(days=days) if days else None
    with transaction.atomic():
        made = WhatIf.objects.create(
            changes=changes,
            since=since, until=now, total=queries.answers(since, now).count(), asked_by_id=who.id,
            created_at=now, stamp=stamp(before),
        )  # fmt: skip
        audit.record(
            "what_if.asked", "what_if", made.public_id, now=now, who=who, data={"changes": len(changes)}
        )
    return made.public_id


def ask_text(who: Who, toml: str, days: int, *, now: datetime | None = None) -> str:
    """Try one guideline as it is edited. Declined: see `ask`."""
    try:
        made = guideline.read(toml)
    except Unreadable as error:
        raise Declined("unreadable", problems=error.problems) from None
    return ask(who, [Change(made.id, toml)], days, now=now)


def ask_set(who: Who, wanted: Mapping[str, bool], days: int, *, now: datetime | None = None) -> str:
    """Try these guidelines in their newest version (True) or not at all (False). Declined: see `ask`."""
    newest = {slug: Change(slug, toml, g.version) for slug, toml, g in guideline.newest()}
    changes = [newest[slug] if on else Change(slug, "") for slug, on in wanted.items() if slug in newest]
    return ask(who, changes, days, now=now)


def plan_lint(*, now: datetime | None = None) -> bool:
    """Have counted anew what each guideline by itself would hit of last month's answers, if that was never done, or a day
    ago, or there are other guidelines by now. Returns whether it will be."""
    now = now or clock()
    newest = guideline.newest()
    mine = stamp([g for _slug, _toml, g in newest])
    last = WhatIf.objects.filter(kind="lint").order_by("-pk").first()
    if not newest or (last and last.stamp == mine and last.created_at > now - timedelta(days=1)):
        return False
    with transaction.atomic():
        WhatIf.objects.filter(created_at__lt=now - FORGET).delete()
        WhatIf.objects.filter(kind="lint").delete()
        WhatIf.objects.create(
            kind="lint",
            changes=[{"slug": slug, "toml": toml, "version": g.version} for slug, toml, g in newest],
            since=now - MONTH, until=now, total=queries.answers(now - MONTH, now).count(),
            created_at=now, stamp=mine,
        )  # fmt: skip
    return True


def count_lint(*, now: datetime | None = None) -> None:
    """Count it now, in this process, whenever it was done last (`zuruf guidelines lint`)."""
    now = now or clock()
    WhatIf.objects.filter(kind="lint").delete()
    plan_lint(now=now)
    while WhatIf.objects.filter(kind="lint", state__in=OPEN).exists() and work("lint", now=now):
        pass


def cancel(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """Stop a run; what was counted so far stays. Declined: "not_allowed", "gone", "over"."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    with transaction.atomic():
        rows = WhatIf.objects.filter(public_id=public_id)
        if not rows.filter(state__in=OPEN).update(state=RunState.CANCELLED, finished_at=now):
            raise Declined("over" if rows.exists() else "gone")
        audit.record("what_if.cancelled", "what_if", public_id, now=now, who=who)


def changed_set(before: Sequence[Guideline], changes: Sequence[Change]) -> tuple[Guideline, ...]:
    """The guidelines as they would be. Declined("unreadable") with the problems of the first that cannot be read."""
    touched = {c.slug for c in changes}
    try:
        new = [guideline.read(c.toml, c.version) for c in changes if c.toml]
    except Unreadable as error:
        raise Declined("unreadable", problems=error.problems) from None
    return tuple([g for g in before if g.id not in touched] + new)


def stamp(of: Regime | Sequence[Guideline]) -> str:
    """One short text for all that decides, whatever its order."""
    rules = of.guidelines if isinstance(of, Regime) else of
    parts = sorted(f"{g.id} {g.when} {g.then}" for g in rules)
    parts += [what_if_mandates.stamp_of(of)] if isinstance(of, Regime) else []
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _before() -> Regime:
    """What decides now."""
    return what_if_mandates.regime(guideline.active())


def _after(before: Regime, changes: Sequence[Mapping[str, object]]) -> Regime:
    rules = changed_set(before.guidelines, [_change(c) for c in changes if "slug" in c])
    return what_if_mandates.changed(before, rules, changes)


def sample(edited: Guideline, *, now: datetime | None = None) -> tuple[int, int]:
    """(hits, answers): how many of the newest answers of last month, SAMPLE at most, this guideline alone would hit."""
    now = now or clock()
    book, answers = Rulebook([edited]), queries.past(now - MONTH, now, limit=SAMPLE)
    return sum(bool(book.hits(a.facts, a.draft)) for a in Reader().facts(answers)), len(answers)


def work(worker: str, *, now: datetime | None = None, seconds: float = STEP) -> bool:
    """One turn: take up a run, count for about *seconds*, keep what was counted. False when there is nothing to do."""
    start, now = monotonic(), now or clock()
    pk = _claim(worker, now)
    if pk is None:
        return False
    try:
        counting = _counting(pk)
        while counting.step(worker, now) and monotonic() - start < seconds:
            pass
    except Exception:
        WhatIf.objects.filter(pk=pk, claim_token=worker).update(state=RunState.FAILED, finished_at=now)
        raise
    return True


def _claim(worker: str, now: datetime) -> int | None:
    stale = Q(claim_until__lt=now) | Q(claim_token=worker)
    mine = WhatIf.objects.filter(Q(state=RunState.WAITING) | Q(state=RunState.RUNNING) & stale)
    for pk in mine.order_by("pk").values_list("pk", flat=True)[:5]:
        if mine.filter(pk=pk).update(state=RunState.RUNNING, claim_token=worker, claim_until=now + CLAIM):
            return pk
    return None


class _Counting:
    """One run in this process: both sets of guidelines, laid out once."""

    def __init__(self, row: WhatIf) -> None:
        self.pk, self.lint, self.since, self.until = row.pk, row.kind == "lint", row.since, row.until
        self.reader = Reader()
        minutes = reading.rules().ask_minutes
        self.waits: Waits = waits(() if self.lint else queries.questions(row.until - YEAR), minutes)
        before = Regime(()) if self.lint else _before()
        after = _after(before, row.changes)
        self.comparison = Comparison(before.guidelines, after.guidelines)
        self.both = Both(before, after, row.until) if before.in_force or after.in_force else None
        self.writers = Writers()

    def step(self, worker: str, now: datetime) -> bool:
        """Count the next answers and keep them, if the run is still ours. False: it is at its end, or somebody else's."""
        row = WhatIf.objects.get(pk=self.pk)
        answers = queries.past(self.since, self.until, below=row.cursor, limit=CHUNK)
        tally = Tally.of(row.result)
        changed = self._count(answers, tally, KEPT - sum(tally.moved.values()))
        over = len(answers) < CHUNK
        fields: dict[str, object] = {"done": row.done + len(answers), "result": tally.as_dict()}
        if answers:
            fields["cursor"] = answers[-1].pk
        if over:
            fields |= {"state": RunState.DONE, "finished_at": now, "total": row.done + len(answers)}
        with transaction.atomic():
            ours = WhatIf.objects.filter(
                pk=self.pk, claim_token=worker, state=RunState.RUNNING, cursor=row.cursor
            )
            if not ours.update(**fields, claim_until=now + CLAIM):
                return False
            WhatIfAnswer.objects.bulk_create(changed)
        return not over

    def _compared(self, answers: Sequence[queries.PastAnswer]) -> list[tuple[queries.PastAnswer, Compared]]:
        """Guidelines alone take the short way; where mandates have a say, both are asked."""
        seen = self.reader.facts(answers)
        if self.both is None:
            return [(row, self.comparison.of(facts, draft)) for row, facts, draft in seen]
        by = self.writers.of(answers)
        return [(row, self.both.of(facts, *by[row.pk], draft)) for row, facts, draft in seen]

    def _count(self, answers: Sequence[queries.PastAnswer], tally: Tally, room: int) -> list[WhatIfAnswer]:
        compared = self._compared(answers)
        differ = [(row, c) for row, c in compared if c.before is not c.after]
        asked = [] if self.lint else [row.draft for row, c in differ if c.asks or c.gap]
        own = queries.own_waits(asked) if asked else {}
        kept: list[WhatIfAnswer] = []
        for row, c in compared:
            minutes, source = minutes_of(c, own.get(row.draft), self.waits)
            tally.add(c, None if self.lint else minutes, source)
            if c.before is not c.after and not self.lint and len(kept) < room:
                # How long one question really took, beside its answer, would tell how long that one colleague took.
                kept.append(_answer(self.pk, row.pk, c, None if source == "own" else minutes))
        return kept


def _answer(run: int, delivery: int, c: Compared, minutes: float | None) -> WhatIfAnswer:
    return WhatIfAnswer(
        run_id=run, delivery_id=delivery, before=c.before, after=c.after, guideline=c.decided, minutes=minutes
    )


_LAST: dict[int, _Counting] = {}


def _counting(pk: int) -> _Counting:
    """The run as this process counts it, laid out anew when it is another one. If what is in force changed since it was
    counted by another process, it begins anew: one run compares with one set."""
    if pk not in _LAST:
        _LAST.clear()
        row = WhatIf.objects.get(pk=pk)
        in_force = stamp(_before()) if row.kind != "lint" else row.stamp
        if row.kind != "lint" and row.stamp != in_force:
            with transaction.atomic():
                WhatIfAnswer.objects.filter(run=pk).delete()
                WhatIf.objects.filter(pk=pk).update(stamp=in_force, cursor=0, done=0, result={})
        _LAST[pk] = _Counting(row)
    return _LAST[pk]


def _change(c: Mapping[str, object]) -> Change:
    version = c.get("version")
    return Change(str(c["slug"]), str(c["toml"]), version if isinstance(version, int) else 0)

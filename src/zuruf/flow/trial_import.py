"""Approvals that were given elsewhere, read from a file into a trial run and judged as Zuruf would have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from zuruf.core.difference import difference
from zuruf.core.guideline import judge
from zuruf.core.people import May, Who
from zuruf.core.triage import as_kept
from zuruf.core.trial_file import Fault, Line, read
from zuruf.flow import audit, guideline, triage
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.past import Reader
from zuruf.store.models import Account, Trial, TrialNote
from zuruf.store.queries import guideline_facts
from zuruf.store.queries.what_if import PastAnswer

AT_ONCE = 50  # lines in one transaction
BIGGEST = 5_000_000  # bytes of one file


@dataclass(frozen=True, slots=True)
class Imported:
    """`again`: lines that were in this run already."""

    new: int
    again: int
    faults: tuple[Fault, ...]


def bring(who: Who, trial: str, raw: bytes, *, now: datetime | None = None) -> Imported:
    """Read a CSV file of approvals into the run; it may be over. A line counts once, however often it comes. Of persons
    nothing is read. Declined: "not_allowed", "gone", "too_big", "unreadable" (faults) when no line can be read."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    run = Trial.objects.filter(public_id=trial).first()
    if run is None:
        raise Declined("gone")
    if len(raw) > BIGGEST:
        raise Declined("too_big")
    found = read(raw, ZoneInfo(guideline_facts.around().zone))
    if not found.lines:
        raise Declined("unreadable", faults=found.faults)
    before = set(TrialNote.objects.filter(trial=run).values_list("source_key", flat=True))
    fresh = {line.key: line for line in found.lines if line.key not in before}
    notes = _judged(run, list(fresh.values()))
    for start in range(0, len(notes), AT_ONCE):
        with transaction.atomic():
            TrialNote.objects.bulk_create(notes[start : start + AT_ONCE], ignore_conflicts=True)
    with transaction.atomic():
        audit.record("trial.imported", "trial", run.public_id, now=now, who=who, data={"lines": len(notes)})
    return Imported(len(notes), len(found.lines) - len(notes), found.faults)


def _judged(run: Trial, lines: Sequence[Line]) -> list[TrialNote]:
    """What Zuruf would have said to each. Nobody's mandate is looked at: the file names nobody."""
    accounts = _accounts()
    on = guideline.active()
    assessed = triage.assess([triage.seen("", line.message or line.before) for line in lines])
    kept = [[as_kept(f) for f in one.findings] for one in assessed]
    past = [
        _past(line, accounts.get(line.account.casefold()), one) for line, one in zip(lines, kept, strict=True)
    ]
    made = []
    for line, one, (_row, facts, *_) in zip(lines, kept, Reader().facts(past), strict=True):
        judgement = judge(facts, on)
        labels = guideline_facts.findings(one) if line.message else {}
        account = accounts.get(line.account.casefold())
        risks = dict.fromkeys((*labels.get("risk", ()), *sorted(judgement.delicate)))
        change = difference(line.before, line.after)
        made.append(
            TrialNote(
                trial=run, account_id=account[0] if account else None, verdict=judgement.verdict,
                hits=[{"id": h.guideline.id, "version": h.guideline.version, "verdict": str(h.guideline.then.verdict)} for h in judgement.hits],
                topics=list(labels.get("topic", ())), intents=list(labels.get("intent", ())), risks=list(risks),
                asked_at=line.asked_at, decided_at=line.decided_at, before=line.before, after=line.after,
                words_changed=change.words, meaning_changed=line.meaning if change.words else False, source_key=line.key,
            )
        )  # fmt: skip
    return made


def _past(line: Line, account: tuple[int, str] | None, findings: Sequence[Mapping[str, Any]]) -> PastAnswer:
    said = {f.get("label"): f.get("value") for f in findings}
    return PastAnswer(
        0, 0, line.before, account[1] if account else "", True, str(said.get("language") or ""), line.message,
        tuple(findings) if line.message else (), (), "desk", line.asked_at,
    )  # fmt: skip


def _accounts() -> dict[str, tuple[int, str]]:
    """(key, channel) by what a file may call an account: its name, handle, public id, or a channel that only one has."""
    rows = list(Account.objects.values_list("pk", "channel", "name", "handle", "public_id"))
    channels = [row[1] for row in rows]
    found = {channel: (pk, channel) for pk, channel, *_rest in rows if channels.count(channel) == 1}
    for pk, channel, *names in rows:
        found |= {name.casefold(): (pk, channel) for name in names if name}
    return found

"""Trial runs and the approvals in them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from zuruf.core.guideline import Verdict
from zuruf.core.reply import AskState
from zuruf.core.trial import Approval
from zuruf.store.models import Trial, TrialNote


@dataclass(frozen=True, slots=True)
class Run:
    public_id: str
    by: str
    started_at: datetime
    until: datetime
    ended_at: datetime | None
    approvals: int


@dataclass(frozen=True, slots=True)
class Kept:
    """The approvals of a run. `authors`, `eyes`: the people of those that were asked here. `back`: taken back."""

    approvals: tuple[Approval, ...]
    authors: frozenset[int]
    eyes: frozenset[int]
    back: int


@dataclass(frozen=True, slots=True)
class Text:
    """What was approved: `before` as it was asked, `after` as it was released ("" when it came back)."""

    before: str
    after: str
    account: str
    at: datetime
    conversation: str  # public id, "" when it was told by a file


def runs() -> tuple[Run, ...]:
    """All, the newest first. One statement."""
    rows = Trial.objects.select_related("started_by").annotate(n=Count("notes")).order_by("-pk")
    return tuple(_run(row, row.n) for row in rows)


def run(public_id: str) -> Run | None:
    """One statement."""
    row = (
        Trial.objects.filter(public_id=public_id)
        .select_related("started_by")
        .annotate(n=Count("notes"))
        .first()
    )
    return _run(row, row.n) if row else None


def kept(public_id: str) -> Kept:
    """What was approved in this run; what its author took back was not. One statement."""
    rows = list(
        TrialNote.objects.filter(trial__public_id=public_id)
        .select_related("ask__draft")
        .defer("before", "after", "ask__draft__text", "ask__asked_text", "ask__released_text", "ask__holding")
        .order_by("asked_at", "pk")
    )
    counted = [n for n in rows if n.ask is None or n.ask.state != AskState.CANCELLED]
    asks = [n.ask for n in counted if n.ask is not None]
    eyes = {pk for a in asks if (pk := a.decided_by_id or a.asked_of_id) is not None}
    return Kept(
        tuple(map(_approval, counted)),
        frozenset(a.draft.author_id for a in asks),
        frozenset(eyes),
        len(rows) - len(counted),
    )


def texts(public_id: str, notes: Collection[int]) -> dict[int, Text]:
    """What these approvals said. One statement."""
    rows = TrialNote.objects.filter(trial__public_id=public_id, pk__in=notes)
    rows = rows.select_related("ask__draft__conversation", "account")
    return {n.pk: _text(n) for n in rows}


def _run(row: Trial, approvals: int) -> Run:
    by = row.started_by.name or row.started_by.initials
    return Run(row.public_id, by, row.started_at, row.until, row.ended_at, approvals)


def _approval(n: TrialNote) -> Approval:
    told: dict[str, Any] = {
        "id": n.pk,
        "account": n.account_id or 0,
        "verdict": Verdict(n.verdict),
        "asked_at": n.asked_at,
        "covered": n.covered,
        "topics": tuple(n.topics),
        "intents": tuple(n.intents),
        "risks": tuple(n.risks),
        "guidelines": tuple(str(h.get("id")) for h in n.hits if h.get("verdict") in ("ask", "stop")),
    }
    if n.ask is None:
        changed, meaning = bool(n.words_changed), n.meaning_changed
        return Approval(
            **told,
            ended_at=n.decided_at,
            changed=changed,
            words=n.words_changed or 0,
            meaning=meaning,
            here=False,
        )
    a = n.ask
    state = AskState(a.state)
    clock = state in (AskState.LATE_RELEASED, AskState.LATE_RETURNED)  # after a holding reply it still waits
    return Approval(
        **told,
        ended_at=a.decided_at or (a.deadline if clock else None),
        post=a.draft.kind == "post",
        changed=a.changed,
        words=a.words_changed or 0,
        meaning=a.meaning_changed,
        returned=state is AskState.RETURNED,
        clock=clock,
    )


def _text(n: TrialNote) -> Text:
    name = n.account.name if n.account else ""
    if n.ask is None:
        return Text(n.before, n.after, name, n.asked_at, "")
    a = n.ask
    back = a.state == AskState.RETURNED
    return Text(
        a.asked_text or a.draft.text,
        "" if back else a.released_text or a.draft.text,
        name,
        n.asked_at,
        a.draft.conversation.public_id,
    )

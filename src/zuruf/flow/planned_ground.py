"""Answers planned for an hour ahead, when what their authors may say changes: what would have to be asked about by now asks
a person before it goes out.

That happens where mandates are switched on or off, where somebody leaves a team or gets another role, where an absence ends
and with it what her deputy held, and where a mandate's term runs out: the last two by the clock alone, so the worker looks.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from zuruf.core.guideline import Verdict
from zuruf.core.mandate import Mandate
from zuruf.core.outbox import DeliveryState
from zuruf.core.verdict import Reason
from zuruf.flow import attachments, backing, planned
from zuruf.flow.author import author
from zuruf.flow.clock import clock
from zuruf.flow.verdict import Weighed, weigh
from zuruf.store.models import Delivery
from zuruf.store.queries.goodwill import of_draft
from zuruf.store.queries.mandate import held_by, rules
from zuruf.store.queries.reply import scene

AHEAD = timedelta(minutes=2)
"""The worker looks this far ahead: what ends in the very minute of an answer's hour is seen before it goes out."""


def switched(now: datetime) -> int:
    """Mandates were switched on or off: everything planned is looked at. How many ask now. Inside the caller's
    transaction."""
    return _each(_planned(), now)


def holders_changed(now: datetime, members: Collection[int] | None = None) -> int:
    """What these *members* (keys; None: anybody) hold changed: whatever of theirs stands on a mandate that they hold no more
    is looked at. How many ask now. Inside the caller's transaction."""
    return _each(_fallen(_planned(members), now), now)


def sweep(*, now: datetime | None = None) -> int:
    """Whatever stands on a mandate that by now nobody holds for it: its term ran out, or the absence ended in which a deputy
    held it. How many ask. Each in its own transaction."""
    now = (now or clock()) + AHEAD
    return sum(_alone(row, now) for row in _fallen(_planned(), now))


def _alone(row: Delivery, now: datetime) -> int:
    with transaction.atomic():
        return _each([row], now)


def _planned(members: Collection[int] | None = None) -> list[Delivery]:
    """What waits for its hour, and goes out on its author's ground alone: what a second pair of eyes let go stands on
    hers."""
    rows = Delivery.objects.filter(state=DeliveryState.QUEUED, follows=None, doubt_at=None, wants_yes=False)
    rows = rows.exclude(scheduled_for=None).select_related("conversation", "author", "draft").order_by("pk")
    if members is not None:
        rows = rows.filter(accountable__in=members)
    return [row for row in rows if not row.backing.get("ask")]


def _fallen(rows: list[Delivery], now: datetime) -> list[Delivery]:
    """Those whose mandate does not reach to whoever answers for them."""
    rows = [row for row in rows if row.backing.get("mandate") and row.accountable_id]
    if not rows or not rules().in_force:
        return []
    holds = held_by({row.accountable_id for row in rows if row.accountable_id}, now)
    return [row for row in rows if not _reaches(row, holds[row.accountable_id or 0], now)]


def _reaches(row: Delivery, held: tuple[Mandate, ...], now: datetime) -> bool:
    same = (m for m in held if m.public_id == row.backing["mandate"])
    return any(m.ends_at is None or now < m.ends_at for m in same)


def _each(rows: list[Delivery], now: datetime) -> int:
    """Those that would be asked about ask; of the others it is kept what backs them from now on."""
    asked = 0
    for row in rows:
        w = _weighed(row, now)
        if w is None or (w.verdict in (Verdict.ASK, Verdict.STOP) and w.reason is not Reason.TRIAL):
            asked += planned.not_covered(row.pk, now)
            continue
        back = backing.by_one(row.accountable_id or row.author_id, w)
        Delivery.objects.filter(pk=row.pk, state=DeliveryState.QUEUED).update(backing=back.stored())
    return asked


def _weighed(row: Delivery, now: datetime) -> Weighed | None:
    """As if its author sent it now; None where nothing is left of what it answers."""
    here = scene(row.conversation.public_id)
    if here is None:
        return None
    here = here.alone(row.draft.privately)
    alts = [m.alt for m in attachments.media(row.draft)]
    money = of_draft(row.draft_id).cents
    by = author(row.author, here, now)
    return weigh(here, row.draft.text, by, alts, goodwill=money, replaces=(row.draft_id,), now=now)

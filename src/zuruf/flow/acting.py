"""What the worker does with acts: claim → network → record, as in the outbox. The network is asked outside any transaction."""

from datetime import datetime

from django.db import transaction

from zuruf import channels
from zuruf.core.channel import Channel, ChannelError, TryLater, Unknown
from zuruf.core.hiding import ActState, Next, after_error
from zuruf.core.measure import Measure, Ordered
from zuruf.core.outbox import START_WITHIN
from zuruf.flow import acts, asking, recording
from zuruf.flow.clock import clock, uptime
from zuruf.store import act_claims as claims
from zuruf.store.models import Act

A = ActState
WORKER_GONE, SLEPT = "code:worker_gone", "code:slept"


def work(worker: str, *, now: datetime | None = None) -> bool:
    """Do one thing that is due; True when there was one. *now* is for tests."""
    at = now or clock()
    return _take_over(at) or any(_carry_out(key, worker, now) for key in _first(at))


def _first(now: datetime) -> list[int]:
    return list(claims.due(now).values_list("pk", flat=True)[:5])


def _take_over(now: datetime) -> bool:
    """Its worker is gone, maybe after the network did it: nobody knows."""
    row = claims.stale(now).select_related(*claims.WITH).first()
    if row is None:
        return False
    _failed(row, Unknown(WORKER_GONE), now)
    return True


def _carry_out(key: int, worker: str, now: datetime | None) -> bool:
    steady = uptime()
    row = claims.claim(key, worker, now or clock())
    if row is None:
        return False
    order = Ordered(**{**row.payload, "created_at": datetime.fromisoformat(row.payload["created_at"])})

    def do(channel: Channel) -> None:
        if uptime() - steady > START_WITHIN.total_seconds():  # this machine slept; nothing was asked yet
            raise TryLater(SLEPT)
        channel.act(order)

    said = asking.ask(row.account, do)
    at = now or clock()
    if isinstance(said, ChannelError):
        error = said
        recording.insist(lambda: _failed(row, error, at))
    else:
        recording.insist(lambda: _done(row, at))
    asking.note(row.account, said, at)
    return True


def _done(row: Act, at: datetime) -> None:
    over = row.takes_back_id or row.measure == Measure.APPROVE  # nothing stays hidden by it
    ends = {"ended_at": at} if over else {}
    with transaction.atomic():
        changes = {"done_at": at, "why": "", **ends}
        if not claims.finish(row, A.DONE, **changes) and not claims.late(row, **changes):
            return
        if row.takes_back_id:
            Act.objects.filter(pk=row.takes_back_id, ended_at=None).update(ended_at=at)
        acts.tell("act.back" if row.takes_back_id else "act.done", row, at)


def _failed(row: Act, error: ChannelError, at: datetime) -> None:
    then = after_error(error, row.attempts, _harmless(row), at)
    with transaction.atomic():
        if not claims.finish(row, then.state, why=str(error)[:500], **_changes(row, error, then, at)):
            return
        if then.state is not A.QUEUED:
            acts.tell(f"act.{then.state}", row, at)
        elif row.attempts == 1:
            acts.tell("act.waits", row, at)


def _changes(row: Act, error: ChannelError, then: Next, at: datetime) -> dict[str, object]:
    changes: dict[str, object] = {"in_doubt": row.in_doubt or isinstance(error, Unknown)}
    changes |= {"next_at": then.at} if then.at else {}
    return changes | ({"ended_at": at} if then.state is A.REFUSED else {})


def _harmless(row: Act) -> bool:
    offer = channels.can(row.account.channel).offer(row.measure)
    return offer is not None and offer.harmless

"""What the worker does with deliveries: send, look up, withdraw, and take over from a worker that died.

Each step is claim → network → record. The network is asked outside any transaction and without a database connection
(flow/asking.py); what it said is recorded by a conditional UPDATE on the claim's token (flow/recording.py).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from zuruf.core import outbox as rules
from zuruf.core.channel import (
    Budget,
    Channel,
    ChannelError,
    NotConnected,
    Receipt,
    Refused,
    TryLater,
    Unknown,
)
from zuruf.core.outbox import DeliveryState, Next, Tried
from zuruf.core.reply import Kind
from zuruf.flow import asking, clock_jumps, read_back, recording, terms
from zuruf.flow.clock import clock, uptime
from zuruf.store import claims
from zuruf.store.claims import Work
from zuruf.store.models import Delivery
from zuruf.store.queries.outbox import outgoing

D = DeliveryState
# What the program itself has to say about a delivery; pages turn the code into words.
WORKER_GONE, FORGOTTEN, SLEPT = "code:worker_gone", "code:forgotten", "code:slept"


def work(worker: str, *, now: datetime | None = None, account_id: int | None = None) -> bool:
    """Do one thing that is due, for one account or for any; True when there was one.

    Blocks as long as the network takes: whoever wants one account's outage to delay nothing on another calls it for
    each account by itself (ops/lanes.py). *now* is for tests; without it the clock is asked before and after the
    network.
    """
    if now is None:
        clock_jumps.notice()
    for what, keys in claims.first_due(now or clock(), account_id).items():
        if _STEPS[what](keys, worker, now):
            return True
    return False


def accounts_with_work(now: datetime | None = None) -> list[int]:
    """The accounts for which `work` would find something."""
    return claims.accounts_with_work(now or clock())


def _stale(keys: list[int], worker: str, now: datetime | None) -> bool:
    """Its worker is gone, maybe after the network accepted: nobody knows.

    What that worker sent may still be under way when it is this clock that jumped; so the doubt begins now.
    """
    at = now or clock()
    for row in claims.due(Work.STALE, at).filter(pk__in=keys).select_related(*claims.WITH):
        then = rules.after_error(Unknown(WORKER_GONE), _tried(row), now=at, can=asking.can(row))
        if recording.unpublished(row, then, at):
            return True
    return False


def _publish(keys: list[int], worker: str, now: datetime | None) -> bool:
    began, steady = now or clock(), uptime()
    row = claims.claim(Work.PUBLISH, keys, worker, began)
    if row is None:
        return False
    stopped = _stopped(row, began)
    if stopped is not None:
        _spare_the_others(row, TryLater(stopped.why), stopped, began)
        return recording.unpublished(row, stopped, began)
    reply, was = outgoing(row.payload), row.corrects
    budget: list[Budget | None] = [None]

    def send(channel: Channel) -> Receipt:
        if uptime() - steady > rules.START_WITHIN.total_seconds():
            # This machine slept: too little of the claim is left, and nothing was sent yet.
            raise TryLater(SLEPT)
        try:
            if row.kind == Kind.EDIT and was is not None:
                return channel.edit(Receipt(was.remote_id, was.permalink, was.ref), reply)
            key = reply.record_key or channel.record_key(reply.key, reply.created_at)
            return channel.publish(replace(reply, record_key=key))
        finally:
            budget[0] = asking.left(channel)

    said = asking.ask(row.account, send)
    _sent(row, said, budget[0], now or clock())
    return True


def _sent(row: Delivery, said: Receipt | ChannelError, budget: Budget | None, at: datetime) -> None:
    if isinstance(said, Receipt):
        receipt = said
        recording.insist(lambda: recording.published(row, receipt, at, budget))
    else:
        then = rules.after_error(said, _tried(row), now=at, can=asking.can(row))
        recording.insist(lambda: recording.unpublished(row, then, at, budget))
        _spare_the_others(row, said, then, at)
    asking.note(row.account, said, at)
    if (until := rules.paced(budget, at)) is not None:
        _wait_all(row, until, asking.BUDGET)


def _stopped(row: Delivery, now: datetime) -> Next | None:
    """Why a delivery that was claimed does not go out after all."""
    if over := terms.over(row, now):
        return rules.after_error(Refused(over), _tried(row), now=now, can=asking.can(row))
    why = row.why if row.why.startswith("code:") else FORGOTTEN
    if (forgotten := rules.before_sending(_tried(row), why, now=now, can=asking.can(row))) is not None:
        return forgotten
    until = rules.paced(asking.budget_of(row.account), now)
    if until is None:
        return None
    return Next(D.QUEUED, asking.BUDGET, until, False, row.doubt_at, row.doubts)


def _look_up(keys: list[int], worker: str, now: datetime | None) -> bool:
    """An unclear one, where one can look whether it is there."""
    asked = now or clock()
    row = claims.claim(Work.LOOK_UP, keys, worker, asked)
    if row is None:
        return False
    reply = read_back.looked_for(row)
    said = asking.ask(row.account, lambda channel: channel.find(reply))
    at = now or clock()
    if isinstance(said, Receipt) and said.remote_id in reply.taken:
        said = Refused(
            FORGOTTEN
        )  # the channel cannot tell the two apart: neither sent again nor taken for sent
    if isinstance(said, Receipt):
        receipt = said
        recording.insist(lambda: recording.published(row, receipt, at))
        return True
    if said is None:  # was not there when we asked, however long the answer took
        then = rules.after_look(_tried(row), row.why, now=asked, can=asking.can(row))
    else:
        again = rules.look_again(said, now=at, since=row.doubt_at or at)
        then = Next(D.UNCLEAR, row.why, again, doubt_at=row.doubt_at, doubts=row.doubts)
    recording.insist(lambda: recording.unpublished(row, then, at))
    return True


def _withdraw(keys: list[int], worker: str, now: datetime | None) -> bool:
    """Deleting twice is deleting once, so whatever is not a clear answer is tried again."""
    row = claims.claim(Work.WITHDRAW, keys, worker, now or clock())
    if row is None:
        return False
    receipt = Receipt(row.remote_id, row.permalink, row.ref)
    said = asking.ask(row.account, lambda channel: channel.withdraw(receipt))
    at = now or clock()
    recording.insist(lambda: recording.withdrawn(row, said, at))
    return True


_STEPS: dict[Work, Callable[[list[int], str, datetime | None], bool]] = {
    Work.STALE: _stale,
    Work.WITHDRAW: _withdraw,
    Work.LOOK_UP: _look_up,
    Work.PUBLISH: _publish,
    Work.READ_BACK: read_back.look,
}


def _spare_the_others(row: Delivery, error: ChannelError, then: Next, at: datetime) -> None:
    """One probe is enough: what else waits for this account waits with it, instead of running into the same wall."""
    if isinstance(error, NotConnected):
        queued = Delivery.objects.filter(account_id=row.account_id, state=D.QUEUED).exclude(pk=row.pk)
        queued.update(wait_for_account=True, why=then.why[:500])
    elif isinstance(error, TryLater):
        if then.state is D.QUEUED and then.at is not None:
            _wait_all(row, then.at, then.why)
    elif not isinstance(error, Refused):
        _wait_all(row, at + rules.backoff(row.account.failures + 1), then.why)


def _wait_all(row: Delivery, until: datetime, why: str) -> None:
    queued = Delivery.objects.filter(account_id=row.account_id, state=D.QUEUED).exclude(pk=row.pk)
    queued.filter(not_before__lt=until).update(not_before=until, why=why[:500])


def _tried(row: Delivery) -> Tried:
    return Tried(row.attempts, row.first_attempt_at, row.doubt_at, row.doubts)

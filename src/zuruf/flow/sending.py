"""What the worker does with deliveries: send, look up, withdraw, and take over from a worker that died.

Each step is claim → network → record. The network is asked outside any transaction and without a database connection;
what it said is recorded by a conditional UPDATE on the claim's token, so a worker that lost its claim changes nothing,
except that a receipt always counts: it is the network's own word that the reply is there.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from django.db import connection, transaction

from zuruf import channels
from zuruf.core import outbox as rules
from zuruf.core.channel import (
    Capabilities,
    Channel,
    ChannelError,
    NotConnected,
    Receipt,
    Receive,
    Refused,
    TryLater,
    Unknown,
)
from zuruf.core.outbox import DeliveryState, Next, Tried
from zuruf.flow import accounts, outcome
from zuruf.flow.clock import clock
from zuruf.store import claims
from zuruf.store.claims import Work
from zuruf.store.models import Account, Delivery
from zuruf.store.queries.outbox import outgoing

log = logging.getLogger("zuruf.outbox")
D = DeliveryState
T = TypeVar("T")
# What the program itself has to say about a delivery; pages turn the code into words.
WORKER_GONE, UNEXPECTED, FORGOTTEN, SLEPT = (
    "code:worker_gone",
    "code:unexpected",
    "code:forgotten",
    "code:slept",
)


def work(worker: str, *, now: datetime | None = None, account_id: int | None = None) -> bool:
    """Do one thing that is due, for one account or for any; True when there was one.

    Blocks as long as the network takes: whoever wants one account's outage to delay nothing on another calls it for
    each account by itself (ops/lanes.py). *now* is for tests; without it the clock is asked before and after the
    network.
    """
    for what, step in _STEPS.items():
        at = now or clock()
        keys = claims.candidates(what, at, account_id)
        if keys and step(keys, worker, now):
            return True
    return False


def accounts_with_work(now: datetime | None = None) -> list[int]:
    """The accounts for which `work` would find something."""
    return claims.accounts_with_work(now or clock())


def _stale(keys: list[int], worker: str, now: datetime | None) -> bool:
    """Its worker is gone, maybe after the network accepted: nobody knows."""
    at = now or clock()
    for row in (
        claims.due(Work.STALE, at).filter(pk__in=keys).select_related("account", "conversation", "draft")
    ):
        then = rules.after_error(
            Unknown(WORKER_GONE), _tried(row), now=at, can=_can(row.account), happened_at=row.claim_until
        )
        if _record(row, then, at):
            return True
    return False


def _publish(keys: list[int], worker: str, now: datetime | None) -> bool:
    began = now or clock()
    row = claims.claim(Work.PUBLISH, keys, worker, began)
    if row is None:
        return False
    why = row.why if row.why.startswith("code:") else FORGOTTEN
    stopped = rules.before_sending(_tried(row), why, now=began, can=_can(row.account))
    if stopped is not None:
        return _record(row, stopped, began)
    reply = outgoing(row.payload)

    def send(channel: Channel) -> Receipt:
        if now is None and clock() - began > rules.START_WITHIN:
            raise TryLater(
                SLEPT
            )  # this machine slept: too little of the claim is left, and nothing was sent yet
        key = reply.record_key or channel.record_key(reply.key, reply.created_at)
        return channel.publish(replace(reply, record_key=key))

    said = _ask(row.account, send)
    at = now or clock()
    if isinstance(said, Receipt):
        _published(row, said, at)
    else:
        then = rules.after_error(said, _tried(row), now=at, can=_can(row.account))
        _record(row, then, at)
        _spare_the_others(row, said, then, at)
    _note(row.account, said, at)
    return True


def _look_up(keys: list[int], worker: str, now: datetime | None) -> bool:
    """An unclear one, where one can look whether it is there."""
    row = claims.claim(Work.LOOK_UP, keys, worker, now or clock())
    if row is None:
        return False
    reply = outgoing(row.payload)
    said = _ask(row.account, lambda channel: channel.find(reply))
    at = now or clock()
    if isinstance(said, Receipt):
        _published(row, said, at)
    elif said is None:
        _record(row, rules.after_look(_tried(row), row.why, now=at, can=_can(row.account)), at)
    else:
        again = rules.look_again(said, now=at, since=row.doubt_at or at)
        _record(row, Next(D.UNCLEAR, row.why, again, doubt_at=row.doubt_at, doubts=row.doubts), at)
    return True


def _withdraw(keys: list[int], worker: str, now: datetime | None) -> bool:
    """Deleting twice is deleting once, so whatever is not a clear answer is tried again."""
    row = claims.claim(Work.WITHDRAW, keys, worker, now or clock())
    if row is None:
        return False
    receipt = Receipt(row.remote_id, row.permalink, row.ref)
    said = _ask(row.account, lambda channel: channel.withdraw(receipt))
    at = now or clock()
    with transaction.atomic():
        if said is None:
            done = {"withdrawn_at": at, "next_at": None, "why": ""}
            if claims.finish(row, D.WITHDRAWN, done):
                outcome.disappeared(row, at)
                outcome.tell(row, "withdrawn", at)
            return True
        again = rules.look_again(said, now=at, since=row.withdraw_asked_at or at)
        changes: dict[str, object] = {"next_at": again, "why": str(said)[:500]}
        if again is None:
            changes["withdraw_asked_at"] = None
        if claims.finish(row, DeliveryState(row.state), changes):
            outcome.tell(row, "withdraw_failed" if again is None else "withdraw_waits", at)
    return True


_STEPS: dict[Work, Callable[[list[int], str, datetime | None], bool]] = {
    Work.STALE: _stale,
    Work.WITHDRAW: _withdraw,
    Work.LOOK_UP: _look_up,
    Work.PUBLISH: _publish,
}


def _ask(account: Account, call: Callable[[Channel], T]) -> T | ChannelError:
    """The network's answer or its error. An exception that no channel should raise means: nobody knows."""
    try:
        channel = accounts.open_channel(account)
    except Refused as error:
        return NotConnected(str(error))  # it is the account that does not fit, not this reply
    except ChannelError as error:
        return error
    except Exception:
        log.exception("the channel %s cannot be opened", account.channel)
        return TryLater(UNEXPECTED, rules.LONGEST_WAIT)
    if not connection.in_atomic_block:
        connection.close()  # a network that hangs keeps no connection from others
    try:
        return call(channel)
    except ChannelError as error:
        return error
    except Exception:
        log.exception("the channel %s broke its promise", account.channel)
        return Unknown(UNEXPECTED)


def _published(row: Delivery, receipt: Receipt, at: datetime) -> None:
    """The network has it. A receipt that comes after the claim ran out counts too."""
    changes: dict[str, object] = {
        "published_at": at,
        "remote_id": receipt.remote_id[:500],
        "permalink": receipt.permalink[:1000],
        "ref": dict(receipt.ref),
        "doubt_at": None,
        "doubts": 0,
        "next_at": None,
        "why": "",
    }
    with transaction.atomic():
        was: str | None = row.state
        if not claims.finish(row, D.PUBLISHED, changes):
            was = _late(row, changes)
        if was is None:
            return
        outcome.appeared(row, receipt, at)
        if was == D.UNCLEAR:
            outcome.count_unclear(row, -1)
        outcome.tell(row, "published", at)


def _late(row: Delivery, changes: dict[str, object]) -> str | None:
    """The state from which a late receipt took it to PUBLISHED; None when somebody else has it or settled it."""
    for was in (D.UNCLEAR, D.QUEUED):
        waiting = Delivery.objects.filter(pk=row.pk, state=was)
        if waiting.update(state=D.PUBLISHED.value, claim_token="", claim_until=None, **changes):
            return was
    return None


def _record(row: Delivery, then: Next, at: datetime) -> bool:
    """Write down what follows from an attempt that brought no receipt. False when the claim was lost."""
    changes: dict[str, object] = {
        "why": then.why[:500],
        "doubt_at": then.doubt_at,
        "doubts": then.doubts,
        "wait_for_account": then.wait_for_account,
        "next_at": then.at if then.state is D.UNCLEAR else None,
    }
    if then.state is D.QUEUED:
        changes["not_before"] = then.at or at
        if then.doubt_at is None:
            changes["first_attempt_at"] = (
                None  # the network never saw our key, or forgot nothing that matters
            )
    with transaction.atomic():
        if not claims.finish(row, then.state, changes):
            return False
        if then.state is D.REFUSED:
            outcome.returned(row)
        if by := (then.state is D.UNCLEAR) - (row.state == D.UNCLEAR):
            outcome.count_unclear(row, by)
        if then.state != row.state or then.why != row.why:
            verb = "postponed" if then.state is D.QUEUED else then.state.value
            outcome.tell(row, verb, at, attempts=row.attempts)
    return True


def _spare_the_others(row: Delivery, error: ChannelError, then: Next, at: datetime) -> None:
    """One probe is enough: what else waits for this account waits with it, instead of running into the same wall."""
    queued = Delivery.objects.filter(account_id=row.account_id, state=D.QUEUED).exclude(pk=row.pk)
    if isinstance(error, NotConnected):
        queued.update(wait_for_account=True, why=then.why[:500])
    elif not isinstance(error, Refused):
        until = then.at if isinstance(error, TryLater) else at + rules.backoff(row.account.failures + 1)
        queued.filter(not_before__lt=until).update(not_before=until, why=then.why[:500])


def _note(account: Account, said: object, at: datetime) -> None:
    """Keep the account's state true. A refusal is about one reply: the network answered. How long it wants to be spared
    with replies says nothing about reading."""
    if isinstance(said, ChannelError) and not isinstance(said, Refused):
        accounts.note_trouble(account.pk, said, at, None)
    elif account.state != "ok" or account.failures:
        accounts.note_ok(account.pk, at)


def _tried(row: Delivery) -> Tried:
    return Tried(row.attempts, row.first_attempt_at, row.doubt_at, row.doubts)


def _can(account: Account) -> Capabilities:
    """What its channel can do; the most careful answer when the channel is not installed any more."""
    if account.channel in channels.kinds():
        return channels.can(account.channel)
    return Capabilities(Receive.NONE, reply=True)

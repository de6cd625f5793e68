"""Asking a network about a delivery: outside any transaction, and what its answer says about the account."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import connection

from zuruf import channels
from zuruf.core import outbox as rules
from zuruf.core.channel import (
    Budget,
    Capabilities,
    Channel,
    ChannelError,
    NotConnected,
    Receive,
    Refused,
    TryLater,
    Unknown,
)
from zuruf.flow import accounts
from zuruf.store.models import Account, Delivery

log = logging.getLogger("zuruf.outbox")
T = TypeVar("T")
# What the program itself has to say about a delivery; pages turn the code into words.
UNEXPECTED, BUDGET = "code:unexpected", "code:budget"


def ask(account: Account, call: Callable[[Channel], T]) -> T | ChannelError:
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


def can(row: Delivery) -> Capabilities:
    """What its channel can do for a delivery; the most careful answer when the channel is not installed any more."""
    if row.account.channel in channels.kinds():
        return rules.judged_by(channels.can(row.account.channel), row.kind)
    return Capabilities(Receive.NONE, reply=True)


def budget_of(account: Account) -> Budget | None:
    """What the network's headers left to an account, as far as they are known."""
    limit, left, until = account.budget_limit, account.budget_left, account.budget_resets_at
    return None if limit is None or left is None or until is None else Budget(limit, left, until)


def note(account: Account, said: object, budget: Budget | None, at: datetime) -> None:
    """Keep the account's state and budget true. A refusal is about one reply: the network answered. How long it wants to
    be spared with replies says nothing about reading."""
    if budget is not None:
        left = {"budget_limit": budget.limit, "budget_left": budget.left}
        Account.objects.filter(pk=account.pk).update(
            **left, budget_resets_at=budget.resets_at, budget_seen_at=at
        )
    if isinstance(said, ChannelError) and not isinstance(said, Refused):
        accounts.note_trouble(account.pk, said, at, None)
    elif account.state != "ok" or account.failures:
        accounts.note_ok(account.pk, at)

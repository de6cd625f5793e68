"""Asking a network about a delivery: outside any transaction, and what its answer says about the account."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from django.db import connection
from django.db.models import Case, F, Value, When

from zuruf import channels
from zuruf.core import outbox as rules
from zuruf.core.capabilities import Capabilities, Receive
from zuruf.core.channel import Budget, Channel, ChannelError, NotConnected, Refused, TryLater, Unknown
from zuruf.flow import accounts
from zuruf.store.models import Account, Delivery

log = logging.getLogger("zuruf.outbox")
T = TypeVar("T")
_kept = threading.BoundedSemaphore(8)  # connections that a process keeps while networks are asked
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
        # A channel may be anybody's code (entry points): one that breaks must not stop the others.
        log.exception("the channel %s cannot be opened", account.channel)
        return TryLater(UNEXPECTED, rules.LONGEST_WAIT)
    with _few_connections():
        try:
            return call(channel)
        except ChannelError as error:
            return error
        except Exception:
            # As above; the network may have been reached, so whether it arrived is not known.
            log.exception("the channel %s broke its promise", account.channel)
            return Unknown(UNEXPECTED)


@contextmanager
def _few_connections() -> Iterator[None]:
    """Networks that hang keep no database connection from others, but for a few: to open one takes as long as a delivery.
    On SQLite a connection is an open file, and the last one to be closed writes the whole log back."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
    elif _kept.acquire(blocking=False):
        try:
            yield
        finally:
            _kept.release()
    else:
        connection.close()
        yield


def can(row: Delivery) -> Capabilities:
    """What its channel can do for a delivery; the most careful answer when the channel is not installed any more."""
    if row.account.channel in channels.kinds():
        return rules.judged_by(channels.can(row.account.channel), row.kind)
    return Capabilities(Receive.NONE, reply=True)


def budget_of(account: Account) -> Budget | None:
    """What the network's headers left to an account, as far as they are known."""
    limit, left, until = account.budget_limit, account.budget_left, account.budget_resets_at
    return None if limit is None or left is None or until is None else Budget(limit, left, until)


def left(channel: Channel) -> Budget | None:
    """What its network left to us, as it knows now; a third party's channel may not know of budgets at all."""
    return getattr(channel, "budget", None)


def keep(account: Account, budget: Budget | None, at: datetime) -> None:
    """Remember what is left to an account. Within one window it never grows: a process that counts anew knows less. In one statement,
    which looks at the row itself: of several that were answered at once none knows what the others were told."""
    if budget is not None:
        less = When(budget_resets_at=budget.resets_at, budget_left__lt=budget.left, then=F("budget_left"))
        Account.objects.filter(pk=account.pk).update(
            budget_limit=budget.limit,
            budget_left=Case(less, default=Value(budget.left)),
            budget_resets_at=budget.resets_at,
            budget_seen_at=at,
        )


def note(account: Account, said: object, at: datetime) -> None:
    """Keep the account's state true. A refusal is about one reply: the network answered. How long it wants to be spared
    with replies says nothing about reading."""
    if isinstance(said, ChannelError) and not isinstance(said, Refused):
        accounts.note_trouble(account.pk, said, at, None)
    elif account.state != "ok" or account.failures:
        accounts.note_ok(account.pk, at)

"""Arrivals that lie stored and wait to be read: calls of a network, which are read by the worker, and what a crash left.

Each is read by one process at a time: it is claimed by putting off from when others may. A claim whose process died runs out, and
reading one twice does no harm; one that its readers die of again and again is left alone, and kept. What a paused account was called
with waits until it goes on, and what only a connected one can read until it is connected again.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError
from django.db.models import F, Q, QuerySet

from zuruf import channels
from zuruf.core import importing
from zuruf.core.capabilities import Receive
from zuruf.core.channel import NotConnected, TryLater
from zuruf.core.message import Batch
from zuruf.flow import accounts, intake, polling
from zuruf.flow.clock import clock
from zuruf.store.models import Account, RawArrival

HOLD = timedelta(minutes=5)  # one that is being read
LATER = timedelta(minutes=1)  # when a network asks us to wait and does not say how long
GIVE_UP = timedelta(days=2)  # one of which the network says every time that we should wait
MOST = 20  # in one turn
MOST_TRIES = 5  # that began and never ended; then nobody reads it any more
GAVE_UP = "Whoever read it broke down, again and again."


def read(*, now: datetime | None = None) -> int:
    """Read what was called in and waits; how many."""
    at = now or clock()
    waiting = _free(at).exclude(read_from=None).order_by("id")
    return sum(_one(pk, now or clock()) for pk in list(waiting.values_list("pk", flat=True)[:MOST]))


def resume(*, now: datetime | None = None) -> int:
    """Finish what a crash left between storing and reading; how many arrivals. Doing one twice does no harm."""
    now = now or clock()
    return sum(_one(pk, now) for pk in list(_free(now).order_by("id").values_list("pk", flat=True)))


def _free(now: datetime) -> QuerySet[RawArrival]:
    still = Q(account__enabled=False) | ~Q(account__channel__in=channels.kinds())
    paused = Q(still, kind="webhook")
    return _unread(now).filter(~paused)


def _unread(now: datetime) -> QuerySet[RawArrival]:
    """On the row itself, so that of two who claim it one finds it changed; an account is looked at before."""
    return RawArrival.objects.filter(Q(read_from=None) | Q(read_from__lte=now), state="new")


def _one(pk: int, now: datetime) -> int:
    """Read one, unless somebody else does: 1, else 0."""
    if not _unread(now).filter(pk=pk).update(read_from=now + HOLD, tries=F("tries") + 1):
        return 0
    arrival = RawArrival.objects.select_related("account").get(pk=pk)
    mine = RawArrival.objects.filter(pk=pk, state="new")
    if arrival.kind == "fetch":  # the cursor stands still until a page is stored, so it is fetched again
        mine.update(state="done", why="fetched again")
        return 1
    if arrival.tries > MOST_TRIES:
        mine.update(state="broken", why=GAVE_UP)
        return 1
    try:
        intake.finish(pk, arrival.account_id, lambda: _parsed(arrival, now), arrival.received_at)
    except TryLater as wait:
        _put_off(arrival, wait, now)
    except NotConnected as error:
        # Nobody gives up what came in rightly; the account's page says what is wrong.
        mine.update(read_from=now + polling.ASK_AGAIN, tries=0)
        accounts.note_trouble(arrival.account_id, error, now, None)
    except (OperationalError, InterfaceError):
        with suppress(OperationalError, InterfaceError):  # it is not to blame
            mine.update(tries=F("tries") - 1)
        raise
    return 1


def _parsed(arrival: RawArrival, now: datetime) -> Batch:
    if arrival.kind.startswith(importing.KIND):
        return importing.read(arrival.body.split("\n"), to_us=importing.said(arrival.kind)).batch
    account = arrival.account
    batch = accounts.open_channel(account).unpack(arrival.body.encode())
    if (
        batch.more and channels.can(account.channel).receive is Receive.POLL
    ):  # the call only says that there is something
        Account.objects.filter(pk=account.pk, enabled=True, failures=0).update(next_fetch_at=now)
    return batch


def _put_off(arrival: RawArrival, wait: TryLater, now: datetime) -> None:
    row = RawArrival.objects.filter(pk=arrival.pk, state="new")
    if now - arrival.received_at > GIVE_UP:
        row.update(state="broken", why=str(wait)[:500])
    else:
        again = now + min(max(wait.after or LATER, timedelta(seconds=1)), timedelta(days=1))
        row.update(read_from=again, tries=0)

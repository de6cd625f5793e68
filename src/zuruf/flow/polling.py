"""Polling: which accounts are due is asked of the database, and every account is read by one worker at a time."""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError
from django.db.models import Q, QuerySet

from zuruf import channels
from zuruf.core.capabilities import Capabilities
from zuruf.core.channel import Channel, ChannelError, NotConnected, TryLater, Unknown
from zuruf.core.message import Batch
from zuruf.flow import accounts, asking
from zuruf.flow.able import is_polled
from zuruf.flow.clock import clock
from zuruf.store.models import Account

log = logging.getLogger(__name__)
HOLD = timedelta(minutes=5)  # outlives every deadline of a request; renewed with each page
MOST_PAGES = 40  # of one account in one turn; then the others have theirs
LONGEST_WAIT = timedelta(hours=1)
LONGEST_ASKED = timedelta(days=1)  # whatever a network asks for
LISTENS = timedelta(hours=1)  # so long after a call we believe that the next one comes, too
RARELY = timedelta(minutes=10)  # and only look so often whether one was missed
ASK_AGAIN = timedelta(minutes=15)  # an account that has to be connected again

Keep = Callable[[int, Batch], str]  # stores one page of an account; says what was wrong with it, or ""


def read_due(worker: str, keep: Keep, *, now: datetime | None = None) -> int:
    """Read every account that is due; how many. What a network does wrong ends on its account's page, never here.

    Raises OperationalError or InterfaceError when our own database is away.
    """
    at = now or clock()
    due = _due(at).order_by("next_fetch_at", "id").values_list("id", "channel")
    read = 0
    for account_id, channel in list(due):
        token = f"{worker[:15]}-{secrets.token_hex(8)}"
        if is_polled(channel) and _claim(account_id, token, now or clock()):
            read += 1
            _turn(account_id, token, keep, now)
    return read


def _due(now: datetime) -> QuerySet[Account]:
    free = Q(fetch_until=None) | Q(fetch_until__lt=now)
    ready = Q(next_fetch_at=None) | Q(next_fetch_at__lte=now)
    return Account.objects.filter(free, ready, enabled=True, disconnected_at=None)


def _claim(account_id: int, token: str, now: datetime) -> bool:
    return bool(_due(now).filter(pk=account_id).update(fetch_token=token, fetch_until=now + HOLD))


def _turn(account_id: int, token: str, keep: Keep, now: datetime | None) -> None:
    """One account's turn. Every way to fail ends in a state that its page shows and in a time to try again."""
    account = Account.objects.get(pk=account_id)
    next_at = (now or clock()) + pause(channels.can(account.channel), account.called_at, now or clock())
    try:
        channel = accounts.open_channel(account)
        more, but = _read(account, channel, token, keep, now)
        asking.keep(account, asking.left(channel), now or clock())
        accounts.note_ok(account_id, now or clock(), but=but)
        if more:
            next_at = now or clock()
        _mine(account_id, token).update(next_fetch_at=next_at)
    except ChannelError as error:
        _trouble(account, error, now or clock())
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("Reading account %s failed", account.public_id)
        _trouble(account, Unknown(f"The answer could not be read ({type(error).__name__})."), now or clock())
    finally:
        _mine(account_id, token).update(fetch_token="", fetch_until=None)


def _read(
    account: Account, channel: Channel, token: str, keep: Keep, now: datetime | None
) -> tuple[bool, str]:
    """Page after page. The cursor moves on only when a page is stored, and only while the claim is ours. Whether there
    is more, and what its page should say although all went on."""
    cursor = account.cursor or None
    but = ""
    for _ in range(MOST_PAGES):
        batch = channel.fetch(cursor)
        if (batch.incoming or batch.gone) and (problem := keep(account.pk, batch)):
            raise Unknown(f"A page could not be stored: {problem}")
        kept: dict[str, object] = {"fetch_until": (now or clock()) + HOLD}
        if batch.cursor is not None:
            cursor = dict(batch.cursor)
            kept["cursor"] = cursor
        if not _mine(account.pk, token).update(**kept):
            return False, but  # the claim ran out and somebody else reads on from the stored cursor
        but = but or batch.problem
        if not batch.more:
            return False, but
    return True, but


def pause(can: Capabilities, called_at: datetime | None, now: datetime) -> timedelta:
    """How long until the next look: a network that calls is asked less often, only for what it forgot."""
    calls = can.calls and called_at is not None and now - called_at < LISTENS
    return max(can.poll_every, RARELY) if calls else can.poll_every


def found(account_id: int, now: datetime) -> None:
    """Asking brought something new. Of a network that calls it is noted: it should have called before."""
    names = [name for name in channels.kinds() if channels.can(name).calls]
    Account.objects.filter(pk=account_id, channel__in=names).update(found_at=now)


def _mine(account_id: int, token: str) -> QuerySet[Account]:
    return Account.objects.filter(pk=account_id, fetch_token=token)


def _trouble(account: Account, error: ChannelError, now: datetime) -> None:
    every = channels.can(account.channel).poll_every
    accounts.note_trouble(account.pk, error, now, now + wait(error, account.failures, every))


def wait(error: ChannelError, failures: int, every: timedelta) -> timedelta:
    """How long to leave the network alone: what it asked for, else twice as long with every failure, up to an hour."""
    if isinstance(error, TryLater) and error.after is not None:
        return min(max(error.after, timedelta(seconds=1)), LONGEST_ASKED)
    if isinstance(error, NotConnected):
        return ASK_AGAIN
    return min(LONGEST_WAIT, every * float(2 ** min(failures, 12)))

"""Being told at once that there is something to read, where a network offers that: it only makes the next look due.

All reading is done by `flow.polling`, with its claim and its cursor; so a wait that fails, ends or is doubled by another worker
loses nothing and reads nothing twice. No database connection is held while a network is waited for.
"""

from collections.abc import Callable
from typing import cast

from django.db import connection

from zuruf import channels
from zuruf.core.channel import NotConnected, Waits
from zuruf.flow import accounts
from zuruf.flow.clock import clock
from zuruf.store.models import Account

LONGEST = 600.0  # seconds on one connection; servers end one that waits for half an hour


def waiting() -> list[int]:
    """The accounts for which it is worth to wait: they could be read, and their network says when something comes in."""
    live = Account.objects.filter(enabled=True, disconnected_at=None, failures=0)
    kinds = {name for name in channels.kinds() if channels.can(name).waits}
    return list(live.filter(channel__in=kinds).values_list("pk", flat=True))


def wait(account_id: int, stopped: Callable[[], bool]) -> bool:
    """Wait until there is something to read, then make reading due: True. Blocks for minutes; False when nothing came, or when
    what came was not read yet since we last said so.

    Raises what a channel raises, and NotConnected when the account is none any more.
    """
    account = Account.objects.filter(pk=account_id, enabled=True).first()
    if account is None:
        raise NotConnected("This account was disconnected.")
    channel = cast(Waits, accounts.open_channel(account))
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        connection.close()
    if not channel.wait(account.cursor or None, LONGEST, stopped):
        return False
    now = clock()
    due = Account.objects.filter(pk=account_id, enabled=True, failures=0, fetch_token="")
    return bool(due.exclude(next_fetch_at__lte=now).update(next_fetch_at=now))

"""Looking once a day whether what we connected still works, so that access that was lost or ends soon is told before anybody notices the silence.

What is polled says so by itself; what only calls us, or is only written to, would say nothing until an answer fails.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from zuruf import channels
from zuruf.core.channel import ChannelError, NotConnected, TryLater, Unknown
from zuruf.flow import accounts
from zuruf.flow.clock import clock
from zuruf.store.changes import announce
from zuruf.store.models import Account

EVERY = timedelta(days=1)
AGAIN = timedelta(hours=1)  # after a network that could not say


def sweep(*, now: datetime | None = None) -> bool:
    """Look at one account that nobody has looked at for a day; False: there is none."""
    now = now or clock()
    names = [name for name in channels.kinds() if _worth(name)]
    due = Q(checked_at=None) | Q(checked_at__lte=now - EVERY)
    rows = Account.objects.filter(due, enabled=True, disconnected_at=None, channel__in=names)
    for account in rows.order_by("checked_at", "pk")[:5]:
        mine = Account.objects.filter(pk=account.pk, checked_at=account.checked_at)
        if mine.update(checked_at=now):  # another worker looks at the next one
            _look(account, now)
            return True
    return False


def _worth(name: str) -> bool:
    can = channels.can(name)
    return can.reply and not can.by_hand and not can.own


def _look(account: Account, now: datetime) -> None:
    """As `accounts.check`, but what a network cannot say today changes nothing, nor does what was asked with access that somebody
    has taken away or renewed meanwhile."""
    row = Account.objects.filter(pk=account.pk, checked_at=now, disconnected_at=None)
    try:
        seen = accounts.open_channel(account).check()
    except (TryLater, Unknown):
        row.update(checked_at=now - EVERY + AGAIN)
        return
    except ChannelError as error:
        if row.exists():
            accounts.note_trouble(account.pk, error, now, None)
        return
    with transaction.atomic():
        if not row.update(check_result=accounts.told(seen), expires_at=seen.expires_at):
            return
        if seen.expires_at != account.expires_at:
            announce("account", [account.public_id], now)
    if not (seen.can_read or seen.can_publish):
        accounts.note_trouble(account.pk, NotConnected(seen.problem), now, None)
    elif account.state == "not_connected":
        accounts.note_ok(account.pk, now)

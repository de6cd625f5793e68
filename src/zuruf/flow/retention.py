"""How long an account keeps the words of others: some networks limit it, and a house may want less.

After that time the words go from everything that holds them; that there was a message, when, what was decided on it and what we
answered stays. A message that its network hands over again stays empty: it is known. See docs/decisions/0035.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from zuruf import channels
from zuruf.core import retention as rules
from zuruf.core.people import May, Who
from zuruf.flow import proof
from zuruf.flow.able import is_own
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store import retention as store
from zuruf.store.changes import announce
from zuruf.store.models import Account, AuditEntry

AT_ONCE = 50  # messages of a transaction, so that nobody at a desk waits for the sweep
ROWS = 500  # of what nobody looks at
PAGES, STEPS = 200, 20  # of the full-text index, so that a large one is cleared little by little
INDEX_LASTS = timedelta(days=1)
SWEPT_EVERY = timedelta(minutes=10)
log = logging.getLogger(__name__)


def set_days(who: Who, public_id: str, days: int | None, *, now: datetime | None = None) -> None:
    """Keep what others wrote on this account for *days*; None: as long as its network lets us. Declined: "not_allowed",
    "unknown_account", "stays_public" (our own page), "retention_days" (most)."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(public_id=public_id).first()
        if account is None:
            raise Declined("unknown_account")
        if is_own(account.channel):
            raise Declined("stays_public")
        most = rules.most_days(_network(account.channel))
        if days is not None and not 1 <= days <= most:
            raise Declined("retention_days", most=most)
        if Account.objects.filter(pk=account.pk).exclude(retention_days=days).update(retention_days=days):
            told = {"days": [account.retention_days or 0, days or 0]}
            record("account.retention_set", "account", public_id, now=now, who=who, data=told)
            announce("account", [public_id], now)


def sweep(*, now: datetime | None = None) -> int:
    """Take away the words whose time is over; of how many messages. What is done is done: a sweep that breaks off goes on with the next."""
    now, failed = now or clock(), None
    last = AuditEntry.objects.filter(verb="account.words_removed").order_by("-id").first()
    if last and last.at > now - INDEX_LASTS:
        store.forget_in_index(PAGES, STEPS)
    done = 0
    for account in Account.objects.order_by("pk"):
        lasts = rules.lasts(account.retention_days, _network(account.channel))
        if lasts is not None and not is_own(account.channel):
            old = now - lasts + _early(account.retention_days, account.channel)
            try:
                done += _empty(account, lasts, old, now)
                _drop(lambda a=account, before=old: store.arrivals(a.pk, before))  # type: ignore[misc]
            except (OperationalError, InterfaceError):
                raise
            except Exception as error:  # what one account is stuck at must not keep the words of the others
                log.error(
                    "Words of account %s cannot be removed: %s", account.public_id, type(error).__name__
                )
                failed = failed or error
    for name in channels.kinds():
        if (limit := _network(name)) is not None:
            old = now - limit + _early(None, name)
            _drop(lambda n=name, before=old: store.heard(n, before))  # type: ignore[misc]
            while (over := store.proofs(name, old)) and proof.over(over, now):
                pass
    if failed:
        raise failed
    return done


def _early(days: int | None, channel: str) -> timedelta:
    """What a network demands must be done by then, so the sweep before that has to do it."""
    return SWEPT_EVERY if rules.demanded(days, _network(channel)) else timedelta()


def _empty(account: Account, lasts: timedelta, old: datetime, now: datetime) -> int:
    done = 0
    while messages := store.due(account, old, AT_ONCE):
        with transaction.atomic():
            n, touched = store.empty(messages, max(lasts.days, 1), now)
            if n:
                data = {"messages": n, "days": lasts.days}
                record("account.words_removed", "account", account.public_id, now=now, data=data)
                announce("conversation", sorted(touched), now)
        done += n
    return done


def _drop(rows: Callable[[], QuerySet[Any]]) -> None:
    while keys := list(rows().order_by("pk").values_list("pk", flat=True)[:ROWS]):
        with transaction.atomic():
            rows().model._default_manager.filter(pk__in=keys).delete()


def _network(channel: str) -> timedelta | None:
    """What the network allows; of a channel that is not installed any more nobody knows it."""
    return channels.can(channel).retention

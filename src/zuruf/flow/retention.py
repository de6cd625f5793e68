"""How long an account keeps the words of others: some networks limit it, and a house may want less.

After that time the words go from everything that holds them; that there was a message, when, what was decided on it and what we
answered stays. A message that its network hands over again stays empty: it is known. See docs/decisions/0035.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from zuruf import channels
from zuruf.core import retention as rules
from zuruf.core.people import May, Who
from zuruf.flow import proof
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
        if account.channel == "talk":
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
    now = now or clock()
    last = AuditEntry.objects.filter(verb="account.words_removed").order_by("-id").first()
    if last and last.at > now - INDEX_LASTS:
        store.forget_in_index(PAGES, STEPS)
    done = 0
    for account in Account.objects.order_by("pk"):
        lasts = rules.lasts(account.retention_days, _network(account.channel))
        if lasts is not None and account.channel != "talk":
            done += _empty(account, lasts, now)
            _drop(lambda a=account, old=now - lasts: store.arrivals(a.pk, old))  # type: ignore[misc]
    for name in channels.kinds():
        if (limit := _network(name)) is not None:
            _drop(lambda n=name, old=now - limit: store.heard(n, old))  # type: ignore[misc]
            proof.over(store.proofs(name, now - limit), now)
    return done


def _empty(account: Account, lasts: timedelta, now: datetime) -> int:
    done, last = 0, 0
    while messages := store.due(account.pk, now - lasts, last, AT_ONCE):
        with transaction.atomic():
            n, touched = store.empty(messages, max(lasts.days, 1), now)
            if n:
                data = {"messages": n, "days": lasts.days}
                record("account.words_removed", "account", account.public_id, now=now, data=data)
                announce("conversation", sorted(touched), now)
        done, last = done + n, messages[-1].pk
    return done


def _drop(rows: Callable[[], QuerySet[Any]]) -> None:
    while keys := list(rows().order_by("pk").values_list("pk", flat=True)[:ROWS]):
        with transaction.atomic():
            rows().model._default_manager.filter(pk__in=keys).delete()


def _network(channel: str) -> timedelta | None:
    """What the network allows; of a channel that is not installed any more nobody knows it."""
    return channels.can(channel).retention if channel in channels.kinds() else None

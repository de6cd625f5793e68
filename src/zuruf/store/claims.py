"""Who works on which delivery: conditional UPDATEs whose row count says who won.

A claim is one ``UPDATE … WHERE state = …`` that names every condition itself, on the row itself and without a join:
on PostgreSQL a second claimer that waited for the row re-reads just these conditions. A *hold* and a claim exclude
each other: on PostgreSQL a claim shares an advisory lock that placing a hold takes alone, so from the commit of a hold
no claim can be based on an older look; on SQLite a write transaction (IMMEDIATE) is alone anyway.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, reduce

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from zuruf.core.outbox import CLAIM, DeliveryState
from zuruf.store import scopes
from zuruf.store.models import Account, Conversation, Delivery
from zuruf.store.statements import Statement, built

_HOLDS = 0x5A75_0001  # this program's advisory lock for holds
_TRIES = 12
WITH = ("account", "conversation", "draft__answers")
OUT = (DeliveryState.PUBLISHED, DeliveryState.CORRECTED)


class Work(StrEnum):
    """What there is to do with a delivery, in the order in which it is done."""

    STALE = "stale"  # its worker is gone
    WITHDRAW = "withdraw"
    LOOK_UP = "look_up"
    PUBLISH = "publish"
    READ_BACK = "read_back"  # what does the public see of it?


def due(what: Work, now: datetime) -> QuerySet[Delivery]:
    """The deliveries that wait for *what* at *now*."""
    rows = Delivery.objects.all()
    free = Q(claim_until__isnull=True) | Q(claim_until__lt=now)
    match what:
        case Work.STALE:
            return rows.filter(state=DeliveryState.SENDING, claim_until__lt=now)
        case Work.WITHDRAW:
            # Without the state, or the index of states would be taken: years of published replies, ten times a second.
            return rows.filter(
                free, next_at__lte=now, withdraw_asked_at__isnull=False, withdrawn_at__isnull=True
            )
        case Work.LOOK_UP:
            return rows.filter(free, state=DeliveryState.UNCLEAR, next_at__lte=now)
        case Work.PUBLISH:
            return rows.filter(_may_start(), **_waits(now), by_hand=False)
        case Work.READ_BACK:
            return rows.filter(free, read_next_at__lte=now)  # without the state, as above


def for_a_hand(now: datetime) -> QuerySet[Delivery]:
    """What a worker would send now if anything took it from one: it waits for a person who posts it."""
    return Delivery.objects.filter(_may_start(), **_waits(now), by_hand=True)


def _waits(now: datetime) -> dict[str, object]:
    return {"state": DeliveryState.QUEUED, "not_before__lte": now, "wants_yes": False}


def _may_start() -> Q:
    """What lets a reply out, beside its own row: no hold, an account that takes it, the part before it is out, and what it
    corrects is not about to be withdrawn.

    The part before is another row, which a claim reads as it was when its statement began: to see late that it is out
    only delays. Whoever takes a part back calls off the later ones on their own rows. To see late that a publication is
    to be withdrawn costs nothing either: that is declined while an edit of it is on its way, under the lock under which
    the edit was queued (`queries.corrections.lock`).
    """
    own = Account.objects.filter(pk=OuterRef("account_id"), enabled=True)
    before = Delivery.objects.filter(pk=OuterRef("follows_id"), state__in=OUT).exclude(remote_id="")
    publication = Delivery.objects.filter(account_id=OuterRef("account_id"), remote_id=OuterRef("remote_id"))
    leaving = publication.filter(withdraw_asked_at__isnull=False, withdrawn_at__isnull=True)
    corrected = Delivery.objects.filter(Exists(leaving), pk=OuterRef("corrects_id"))
    return (
        ~Q(scopes.held())
        & Q(Exists(own))
        & (Q(wait_for_account=False) | Q(Exists(own.exclude(state="not_connected"))))
        & (Q(follows__isnull=True) | Q(Exists(before)))
        & (Q(corrects__isnull=True) | ~Q(Exists(corrected)))
    )


def accounts_with_work(now: datetime) -> list[int]:
    """The accounts that have something to do at *now*. One statement."""
    return sorted({account for (account,) in _all_accounts(connection.vendor).rows(now=now)})


def first_due(now: datetime, account_id: int | None) -> dict[Work, list[int]]:
    """Keys of the first few deliveries that wait for each kind of work, the most urgent kind first, of each the longest
    wait first; of one account or of all. One statement."""
    found: dict[Work, list[int]] = {}
    look = _first(connection.vendor, account_id is not None)
    for kind, key in look.rows(now=now, account=account_id):
        found.setdefault(tuple(Work)[kind], []).append(key)
    return found


def claim(what: Work, keys: Iterable[int], worker: str, now: datetime) -> Delivery | None:
    """The first of *keys* that could be claimed for *what*, as it is now; None when others were faster.

    The claim's token is new each time; it names the worker for whoever looks into the table.
    """
    token = f"{worker[-15:]}-{secrets.token_hex(8)}"
    take = _take(connection.vendor, what)
    with transaction.atomic():
        if what is Work.PUBLISH:
            _lock_holds(alone=False)
        for key in keys:
            if take.changed(token=token, until=now + CLAIM, now=now, key=key):
                row = Delivery.objects.select_related(*WITH).get(pk=key)
                if what is Work.PUBLISH:
                    _freeze_parent(row)
                return row
    return None


def take_by_hand(key: int, member: int, now: datetime) -> bool:
    """*member* has it now, to post it there, unless a hold or somebody else was faster. As with a claim, a hold that is
    placed excludes it; unlike a claim it does not run out: only a person knows what became of it."""
    with transaction.atomic():
        _lock_holds(alone=False)
        mine = _take_by_hand(connection.vendor)
        return bool(mine.changed(now=now, at=now, key=key, member=member))


_NOW = datetime(1970, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
_ACCOUNT, _KEY = -8_000_001, -8_000_002
_OPEN = {"now": _NOW, "account": _ACCOUNT, "key": _KEY}


@cache
def _all_accounts(vendor: str) -> Statement:
    # "+ 0": else SQLite walks the index of accounts, through years of rows, to have them distinct already.
    whose = F("account_id") + 0
    some = (due(what, _NOW).order_by().annotate(whose=whose).values_list("whose").distinct() for what in Work)
    return _union(built(rows, _OPEN) for rows in some)


@cache
def _first(vendor: str, one_account: bool) -> Statement:
    some = []
    for n, what in enumerate(Work):
        rows = due(what, _NOW).annotate(nth=Value(n))
        if one_account:
            rows = rows.filter(account_id=_ACCOUNT)
        first = rows.order_by("not_before", "id").values_list("nth", "pk")[:_TRIES]
        some.append(built(first, _OPEN))
    return _union(some)


def _union(some: Iterable[Statement]) -> Statement:
    each = [Statement("SELECT * FROM (", ()) + one + f") AS s{n}" for n, one in enumerate(some)]  # noqa: S608
    return reduce(lambda these, other: these + " UNION ALL " + other, each)


@cache
def _take(vendor: str, what: Work) -> Statement:
    """``UPDATE … WHERE`` with the very conditions of `due`."""
    sets = Statement("UPDATE store_delivery SET claim_token = %s, claim_until = %s", ("token", "until"))
    if what is Work.PUBLISH:
        sets += f", state = '{DeliveryState.SENDING}', attempts = attempts + 1, wait_for_account = FALSE"
        sets += Statement(", first_attempt_at = COALESCE(first_attempt_at, %s)", ("now",))
    return sets + " WHERE " + built(due(what, _NOW).filter(pk=_KEY).values("pk"), _OPEN).where


@cache
def _take_by_hand(vendor: str) -> Statement:
    sets = Statement("UPDATE store_delivery SET hand_id = %s, hand_at = %s", ("member", "at"))
    sets += f", state = '{DeliveryState.POSTING}'"
    return sets + " WHERE " + built(for_a_hand(_NOW).filter(pk=_KEY).values("pk"), _OPEN).where


def _freeze_parent(row: Delivery) -> None:
    """A later part answers the one before it, whose reference is known only now. From here on it is frozen as all else:
    committed with the claim, before the first request."""
    before = row.follows
    if before is None or row.payload.get("parent"):
        return
    row.payload = {**row.payload, "parent": before.ref, "root": row.payload.get("root") or before.ref}
    Delivery.objects.filter(pk=row.pk).update(payload=row.payload)


def finish(row: Delivery, state: DeliveryState, changes: Mapping[str, object]) -> bool:
    """Write what became of a claimed delivery, and give the claim back. False when the claim was lost meanwhile."""
    mine = Delivery.objects.filter(pk=row.pk, claim_token=row.claim_token, state=row.state)
    if not mine.update(state=state.value, claim_token="", claim_until=None, **changes):
        return False
    follow(row)
    return True


def follow(row: Delivery) -> None:
    """Its conversation as it is now: another one than when *row* was read, where intake folded the two meanwhile.

    After a change of the row in the same transaction, so that no fold comes in between.
    """
    now_in = Delivery.objects.filter(pk=row.pk).values_list("conversation_id", flat=True).get()
    if now_in != row.conversation_id:
        row.conversation = Conversation.objects.get(pk=now_in)


def stop_claims() -> None:
    """Wait until no claim is being made, and let none be made until this transaction has ended: for placing a hold, and
    for moving what a hold may lie on."""
    _lock_holds(alone=True)


def _lock_holds(*, alone: bool) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}(%s)", [_HOLDS])

"""Holding everything, or one account, at one click; and letting it go on."""

from datetime import datetime

from django.db import transaction

from zuruf.core.people import May, Who
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store import claims
from zuruf.store.changes import announce
from zuruf.store.models import Account, Hold


def hold(who: Who, account: str | None = None, reason: str = "", *, now: datetime | None = None) -> str:
    """From the moment this returns no delivery starts, of *account* (public id) or of any; the hold's public id.

    What was claimed before is on its way and cannot be stopped; the outbox page shows it. A hold on everything and one
    on an account may lie on the same delivery: it goes out when the last one is lifted. Two of the same kind would say
    nothing more. Raises Declined("unknown_account"), Declined("held_already", by=…).
    """
    now = now or clock()
    _must_answer(who)
    on = None
    if account:
        on = Account.objects.filter(public_id=account).first()
        if on is None:
            raise Declined("unknown_account")
    with transaction.atomic():
        claims.stop_claims()  # and other holds: who holds is alone until the end of the transaction
        before = Hold.objects.select_related("placed_by").filter(account=on, lifted_at=None).first()
        if before is not None:
            raise Declined("held_already", by=before.placed_by.name)
        row = Hold.objects.create(account=on, reason=reason.strip()[:300], placed_by_id=who.id, placed_at=now)
        _tell(row, "hold.placed", who, now)
    return row.public_id


def lift(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """Let it go on. Lifting twice is lifting once. Raises Declined("unknown_hold")."""
    now = now or clock()
    _must_answer(who)
    row = Hold.objects.select_related("account").filter(public_id=public_id).first()
    if row is None:
        raise Declined("unknown_hold")
    with transaction.atomic():
        if Hold.objects.filter(pk=row.pk, lifted_at=None).update(lifted_at=now, lifted_by_id=who.id):
            _tell(row, "hold.lifted", who, now)


def _tell(row: Hold, verb: str, who: Who, now: datetime) -> None:
    scope = "account" if row.account_id else "everything"
    data = {"account": row.account.public_id} if row.account else {}
    record(verb, "hold", row.public_id, now=now, who=who, why=f"scope:{scope}", data=data)
    announce("hold", [row.public_id], now)


def _must_answer(who: Who) -> None:
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")

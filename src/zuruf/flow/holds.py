"""Holding posts, or posts and answers: everywhere, or on one account, team or incident. Who is named lets it go on.

A hold is data, looked at inside each claim. Placing one, lifting one and moving what one may lie on exclude claims, so
that from the commit on no claim is based on an older look.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from zuruf.core.clean import storable
from zuruf.core.hold import Covers, Scope
from zuruf.core.outbox import UNDER_WAY, DeliveryState
from zuruf.core.people import May, Who
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store import claims, scopes
from zuruf.store.changes import announce
from zuruf.store.models import Account, Delivery, Hold, Incident, Team

_AT_ONCE = 500  # keys in one statement


def hold(
    who: Who,
    account: str | None = None,
    reason: str = "",
    *,
    covers: Covers = Covers.ALL,
    team: str | None = None,
    incident: str | None = None,
    now: datetime | None = None,
) -> str:
    """From the moment this returns no delivery starts that the hold lies on; the hold's public id.

    It lies on one *account*, *team* or *incident* (public ids), or on everything. What was claimed before is on its way
    and cannot be stopped; the hold remembers it, and the outbox page shows how it ended. Holds may overlap: a delivery
    goes out when the last one that lies on it is lifted. Raises Declined("unknown_account" | "unknown_team" |
    "unknown_incident" | "two_scopes"), Declined("held_already", by=…) when one like it or a wider one of that scope is
    live.
    """
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    on = _scope(account, team, incident)
    with transaction.atomic():
        claims.stop_claims()  # and other holds: who holds is alone until the end of the transaction
        enough = {Covers.ALL.value, covers.value}
        same = Hold.objects.select_related("placed_by").filter(lifted_at=None, covers__in=enough, **on)
        before = same.first()
        if before is not None:
            raise Declined("held_already", by=before.placed_by.name)
        row = Hold.objects.create(
            covers=covers.value,
            reason=storable(reason).strip()[:300],
            placed_by_id=who.id,
            placed_at=now,
            **on,
        )
        row.in_flight.set(scopes.held_by(row.pk).filter(state__in=UNDER_WAY))
        _tell(row, "hold.placed", who, now)
    return row.public_id


def lift(who: Who, public_id: str, *, now: datetime | None = None) -> int:
    """Let it go on; how many replies became overdue meanwhile and wait for a person's yes. Lifting twice is lifting once.

    Raises Declined("may_not_lift") for who is not named to lift holds, Declined("unknown_hold").
    """
    now = now or clock()
    if not who.lifts_holds or not who.may(May.ANSWER):
        raise Declined("may_not_lift")
    row = Hold.objects.select_related("account", "team", "incident").filter(public_id=public_id).first()
    if row is None:
        raise Declined("unknown_hold")
    with leaving(Delivery.objects.all(), now) as overdue:
        if Hold.objects.filter(pk=row.pk, lifted_at=None).update(lifted_at=now, lifted_by_id=who.id):
            _tell(row, "hold.lifted", who, now)
    return len(overdue)


@contextmanager
def leaving(some: QuerySet[Delivery], now: datetime) -> Iterator[list[str]]:
    """One transaction in which *some* may come under a hold or leave the last one, alone among claims.

    What leaves the last hold overdue (its hour is over at *now*) wants a person's yes: nobody should read an answer of
    this morning to a question of this morning tonight without anybody having looked.
    """
    with transaction.atomic():
        claims.stop_claims()
        waits = some.filter(state=DeliveryState.QUEUED, wants_yes=False)
        due = waits.annotate(due=Coalesce("scheduled_for", "recall_until")).filter(due__lte=now)
        held = list(due.filter(scopes.held()).values_list("pk", "public_id"))
        overdue: list[str] = []
        yield overdue
        for first in range(0, len(held), _AT_ONCE):
            overdue += _ask_for_a_yes(dict(held[first : first + _AT_ONCE]))
        announce("delivery", overdue, now)


def _ask_for_a_yes(was_held: dict[int, str]) -> list[str]:
    waits = Delivery.objects.filter(state=DeliveryState.QUEUED, pk__in=was_held)
    left = list(waits.filter(~scopes.held()).values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=left).update(wants_yes=True)
    return [was_held[key] for key in left]


def _scope(account: str | None, team: str | None, incident: str | None) -> dict[str, object]:
    """On what a hold lies, as its fields."""
    if sum(map(bool, (account, team, incident))) > 1:
        raise Declined("two_scopes")
    on: dict[str, object] = {"account": None, "team": None, "incident": None}
    if account:
        on["account"] = Account.objects.filter(public_id=account).first()
    if team:
        on["team"] = Team.objects.filter(public_id=team).first()
    if incident:
        on["incident"] = Incident.objects.filter(Q(public_id=incident), closed_at=None).first()
    for name, wanted in (("account", account), ("team", team), ("incident", incident)):
        if wanted and on[name] is None:
            raise Declined(f"unknown_{name}")
    return on


def _tell(row: Hold, verb: str, who: Who, now: datetime) -> None:
    data: dict[str, object] = {"covers": row.covers}
    scope = Scope.EVERYTHING
    for name, on in ((Scope.ACCOUNT, row.account), (Scope.TEAM, row.team), (Scope.INCIDENT, row.incident)):
        if on is not None:
            scope = name
            data[name.value] = on.public_id
    record(verb, "hold", row.public_id, now=now, who=who, why=f"scope:{scope}", data=data)
    announce("hold", [row.public_id], now)

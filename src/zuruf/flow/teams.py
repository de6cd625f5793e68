"""Teams: who sits together at which queue."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zuruf.core.people import May, Who
from zuruf.flow import planned_ground
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.holds import leaving
from zuruf.store.models import Delivery, Member, Team


def create(who: Who, name: str, *, now: datetime | None = None) -> str:
    """A new team; its public id. Raises Declined("team_taken")."""
    now = now or clock()
    _must_run(who)
    with transaction.atomic():
        _free(name)
        team = Team.objects.create(name=name)
        record("team.created", "team", team.public_id, now=now, who=who)
    return team.public_id


def change(
    who: Who, public_id: str, *, name: str, members: Sequence[str], now: datetime | None = None
) -> None:
    """Its name and who is in it (public ids)."""
    now = now or clock()
    _must_run(who)
    with leaving(Delivery.objects.all(), now):  # a hold may lie on the team, and on what its people write
        team = Team.objects.filter(public_id=public_id).first()
        if team is None:
            raise Declined("unknown_team")
        _free(name, but=public_id)
        Team.objects.filter(pk=team.pk).update(name=name)
        chosen = Member.objects.filter(public_id__in=members)
        before = set(team.members.values_list("pk", flat=True))
        team.members.set(chosen)
        planned_ground.holders_changed(now, before - {m.pk for m in chosen})
        record("team.changed", "team", public_id, now=now, who=who, data={"members": len(chosen)})


def _free(name: str, but: str = "") -> None:
    if Team.objects.filter(name__iexact=name).exclude(public_id=but).exists():
        raise Declined("team_taken", name=name)


def _must_run(who: Who) -> None:
    if not who.may(May.RUN):
        raise Declined("not_allowed")

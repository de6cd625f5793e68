"""Where life may be at risk it rings at a person who was named for it, also when nobody is on duty."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Exists

from zuruf.core.duty import OnDuty
from zuruf.core.people import Role
from zuruf.core.pressing import joined
from zuruf.core.triage import RINGS
from zuruf.store.models import Conversation, Member
from zuruf.store.queries.judging import judging
from zuruf.store.queries.second_pair import away, ours

RINGS_FOR = timedelta(hours=1)
"""How long somebody who is not on duty may be rung for it."""


def at_risk(c: Conversation) -> bool:
    """Did triage or a person find self-harm or a threat in what waits?"""
    return c.urgent and any(f"risk:{kind}" in joined(c.weighs).split() for kind in RINGS)


def whom(c: Conversation, duty: Sequence[OnDuty], now: datetime) -> tuple[list[OnDuty], int | None]:
    """Whom it rings at for *c*, in their order, and who is first (key): whoever is named, where life may be at risk, else whoever
    has it. Where life may be at risk and nobody is on duty: she who is named, else the owner who was here last."""
    if not at_risk(c):
        return [*duty], c.owner_id
    on_duty = {d.member for d in duty}
    guard = first(now, anybody=bool(duty))
    if guard is None or guard in on_duty:
        return [*duty], guard or c.owner_id
    return [OnDuty(guard, -1, now + RINGS_FOR), *duty], guard


def first(now: datetime, *, anybody: bool) -> int | None:
    """At whom (key) a matter of life rings first: whoever is named for it and not away; else, where *anybody* is not on duty, the
    owner who was here last. None: at whoever is on duty. Three statements at most."""
    able = ours().annotate(gone=Exists(away(now))).filter(gone=False)
    named = judging().guard
    guard = able.filter(public_id=named).values_list("pk", flat=True).first() if named else None
    return _owner() if guard is None and not anybody else guard


def _owner() -> int | None:
    owners = Member.objects.filter(role=Role.OWNER, is_active=True).order_by("-seen_at", "pk")
    seen = owners.filter(seen_at__isnull=False).values_list("pk", flat=True).first()
    return seen or owners.values_list("pk", flat=True).first()

"""Handing on what nobody should have to bear: without a reason, without a name, uncounted.

The audit keeps that a conversation was handed on, not by whom, and no statistic knows of it.
"""

from dataclasses import dataclass
from datetime import datetime

from zuruf.core.people import May, Who
from zuruf.flow import due, ringing
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.holds import leaving
from zuruf.store.changes import announce
from zuruf.store.models import Conversation, Delivery, Member


@dataclass(frozen=True, slots=True)
class Spared:
    """What was done, so that it can be taken back: kept by whoever did it and nowhere here. `name`: of whoever has it, or is rung,
    now, "" for nobody. `owner`, `placed_by`: keys, as it lay before; `to`: whose it is now."""

    conversation: str
    name: str
    owner: int | None
    placed_by: int | None
    to: int | None
    alone: bool = False  # it has to be answered now and nobody else is there: it rings as soon as somebody is


def spare(who: Who, public_id: str, *, now: datetime | None = None) -> Spared:
    """The next on duty has it, else whoever of the team or the desk comes first. What rings, or rang until she picked it up, is
    nobody's until somebody picks it up: it rings on at the next.

    Declines with not_allowed, unknown_conversation, theirs (somebody else has it already), taken.
    """
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    c = Conversation.objects.filter(public_id=public_id, merged_into=None).first()
    if c is None:
        raise Declined("unknown_conversation")
    if c.owner_id not in (None, who.id):
        raise Declined("theirs")
    with leaving(Delivery.objects.filter(conversation=c), now):
        rings = ringing.must_ring(c.pk, now)
        to = None if rings else _next(who, now)
        same = Conversation.objects.filter(pk=c.pk, owner_id=c.owner_id, merged_into=None)
        if not same.update(owner_id=to, placed_by=None):
            raise Declined("taken", name="")
        due.again(c.pk)
        record("conversation.spared", "conversation", public_id, now=now, conversation=public_id)
        announce("conversation", [public_id], now)
        reached = ringing.ring_on(who, c.pk, now) if rings else to
    name = Member.objects.filter(pk=reached or 0).values_list("name", flat=True).first() or ""
    return Spared(public_id, name, c.owner_id, c.placed_by_id, to, rings and reached is None)


def take_back(who: Who, was: Spared, *, now: datetime | None = None) -> None:
    """It lies as it did before she handed it on, and what rings on rings at her again. As little is kept of who did that.

    Declines with not_allowed, taken (somebody has it by now, or it was handed on again).
    """
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    same = Conversation.objects.filter(public_id=was.conversation, owner_id=was.to, merged_into=None)
    c = same.first()
    if c is None:
        raise Declined("taken", name="")
    with leaving(Delivery.objects.filter(conversation=c), now):
        if not same.update(owner_id=was.owner, placed_by=was.placed_by):
            raise Declined("taken", name="")
        due.again(c.pk)
        if was.owner is None:
            ringing.ring_back(who, c.pk, now)
        record(
            "conversation.spare_undone",
            "conversation",
            was.conversation,
            now=now,
            conversation=was.conversation,
        )
        announce("conversation", [was.conversation], now)


def _next(who: Who, now: datetime) -> int | None:
    """Whoever comes after her on duty, in turn; None: there is nobody else."""
    duty = [d.member for d in ringing.on_duty(now)]
    after = duty[duty.index(who.id) + 1 :] + duty[: duty.index(who.id)] if who.id in duty else duty
    return after[0] if after else None

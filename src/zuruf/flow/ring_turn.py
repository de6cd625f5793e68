"""Where a ring goes on to: at the next, and where everybody let it ring, to rest. Where life may be at risk it never rests while
somebody is there: it stays on a bell until somebody takes it or answers. Only the sound rests.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from zuruf.core import ring as rules
from zuruf.core.duty import OnDuty
from zuruf.core.people import Who
from zuruf.core.ring import State
from zuruf.flow import guarding, ring_out
from zuruf.flow.audit import record
from zuruf.store.changes import announce_each
from zuruf.store.models import Ring

AGAIN = 5  # times the minutes of a ring, until what everybody let ring begins anew


def fall_through(row: Ring, duty: Sequence[OnDuty], minutes: int, now: datetime) -> bool:
    """On to the next where its time is over, or where she it rings at went off duty or to lunch."""
    whom, _first = guarding.whom(row.conversation, duty, now)
    hers = any(d.member == row.member_id for d in whom)
    if row.state == State.RINGING and hers and row.until is not None and row.until > now:
        return False
    return turned(row, duty, minutes, now)


def turned(row: Ring, duty: Sequence[OnDuty], minutes: int, now: datetime, *, but: int | None = None) -> bool:
    """On to the next of *duty*, now. *but*: who said that she cannot now, or handed it on. Whether anything changed."""
    anew = row.state == State.UNHEARD and row.until is not None and row.until <= now
    rang = [] if anew else list(row.rang)  # everybody let it ring; after a while it begins anew
    rang = rules.refused(rang, but) if but is not None else rang
    whom, first = guarding.whom(row.conversation, duty, now)
    to = rules.turn(whom, rang, minutes, now, first=first)
    if to.member is None:
        return _unheard(row, whom, rang, now + timedelta(minutes=minutes * AGAIN), now)
    with transaction.atomic():
        done = _same(row).update(
            state=State.RINGING, member=to.member, until=to.until, turn=row.turn + 1,
            rang=[*rang, to.member], mail="due", mail_at=now, mail_tries=0,
        )  # fmt: skip
        if done:
            ring_out.moves(row, row.member_id, to, now)
            tell("ring.passed", row, now, None)
    return bool(done)


def tell(verb: str, row: Ring, now: datetime, who: Who | None, why: str = "") -> None:
    """Audit and announce it, in the transaction that moves the ring."""
    c = row.conversation.public_id
    record(verb, "ring", row.public_id, now=now, who=who, conversation=c, why=f"ring:{why}" if why else "")
    announce_each([("ring", row.public_id)], now)


def _unheard(row: Ring, whom: Sequence[OnDuty], rang: list[int], anew: datetime, now: datetime) -> bool:
    """Nobody is left at whom it did not ring, until *anew*. Where life may be at risk it stays silently on the bell of one of *whom*
    who did not say that she cannot now."""
    rested = row.state == State.UNHEARD
    keeps = rules.keeper(whom, rang, row.member_id) if guarding.at_risk(row.conversation) else None
    if rested and keeps == row.member_id:
        return False
    until = row.until if rested and row.until else anew
    with transaction.atomic():
        done = _same(row).update(
            state=State.UNHEARD, member=keeps, until=until, turn=row.turn + 1, rang=rang, mail=""
        )
        if done:
            ring_out.rests(row, keeps, now, again=rested)
            tell("ring.passed" if rested and keeps else "ring.unheard", row, now, None)
    return bool(done)


def _same(row: Ring) -> QuerySet[Ring]:
    return Ring.objects.filter(pk=row.pk, state=row.state, turn=row.turn, member=row.member_id)

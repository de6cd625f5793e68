"""Ringing: what must be answered now rings at one person on duty, is picked up, or falls through to the next.

Every change of a ring is a conditional UPDATE, so a hand that picks up and a clock that lets it fall through in the same moment
never both win. Who let it ring is nowhere kept: the audit knows only that it rang and who picked up.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from zuruf.core import ring as rules
from zuruf.core.desk import State as Standing
from zuruf.core.duty import OnDuty
from zuruf.core.people import OURS, Who
from zuruf.core.reply import DraftState
from zuruf.core.ring import ENDED, FRESH, HELD, LIVE, SOON, State, Why
from zuruf.core.second_pair import HERE
from zuruf.flow import desk, guarding, ring_out
from zuruf.flow import duty as shifts
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.ring_turn import AGAIN, fall_through, tell, turned
from zuruf.store import changes
from zuruf.store.models import Conversation, Draft, Organisation, Ring
from zuruf.store.queries.duty import rota
from zuruf.store.queries.second_pair import away, ours

AT_ONCE = 20  # rings at the same time of what is due; more would be noise, the list shows the rest. What is urgent always rings
MOST_URGENT = 50  # begun in one sweep
LOOK = timedelta(seconds=10)  # so late somebody who comes on duty, or sits down, is noticed


@dataclass
class Looks:
    """What a worker saw last. As long as nobody announces anything, it looks at the clock only now and then: a rota is read with a dozen
    statements, and an urgent conversation that somebody has rings at nobody for hours."""

    seen: changes.Position | None = None
    again: datetime | None = None  # then at the latest it looks by itself

    def turn(self, *, now: datetime | None = None) -> int:
        """`sweep` where anything may have changed; how many did. One statement where nothing was announced."""
        now = now or clock()
        if self.seen and self.again and now < self.again and not changes.since(self.seen, 1):
            return 0
        here = changes.last()
        changed = sweep(now=now)
        self.seen = None if changed else here
        self.again = min(now + LOOK, _next() or now + LOOK)
        return changed


def sweep(*, now: datetime | None = None) -> int:
    """End what needs no ringing any more, let fall through what nobody picked up, begin what must be answered now. How many
    changed."""
    now = now or clock()
    live = list(_rings().filter(state__in=LIVE).order_by("began_at", "pk"))
    pressing = _pressing(now)
    if not live and not pressing.exists():
        return 0
    duty, minutes = on_duty(now), _minutes()
    has = {d.member for d in duty} | set(ours().filter(seen_at__gt=now - HERE).values_list("pk", flat=True))
    changed = sum(_settled(r, has, now) for r in live)
    still = [r for r in live if _waits(r, has, now)]
    room = AT_ONCE - sum(r.state == State.RINGING and r.why == Why.DUE for r in still)
    for r in still:
        anew = r.state == State.UNHEARD and r.why == Why.DUE
        if not anew or room > 0:
            moved = fall_through(r, duty, minutes, now)
            changed, room = changed + moved, room - (moved and anew)
    left = pressing.filter(_left(has, now))
    fresh = [*left.filter(urgent=True)[:MOST_URGENT], *left.filter(urgent=False)[: max(0, room)]]
    return changed + sum(_begin(c, duty, minutes, now) for c in fresh)


def on_duty(now: datetime) -> list[OnDuty]:
    """Who can be rung now: whoever the rota says; where there is none, whoever is on duty for once, then whoever sits at the
    desk and is not at lunch. Nine statements at most."""
    here = rota(now, shifts.hours(now))
    able = ours().annotate(gone=Exists(away(now))).filter(gone=False)
    can = set(able.values_list("pk", flat=True))
    found = [d for d in here.on_duty(now) if d.member in can]
    if here.exists:
        return found
    there = able.filter(seen_at__gt=now - HERE).exclude(pk__in={*here.freed(now), *(d.member for d in found)})
    seen = there.order_by("-seen_at", "pk").values_list("pk", flat=True)
    return [*found, *(OnDuty(pk, n, now + HERE) for n, pk in enumerate(seen, 1))]


def pick_up(who: Who, public_id: str, *, now: datetime | None = None) -> str:
    """She has the conversation now. Its public id. Declined: "gone" · "picked_up" (name of whoever was faster, or "") ·
    as `desk.take`."""
    now = now or clock()
    row = _found(public_id)
    c = row.conversation
    with transaction.atomic():
        mine = Ring.objects.filter(pk=row.pk, state__in=LIVE)
        if not mine.update(state=State.PICKED_UP, ended_at=now, until=None, mail="", rang=[]):
            raise Declined("picked_up", name=c.owner.name if c.owner else "")
        if c.owner_id == who.id:  # the plan gave it to her; now she says so herself
            Conversation.objects.filter(pk=c.pk, owner=who.id).update(placed_by=None)
        else:
            desk.take(who, c.public_id, seen_owner=c.owner.public_id if c.owner else "", now=now)
        ring_out.over(row, row.member_id, now)
        tell("ring.picked_up", row, now, who)
    return c.public_id


def pass_on(who: Who, public_id: str, *, now: datetime | None = None) -> bool:
    """She cannot now: it rings at the next at once. Whether it rings at another; else it rings as soon as somebody else comes, and
    anew after a while. Declined: "gone" (it rings at somebody else, or no more)."""
    now = now or clock()
    row = _found(public_id)
    if row.member_id != who.id or row.state not in LIVE:
        raise Declined("gone")
    if not turned(row, on_duty(now), _minutes(), now, but=who.id):
        raise Declined("gone")
    return Ring.objects.filter(pk=row.pk, member__isnull=False).exists()


def must_ring(conversation: int, now: datetime) -> bool:
    """Does it ring, or would it if nobody had it? Two statements at most."""
    live = Ring.objects.filter(conversation=conversation, state__in=LIVE)
    return live.exists() or _pressing(now).filter(pk=conversation).exists()


def ring_on(who: Who, conversation: int, now: datetime) -> int | None:
    """She handed it on: it rings at the next at once, and not at her again. Whom it rings at (key); None: nobody else is there, and
    it rings as soon as somebody is. In the caller's transaction."""
    live = _rings().filter(conversation=conversation, state__in=LIVE)
    row, others = live.first(), [d for d in on_duty(now) if d.member != who.id]
    if row is None:
        _begin(Conversation.objects.get(pk=conversation), others, _minutes(), now, but=who.id)
    elif row.member_id == who.id:
        turned(row, others, _minutes(), now, but=who.id)
    else:
        live.filter(pk=row.pk).update(rang=rules.refused(row.rang, who.id))
    return live.values_list("member", flat=True).first()


def ring_back(who: Who, conversation: int, now: datetime) -> None:
    """She took back that she had handed it on: what rings rings at her again. In the caller's transaction."""
    row = _rings().filter(conversation=conversation, state__in=LIVE).exclude(member=who.id).first()
    if row is not None:
        row.rang = []
        turned(row, [d for d in on_duty(now) if d.member == who.id], _minutes(), now)


def _pressing(now: datetime) -> QuerySet[Conversation]:
    """What waits, must be answered now, does not ring yet, and nobody who sits there has begun."""
    writing = Draft.objects.filter(
        conversation=OuterRef("pk"), state=DraftState.WRITING, updated_at__gt=now - FRESH,
        author__role__in=OURS, author__is_active=True, author__seen_at__gt=now - HERE,
    ).exclude(text="")  # fmt: skip
    rings = Ring.objects.filter(conversation=OuterRef("pk"), since=OuterRef("waiting_since"), state__in=LIVE)
    return (
        Conversation.objects.filter(
            Q(urgent=True) | Q(due_at__lte=now + SOON),
            ~Exists(writing),
            ~Exists(rings),
            state=Standing.OPEN,
            waiting_since__isnull=False,
            ask_until=None,
        )
        .filter(account__disconnected_at=None)
        .order_by("-urgent", "waiting_since", "pk")
    )


def _left(has: Collection[int], now: datetime) -> Q:
    """Nobody said she has it, or whoever did is neither on duty nor here (*has*), and not for a moment only."""
    held = Ring.objects.filter(
        conversation=OuterRef("pk"), since=OuterRef("waiting_since"),
        state=State.PICKED_UP, ended_at__gt=now - HELD,
    )  # fmt: skip
    return Q(owner=None) | Q(placed_by__isnull=False) | Q(~Exists(held), ~Q(owner__in=has))


def _begin(
    c: Conversation, duty: Sequence[OnDuty], minutes: int, now: datetime, *, but: int | None = None
) -> bool:
    """*but*: who just handed it on, at whom it does not ring."""
    why = rules.must_ring(c.urgent, c.due_at, now) or Why.DUE
    whom, first = guarding.whom(c, duty, now)
    rang = rules.refused([], but) if but is not None else []
    to = rules.turn(whom, rang, minutes, now, first=first)
    if c.waiting_since is None or (to.member is None and but is None):
        return False  # nobody is on duty: it waits, and rings as soon as somebody is
    fields: dict[str, object] = {"why": why, "began_at": now, "mail_at": now}
    if to.member is None:
        again = now + timedelta(minutes=minutes * AGAIN)
        fields |= {"state": State.UNHEARD, "member_id": None, "until": again, "rang": rang, "mail": ""}
    else:
        fields |= {"member_id": to.member, "until": to.until, "rang": [*rang, to.member], "mail": "due"}
    with transaction.atomic():
        row, made = Ring.objects.get_or_create(conversation=c, since=c.waiting_since, defaults=fields)
        if not made:  # it was picked up or over in this very wait, and has to ring anew
            ended = Ring.objects.filter(pk=row.pk, state__in=ENDED, turn=row.turn)
            again_so = {"state": State.RINGING, "turn": F("turn") + 1, "ended_at": None, "mail_tries": 0}
            made = bool(ended.update(**{**again_so, **fields}))
        if made and to.member is None:
            ring_out.moves(row, None, to, now)
            tell("ring.unheard", row, now, None)
        elif made:
            ring_out.begins(row, to.member or 0, to.until or now, now)
            tell("ring.began", row, now, None, why)
    return made


def _next() -> datetime | None:
    """When the next ring falls through."""
    found = (
        Ring.objects.filter(state__in=LIVE, until__isnull=False)
        .order_by("until")
        .values_list("until", flat=True)
    )
    return found.first()


def _waits(row: Ring, has: Collection[int], now: datetime) -> bool:
    """Does it still wait as it did when it began to ring, and did nobody of those who are on duty or here (*has*) take it?"""
    c = row.conversation
    taken = c.owner_id in has and c.placed_by_id is None
    return c.state == Standing.OPEN and c.waiting_since == row.since and not taken and c.ask_until is None


def _settled(row: Ring, has: Collection[int], now: datetime) -> bool:
    """Over where nobody waits any more; picked up where somebody took it at the desk."""
    if _waits(row, has, now):
        return False
    c = row.conversation
    taken = c.state == Standing.OPEN and c.owner_id is not None
    there = State.PICKED_UP if taken else State.OVER
    with transaction.atomic():
        same = Ring.objects.filter(pk=row.pk, state__in=LIVE)
        if not same.update(state=there, ended_at=now, until=None, rang=[], mail=""):
            return False
        ring_out.over(row, row.member_id, now)
        tell("ring.over", row, now, None)
    return True


def _rings() -> QuerySet[Ring]:
    return Ring.objects.select_related("conversation__owner")


def _found(public_id: str) -> Ring:
    row = _rings().filter(public_id=public_id).first()
    if row is None:
        raise Declined("gone")
    return row


def _minutes() -> int:
    return Organisation.objects.filter(pk=1).values_list("ring_minutes", flat=True).first() or rules.USUAL

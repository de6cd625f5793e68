"""One thing done to many conversations at once: each decided by itself, in short transactions, told as a whole.

What may be done to one is decided by `core.bulk.left`, from what the rows say while they are held; `bulk_acts` does it, and
`bulk_undo` takes it back.
"""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zuruf.core import bulk as rules
from zuruf.core.bulk import Chosen, Left, Stands, Verb
from zuruf.core.clean import storable
from zuruf.core.desk import FRESH, Closed, State
from zuruf.core.people import OURS, May, Who
from zuruf.flow.audit import record
from zuruf.flow.bulk_acts import ACTS, Order
from zuruf.flow.clock import clock
from zuruf.flow.desk import NOTE_LIMIT
from zuruf.flow.errors import Declined
from zuruf.flow.holds import leaving
from zuruf.store.changes import announce
from zuruf.store.models import Bulk, BulkItem, Conversation, Delivery, Member, Presence, Team
from zuruf.store.queries import topics

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it. `left`: why → public ids of those with which nothing was done. `rest`: how many it did not come to, because it
    was interrupted."""

    public_id: str
    done: int
    left: Mapping[Left, tuple[str, ...]]
    rest: int = 0


def do(
    who: Who,
    verb: Verb,
    chosen: Sequence[Chosen],
    *,
    reason: str = "",
    member: str = "",
    team: str = "",
    text: str = "",
    topics: Sequence[str] = (),
    now: datetime | None = None,
) -> Done:
    """Do *verb* (take, give, topic, close, reopen) to all of *chosen*, as whoever chose them saw them.

    *reason*: a code of zuruf.core.desk.Closed, to close. *member* or *team* (public ids) get what is given, with *text* as a note.
    *topics*: what it is about. Declined: "not_allowed" · "nothing_chosen" · "too_many" (limit) · "unknown_reason" · "nobody" ·
    "too_long" (limit) · "unknown_value". Everything else is told for each conversation.
    """
    now = now or clock()
    those = rules.each_once(chosen)
    _check(who, verb, those)
    order = _order(who, verb, reason, member, team, storable(text).strip(), tuple(topics))
    made = begun(who, verb, len(those), order.data, now)
    left: dict[Left, list[str]] = defaultdict(list)
    came = 0
    for piece in rules.steps(those):
        try:
            missed = _step(who, made, order, piece, now)
        except Exception:
            if not came:
                raise  # nothing was done, and nothing is to be told
            # Whatever it was: what is done stays done, so it is told and can be undone; the rest is told, too.
            log.exception("A bulk was interrupted after %d of %d", came, len(those))
            break
        if missed is None:  # somebody took it back meanwhile
            break
        came += len(piece)
        for why, public_id in missed:
            left[why].append(public_id)
    return finished(who, made, {why: tuple(ids) for why, ids in left.items()}, now, rest=len(those) - came)


def begun(who: Who, verb: Verb, chosen: int, data: Mapping[str, object], now: datetime) -> Bulk:
    """The row under which everything is remembered, before anything is done."""
    return Bulk.objects.create(verb=verb.value, data=dict(data), by_id=who.id, at=now, chosen=chosen)


def finished(
    who: Who, made: Bulk, left: Mapping[Left, tuple[str, ...]], now: datetime, *, rest: int = 0
) -> Done:
    """It is over: one entry of the audit for all of it; each conversation has its own beside that. *rest*: to so many it did not
    come."""
    missed = sum(map(len, left.values()))
    done = Done(made.public_id, made.chosen - missed - rest, left, rest)
    with transaction.atomic():
        Bulk.objects.filter(pk=made.pk).update(finished_at=now)
        counts = {"verb": made.verb, "done": done.done, "left": missed, **({"rest": rest} if rest else {})}
        record("bulk.done", "bulk", made.public_id, now=now, who=who, data={**counts, **made.data})
    return done


def _check(who: Who, verb: Verb, those: Sequence[Chosen]) -> None:
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    if verb not in ACTS:
        raise Declined("unknown_value")
    if not those:
        raise Declined("nothing_chosen")
    if len(those) > rules.MOST:
        raise Declined("too_many", limit=rules.MOST)


def _order(
    who: Who, verb: Verb, reason: str, member: str, team: str, text: str, about: tuple[str, ...]
) -> Order:
    """What is wished, with its keys. Raises Declined where that cannot be meant."""
    data: dict[str, object] = {}
    to_member = to_team = None
    if verb is Verb.CLOSE:
        if reason not in {*Closed}:
            raise Declined("unknown_reason")
        data = {"reason": reason}
    if verb is Verb.GIVE:
        if len(text) > NOTE_LIMIT:
            raise Declined("too_long", limit=NOTE_LIMIT, used=len(text))
        to_team = Team.objects.filter(public_id=team).first() if team else None
        fit = Member.objects.filter(public_id=member, is_active=True, role__in=OURS)
        to_member = fit.first() if not team else None
        if to_team is None and to_member is None:
            raise Declined("nobody")
        data = {"team": team} if to_team else {"to": member}
    if verb is Verb.TOPIC:
        if set(about) - {slug for slug, _words in topics.words()}:
            raise Declined("unknown_value")
        data = {"topics": list(about)}
    return Order(verb, data, reason, to_member, to_team, text if verb is Verb.GIVE else "", about)


def _step(
    who: Who, made: Bulk, order: Order, piece: Sequence[Chosen], now: datetime
) -> list[tuple[Left, str]] | None:
    """One transaction of at most `rules.STEP`; (why, public id) of those that were left as they are. None: it was taken back
    meanwhile, and nothing more is done."""
    seen = {c.public_id: c.seen for c in piece}
    if order.verb is Verb.GIVE:  # a hold may lie on the team: alone among claims, as with one
        with leaving(Delivery.objects.filter(conversation__public_id__in=list(seen)), now):
            return _held(who, made, order, seen, now)
    with transaction.atomic():
        return _held(who, made, order, seen, now)


def _held(
    who: Who, made: Bulk, order: Order, seen: Mapping[str, str], now: datetime
) -> list[tuple[Left, str]] | None:
    # Held until the end of the piece: who takes it back finds all of it.
    if Bulk.objects.select_for_update().filter(pk=made.pk, undone_at=None).first() is None:
        return None
    rows = list(Conversation.objects.select_for_update().filter(public_id__in=list(seen)).order_by("pk"))
    writing = writing_in([c.pk for c in rows], who, now)
    same = order.same(rows)
    left: list[tuple[Left, str]] = [(Left.GONE, i) for i in seen.keys() - {c.public_id for c in rows}]
    todo: list[Conversation] = []
    items: list[BulkItem] = []
    for c in rows:
        why = rules.left(order.verb, _stands(c, who, seen[c.public_id], c.pk in writing, c.pk in same))
        if why is None:
            todo.append(c)
        else:
            left.append((why, c.public_id))
            items.append(BulkItem(bulk=made, conversation=c, left=why.value))
    was = ACTS[order.verb](who, made, order, todo, now) if todo else {}
    items += [BulkItem(bulk=made, conversation=c, was=was.get(c.pk, {})) for c in todo]
    BulkItem.objects.bulk_create(items)
    announce("conversation", [c.public_id for c in todo], now)
    return left


def _stands(c: Conversation, who: Who, as_seen: str, writing: bool, same: bool) -> Stands:
    return Stands(
        state=State(c.state),
        moved_on=bool(as_seen) and as_seen != rules.seen(c.message_count, c.last_at),
        writing=writing,
        asked=c.ask_until is not None,
        mine=c.owner_id == who.id,
        others=c.owner_id is not None and c.owner_id != who.id,
        same=same,
    )


def writing_in(keys: Sequence[int], who: Who, now: datetime) -> set[int]:
    """Those of these conversations in which somebody else is writing just now."""
    others = Presence.objects.filter(conversation__in=keys, writing=True, seen_at__gt=now - FRESH)
    return set(others.exclude(member=who.id).values_list("conversation", flat=True))

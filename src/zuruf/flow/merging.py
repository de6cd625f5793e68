"""Joining conversations into one, splitting one, and taking either back.

What hangs on the one moves to the other: messages, notes, drafts and what was sent of them, questions for a fact. The row of what
was joined stays behind, empty, and tells intake where its thread went. Every message remembers where it came in, so that an
answer keeps its place in the network's own thread.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Min

from zuruf.core import bulk as bulk_rules
from zuruf.core import merging as rules
from zuruf.core import talk
from zuruf.core.bulk import Chosen, Left, Verb
from zuruf.core.desk import State
from zuruf.core.merging import Part, Standing
from zuruf.core.people import May, Who
from zuruf.flow import due, pressing
from zuruf.flow.audit import record
from zuruf.flow.bulk import Done, begun, finished, writing_in
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store import merging as rows
from zuruf.store.changes import announce
from zuruf.store.models import Bulk, BulkItem, Conversation, Message
from zuruf.store.pressing import until
from zuruf.store.queries import intake

MOST = 20  # conversations that become one


def merge(who: Who, keep: str, others: Sequence[Chosen], *, now: datetime | None = None) -> Done:
    """*others* become parts of *keep* (public id). What cannot is left as it is, and told.

    Declined: "not_allowed" · "nothing_chosen" · "too_many" (limit) · "gone" (*keep* is part of another one) ·
    "stays" (why: a code of zuruf.core.bulk.Left, for *keep* itself).
    """
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    those = [c for c in bulk_rules.each_once(others) if c.public_id != keep]
    if not those:
        raise Declined("nothing_chosen")
    if len(those) > MOST:
        raise Declined("too_many", limit=MOST)
    goal = Conversation.objects.filter(public_id=keep, merged_into=None).first()
    if goal is None:
        raise Declined("gone")
    if why := rules.fixed(_parts([goal], who, now)[goal.pk]):
        raise Declined("stays", why=why.value)
    made = begun(who, Verb.MERGE, len(those), {"into": keep}, now)
    left: dict[Left, tuple[str, ...]] = {}
    for one in those:
        with transaction.atomic():
            if why := _merge(who, made, goal.pk, one, now):
                left[why] = (*left.get(why, ()), one.public_id)
    return finished(who, made, left, now)


def split(
    who: Who, public_id: str, messages: Sequence[str], *, now: datetime | None = None
) -> tuple[Done, str]:
    """*messages* (public ids) of this conversation become one of their own; with them what was answered to them. Returns also its
    public id. Declined: "not_allowed" · "gone" · "nothing_chosen" · "split_all" (nothing would be left) · "stays" (why)."""
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    with transaction.atomic():
        found = Conversation.objects.filter(public_id=public_id, merged_into=None).first()
        if found is None:
            raise Declined("gone")
        intake.one_at_a_time(found.realm)
        c = Conversation.objects.select_for_update().get(pk=found.pk)
        if why := rules.fixed(_parts([c], who, now)[c.pk]):
            raise Declined("stays", why=why.value)
        chosen = Message.objects.filter(conversation=c, public_id__in=list(messages))
        keys = list(chosen.order_by("order_at", "id").values_list("pk", flat=True))
        if not keys:
            raise Declined("nothing_chosen")
        if not Message.objects.filter(conversation=c, ours=False).exclude(pk__in=keys).exists():
            raise Declined("split_all")
        made = begun(who, Verb.SPLIT, 1, {}, now)
        new = _split(c, keys, made, now)
        _tell(who, "conversation.split", new.public_id, c.public_id, made, now)
        Bulk.objects.filter(pk=made.pk).update(data={"into": new.public_id})
        made.data = {"into": new.public_id}
        return finished(who, made, {}, now), new.public_id


def take_back(who: Who, made: Bulk, item: BulkItem, now: datetime) -> Left | None:
    """One merge or split as it was before, where nothing happened in either part since; in the caller's transaction. Why it was
    left as it is; None: it was taken back."""
    keys = (item.was["goal"], item.was["source"])
    realms = Conversation.objects.filter(pk__in=keys).values_list("realm", flat=True).distinct()
    for realm in realms:
        intake.one_at_a_time(realm)
    found = {c.pk: c for c in Conversation.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    if len(found) < 2:
        return Left.CHANGED
    goal, source = (found[key] for key in keys)
    if any(rows.standing(c) != item.was[name] for c, name in ((goal, "goal_now"), (source, "source_now"))):
        return Left.CHANGED
    if rows.everything_of(goal.pk) != item.was["goal_has"] or rows.under_way(keys):
        return Left.CHANGED
    if goal.ask_until or source.ask_until:  # whoever looks at a draft finds it where it was asked about
        return Left.ASKED
    if writing_in(keys, who, now):
        return Left.WRITING
    if set.intersection(*rows.drafting(keys).values()):
        return Left.DRAFTS
    rows.move(item.was["moved"], goal.pk, source.pk)
    rows.full_again(source.pk, rows.columns(item.was["source_was"]), item.was["parts"])
    Conversation.objects.filter(pk=goal.pk).update(**rows.columns(item.was["goal_was"]))
    rows.at_home_again(source.pk)
    for key in keys:
        rows.nobody_there(key)
    pressing.again(*keys)
    gone = goal.public_id
    if made.verb == Verb.SPLIT:
        rows.follow(goal.pk, source.pk)
        goal.delete()  # it never was a thread on the network
        _tell(who, "conversation.split_undone", gone, source.public_id, made, now)
    else:
        _tell(who, "conversation.merge_undone", source.public_id, goal.public_id, made, now)
    announce("conversation", [gone, source.public_id], now)
    return None


def _merge(who: Who, made: Bulk, keep: int, one: Chosen, now: datetime) -> Left | None:
    """Why *one* was left; None: it is part of the kept one."""
    found = Conversation.objects.filter(public_id=one.public_id).first()
    if found is None:
        return Left.GONE
    intake.one_at_a_time(found.realm)  # nothing comes in for either while its thread moves
    held = Conversation.objects.select_for_update().filter(pk__in=[keep, found.pk]).order_by("pk")
    both = {c.pk: c for c in held}
    if len(both) < 2:  # a late message made it part of another one in this very moment
        return Left.GONE
    goal, source = both[keep], both[found.pk]
    parts = _parts([goal, source], who, now)
    why = rules.fixed(parts[goal.pk]) or rules.fixed(parts[source.pk])
    why = why or rules.apart(parts[goal.pk], parts[source.pk])
    if one.seen and one.seen != bulk_rules.seen(source.message_count, source.last_at):
        why = why or Left.MOVED_ON
    if why:
        BulkItem.objects.create(bulk=made, conversation=source, left=why.value)
        return why
    hangs = rows.everything_of(source.pk)
    was = {
        "goal": goal.pk, "source": source.pk, "moved": hangs, "parts": rows.husks(source.pk),
        "goal_was": rows.standing(goal), "source_was": rows.standing(source),
    }  # fmt: skip
    rows.move(hangs, source.pk, goal.pk)
    rows.came_in_at(hangs["message"], source.pk)
    rows.at_home_again(goal.pk)
    rows.nobody_there(source.pk)
    rows.empty(source, goal.pk)
    _join(goal, source)
    _remember(made, source, was, goal.pk, source.pk)
    _tell(who, "conversation.merged", source.public_id, goal.public_id, made, now)
    announce("conversation", [goal.public_id, source.public_id], now)
    return None


def _join(goal: Conversation, source: Conversation) -> None:
    """Where the kept one stands now, and whose it is: nothing that only the other one had gets lost."""
    stands = rules.joined(_standing(goal), _standing(source))
    dues = [at for at in (goal.due_at, source.due_at) if at] if stands.since else []
    owned = goal.owner_id or goal.team_id
    whose = goal if owned else source
    changed = {
        "state": stands.state, "waiting_since": stands.since, **until(min(dues, default=None), stands.since),
        "owner": whose.owner_id, "team": whose.team_id, "placed_by": whose.placed_by_id,
        "incident": goal.incident_id or source.incident_id,
        "question": goal.question or source.question, "urgent": goal.urgent or source.urgent,
        "answer_seq": goal.answer_seq + source.answer_seq, "unclear": goal.unclear + source.unclear,
        "missing": goal.missing + source.missing,
        "language": (source if source.last_at > goal.last_at else goal).language,
        **rows.shown(goal.pk),
    }  # fmt: skip
    Conversation.objects.filter(pk=goal.pk).update(**changed)
    due.again(goal.pk)
    pressing.again(goal.pk)


def _split(c: Conversation, keys: Sequence[int], made: Bulk, now: datetime) -> Conversation:
    hangs = rows.said_in(keys)
    was: dict[str, Any] = {"source": c.pk, "moved": hangs, "parts": [], "source_was": rows.standing(c)}
    first = Message.objects.filter(pk__in=keys).order_by("ours", "order_at", "id")[0]
    new = rows.parted(c, first, now)
    was |= {"goal": new.pk, "goal_was": rows.standing(new)}
    rows.move(hangs, c.pk, new.pk)
    rows.came_in_at(keys, c.pk)
    rows.nobody_there(c.pk)
    seq = c.answer_seq
    for key in (new.pk, c.pk):
        theirs = Message.objects.filter(conversation=key, ours=False, gone_at=None)
        waits = theirs.filter(order_at__gte=c.waiting_since) if c.waiting_since else theirs.none()
        since = waits.aggregate(first=Min("order_at"))["first"]
        answered = Message.objects.filter(conversation=key, ours=True, gone_at=None).exists()
        stands = rules.split(State(c.state), since, answered)
        columns = {"state": stands.state, "waiting_since": since, **until(c.due_at if since else None, since)}
        if not since:
            columns |= {"question": False, "urgent": False}
        Conversation.objects.filter(pk=key).update(
            **columns, **rows.shown(key), **rows.answers_in(key), answer_seq=seq
        )
    due.again(new.pk, c.pk)
    pressing.again(new.pk, c.pk)
    _remember(made, c, was, new.pk, c.pk)
    announce("conversation", [c.public_id, new.public_id], now)
    return new


def _remember(made: Bulk, c: Conversation, was: dict[str, Any], goal: int, source: int) -> None:
    """What taking it back compares with and restores: codes, keys and times, and the preview that the list has anyway."""
    fresh = {row.pk: row for row in Conversation.objects.filter(pk__in=(goal, source))}
    was |= {
        "goal_now": rows.standing(fresh[goal]),
        "source_now": rows.standing(fresh[source]),
        "goal_has": rows.everything_of(goal),
    }
    BulkItem.objects.create(bulk=made, conversation=c, was=was)


def _parts(those: Sequence[Conversation], who: Who, now: datetime) -> dict[int, Part]:
    keys = [c.pk for c in those]
    out, writing, drafting = rows.under_way(keys), writing_in(keys, who, now), rows.drafting(keys)
    return {
        c.pk: Part(
            state=State(c.state),
            account=c.account_id,
            contact=c.contact_id,
            public=c.public,
            messages=c.message_count,
            own_page=c.realm == talk.REALM,
            asked=c.ask_until is not None,
            writing=c.pk in writing,
            under_way=c.pk in out,
            drafting=frozenset(drafting[c.pk]),
        )
        for c in those
    }


def _standing(c: Conversation) -> Standing:
    return Standing(State(c.state), c.waiting_since)


def _tell(who: Who, verb: str, thing: str, conversation: str, made: Bulk, now: datetime) -> None:
    data = {"into": conversation, "bulk": made.public_id}
    record(verb, "conversation", thing, now=now, who=who, conversation=conversation, data=data)

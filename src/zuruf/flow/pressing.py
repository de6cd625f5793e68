"""What waits worst: what a house lets weigh, and where each conversation stands by it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from secrets import randbelow
from typing import Any

from django.db import transaction

from zuruf.core import pressing as rules
from zuruf.core.desk import State
from zuruf.core.people import May, Who
from zuruf.core.pressing import LABELS, LONGEST, Judging, Sort, Weights
from zuruf.core.triage import Finding, as_found
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
from zuruf.store.models import Conversation, Member, Message, Organisation
from zuruf.store.queries import judging as queries

STEP = 50  # conversations a transaction, so that nobody at a desk waits for it
READ = 500


def save(who: Who, judging: Judging, *, now: datetime | None = None) -> bool:
    """What the house decides about triage. What was judged stays as it was judged; the order of the lists follows by `order_step`.

    Whether the weights are others now. Declined: "not_allowed" · "sure" (no share of 1) · "minutes" (more than two weeks, or less than none) · "guard".
    """
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    if not all(0 <= s <= 1 for s in (judging.sure, *judging.labels.values())) or set(judging.labels) - {
        *LABELS
    }:
        raise Declined("sure")
    if not all(0 <= getattr(judging.weights, f.name) <= LONGEST for f in fields(Weights)):
        raise Declined("minutes")
    if judging.guard and judging.guard not in dict(queries.guards()):
        raise Declined("guard")
    before = queries.judging()
    with transaction.atomic():
        others = before.weights != judging.weights
        # Below every key, and another number each time: a step that read older weights does not take it for its own.
        anew = {"ordered_up_to": -1 - randbelow(2**53)} if others else {}
        Organisation.objects.update_or_create(pk=1, defaults={"judging": rules.written(judging), **anew})
        data = {"sure": judging.sure, "guard": bool(judging.guard)}
        record("judging.changed", "organisation", "1", now=now, who=who, data=data)
    return others


def sort(who: Who, by: str, *, now: datetime | None = None) -> None:
    """How she wants the lists of what is open. Her own affair: no audit. Declined("unknown_value")."""
    if by not in set(Sort):
        raise Declined("unknown_value")
    Member.objects.filter(pk=who.id).update(sorts=by)


def order_step(*, now: datetime | None = None) -> bool:
    """After other weights: the next conversations that are open stand where the weights of now put them. Whether there may be more;
    one statement where nothing is to be done. Weights that change meanwhile begin anew: how far it got is kept beside them."""
    now = now or clock()
    house = Organisation.objects.filter(pk=1, ordered_up_to__isnull=False)
    after = house.values_list("ordered_up_to", flat=True).first()
    if after is None:
        return False
    rows = Conversation.objects.filter(state=State.OPEN, pk__gt=after).order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:STEP])
    weights = queries.judging().weights  # read after how far it got: newer ones begin anew
    with transaction.atomic():
        # Held first, and read then: what somebody says of one of them meanwhile is not written over.
        list(Conversation.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
        announce("conversation", _put(keys, {}, weights), now)
        house.filter(ordered_up_to=after).update(ordered_up_to=keys[-1] if keys else None)
    return bool(keys)


def again(*conversations: int) -> list[str]:
    """Read anew from what was found in the words that wait: after a correction. In the caller's transaction, which announces
    the change; public ids of those that moved."""
    return _put(conversations, _found(conversations), queries.judging().weights)


def _found(keys: Collection[int]) -> dict[int, list[list[Finding]]]:
    """What is known of each message of theirs that waits, the newest in any case."""
    since = dict(Conversation.objects.filter(pk__in=keys).values_list("pk", "waiting_since"))
    theirs = Message.objects.filter(conversation__in=keys, ours=False, gone_at=None).order_by(
        "-order_at", "-id"
    )
    found: dict[int, list[list[Finding]]] = {key: [] for key in keys}
    for key, at, kept in theirs.values_list("conversation", "order_at", "assessment__findings")[:READ]:
        begun = since.get(key)
        if not found[key] or (begun and at >= begun):
            found[key].append([as_found(f) for f in kept or ()])
    return {key: known for key, known in found.items() if known}  # what was not read stays as it was


def _put(keys: Iterable[int], found: Mapping[int, list[list[Finding]]], weights: Weights) -> list[str]:
    """*found* {}: what weighs is as it was, only its weights are others."""
    moved = []
    rows = Conversation.objects.filter(pk__in=list(keys))
    names = (
        "pk",
        "public_id",
        "weighs",
        "unsure",
        "ahead",
        "message_count",
        "public",
        "due_at",
        "waiting_since",
        "pressing_at",
    )
    for pk, public_id, kept, doubt, was, count, public, due_at, since, at in rows.values_list(*names):
        known = rules.joined(*(rules.codes(f) for f in found[pk])) if pk in found else kept
        weighs = rules.weighed(known, weights, messages=count, public=public)
        unsure = any(rules.in_doubt(f) for f in found[pk] if f) if pk in found else doubt
        minutes = rules.ahead(weighs)
        place: dict[str, Any] = {"weighs": weighs, "unsure": unsure, "ahead": minutes}
        goes = rules.pressing_at(due_at, since, minutes)
        same = Conversation.objects.filter(pk=pk, due_at=due_at, waiting_since=since)
        if (kept, doubt, was, at) != (weighs, unsure, minutes, goes):
            moved += [public_id] * same.update(**place, pressing_at=goes)
    return moved

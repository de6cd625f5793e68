"""What waits worst: what a house lets weigh, and where each conversation stands by it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
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

STEP = 100  # conversations a transaction, so that nobody at a desk waits for it
READ = 500


def save(who: Who, judging: Judging, *, now: datetime | None = None) -> None:
    """What the house decides about triage; the lists follow at once. What was judged stays as it was judged.

    Declined: "not_allowed" · "sure" (no share of 1) · "minutes" (more than two weeks, or less than none) · "guard".
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
        Organisation.objects.update_or_create(pk=1, defaults={"judging": rules.written(judging)})
        data = {"sure": judging.sure, "guard": bool(judging.guard)}
        record("judging.changed", "organisation", "1", now=now, who=who, data=data)
    if before.weights != judging.weights:
        order_anew(now=now)


def sort(who: Who, by: str, *, now: datetime | None = None) -> None:
    """How she wants the lists of what is open. Her own affair: no audit. Declined("unknown_value")."""
    if by not in set(Sort):
        raise Declined("unknown_value")
    Member.objects.filter(pk=who.id).update(sorts=by)


def order_anew(*, now: datetime | None = None) -> int:
    """Every conversation that is open stands where the weights of now put it; how many moved."""
    now = now or clock()
    keys = list(Conversation.objects.filter(state=State.OPEN).order_by("pk").values_list("pk", flat=True))
    weights, moved = queries.judging().weights, 0
    for first in range(0, len(keys), STEP):
        with transaction.atomic():
            told = _put(keys[first : first + STEP], {}, weights)
            announce("conversation", told, now)
        moved += len(told)
    return moved


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

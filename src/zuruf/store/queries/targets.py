"""Reading service targets, and what of a conversation decides which one applies."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Subquery

from zuruf.core.outbox import DeliveryState
from zuruf.core.reply import Kind
from zuruf.core.target import Asked, Target
from zuruf.store.models import (
    Account,
    Conversation,
    Delivery,
    Member,
    Message,
    MessageAssessment,
    ServiceTarget,
)

DEAD = (DeliveryState.RECALLED, DeliveryState.REFUSED, DeliveryState.GIVEN_UP)
_FINDINGS = ("topic", "risk")


@dataclass(frozen=True, slots=True)
class Waits:
    """Somebody who waits: what decides the target, and who of ours has it (key)."""

    pk: int
    public_id: str
    asked: Asked
    owner: int | None


def live() -> tuple[Target, ...]:
    """All targets in force. One statement."""
    rows = ServiceTarget.objects.filter(ended_at=None).order_by("pk")
    fields = "first_minutes", "next_minutes", "account__public_id", "topic", "risk", "language", "public_id"
    return tuple(
        Target(first, later, account or "", topic, risk, language, key)
        for first, later, account, topic, risk, language, key in rows.values_list(*fields)
    )


def accounts() -> list[tuple[str, str]]:
    """(public id, name) of all that are on. One statement."""
    return list(Account.objects.filter(enabled=True).order_by("name", "pk").values_list("public_id", "name"))


def places() -> dict[int, str]:
    """Where those of ours work who say so (key → zuruf.core.places). One statement."""
    return dict(Member.objects.exclude(place="").filter(is_active=True).values_list("pk", "place"))


def waits(since: Mapping[int, datetime]) -> dict[int, Waits]:
    """Of these conversations (key → since when somebody waits there) what decides the target. Four statements at most."""
    keys = list(since)
    rows = Conversation.objects.filter(pk__in=keys)
    topics, risks = _found(since)
    again = answered(keys)
    return {
        pk: Waits(
            pk,
            public_id,
            Asked(account, frozenset(topics[pk]), frozenset(risks[pk]), language, pk in again),
            owner,
        )
        for pk, public_id, account, language, owner in rows.values_list(
            "pk", "public_id", "account__public_id", "language", "owner_id"
        )
    }


def answered(keys: Collection[int]) -> set[int]:
    """Those of these conversations that have an answer of ours: one that went or goes out through the outbox, or one
    written on the network itself. A holding reply is none, nor is a post under which people write. Two statements."""
    out = Delivery.objects.filter(conversation__in=keys, kind=Kind.REPLY).exclude(state__in=DEAD)
    through_us = Delivery.objects.filter(
        conversation=OuterRef("conversation"), remote_id=OuterRef("remote_id")
    )
    there = Message.objects.filter(conversation__in=keys, ours=True, gone_at=None)
    there = there.exclude(Exists(through_us)).exclude(remote_id=F("conversation__root_id"))
    return {*out.values_list("conversation", flat=True), *there.values_list("conversation", flat=True)}


def _found(since: Mapping[int, datetime]) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """(topics, risks) in the words that wait; where none do (our own answer vanished), in their newest."""
    found: tuple[dict[int, set[str]], dict[int, set[str]]] = (
        {k: set() for k in since},
        {k: set() for k in since},
    )
    theirs = Message.objects.filter(conversation__in=list(since), ours=False, gone_at=None)
    waiting = theirs.filter(order_at__gte=min(since.values())) if since else theirs.none()
    seen = set()
    for key, at, findings in waiting.values_list("conversation", "order_at", "assessment__findings"):
        if at >= since[key]:
            seen.add(key)
            _add(found, key, findings)
    silent = [key for key in since if key not in seen]
    if silent:
        newest = Message.objects.filter(conversation=OuterRef("pk"), ours=False, gone_at=None)
        newest_of = newest.order_by("-order_at", "-id").values("assessment__pk")[:1]
        rows = (
            Conversation.objects.filter(pk__in=silent)
            .annotate(last=Subquery(newest_of))
            .values_list("pk", "last")
        )
        of = {last: key for key, last in rows if last}
        kept = MessageAssessment.objects.filter(pk__in=list(of)).values_list("pk", "findings")
        for last, findings in kept:
            _add(found, of[last], findings)
    return found


def _add(found: tuple[dict[int, set[str]], dict[int, set[str]]], key: int, findings: object) -> None:
    for one in findings if isinstance(findings, list) else ():
        for into, label in zip(found, _FINDINGS, strict=True):
            if one.get("label") == label and one.get("value"):
                into[key].add(str(one["value"]))

"""What a bulk does with those that it may do it with, in the caller's transaction, their rows held: the same as the verbs for one,
in statements whose number does not hang on how many there are, but for due times, what weighs, and questions that are ended."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from zuruf.core.bulk import Verb, seen
from zuruf.core.desk import State
from zuruf.core.fact_ask import WAITING
from zuruf.core.people import Who
from zuruf.core.triage import by_person
from zuruf.flow import assessment, due, fact_over, placing, pressing
from zuruf.flow.audit import record_each
from zuruf.flow.desk import as_closed
from zuruf.store import examples
from zuruf.store.models import (
    AuditEntry,
    Bulk,
    Conversation,
    FactAsk,
    Member,
    Message,
    MessageAssessment,
    Note,
    Team,
)
from zuruf.store.pressing import until

Was = dict[int, dict[str, Any]]
"""Key of a conversation → what of it the verb touched, as it stood before."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is wished for all of them. `data`: the same in codes and public ids, as it is kept."""

    verb: Verb
    data: Mapping[str, object]
    reason: str = ""
    member: Member | None = None
    team: Team | None = None
    text: str = ""
    topics: tuple[str, ...] = ()

    def same(self, rows: Sequence[Conversation]) -> set[int]:
        """Those that stand as wished already: whoever gets it has it, or it is about these topics."""
        if self.verb is Verb.GIVE and self.team:
            return {c.pk for c in rows if c.team_id == self.team.pk and c.owner_id is None}
        if self.verb is Verb.GIVE and self.member:
            return {c.pk for c in rows if c.owner_id == self.member.pk}
        if self.verb is Verb.TOPIC:
            found = judged([c.pk for c in rows])
            unsure = {c.pk for c in rows if c.unsure}  # that it is about these has to be said there
            alike = {pk for pk, row in found.items() if set(topics_of(row)) == set(self.topics)} - unsure
            return alike | {c.pk for c in rows if c.pk not in found}
        return set()


def take(who: Who, made: Bulk, order: Order, rows: Sequence[Conversation], now: datetime) -> Was:
    was = {c.pk: whose(c) for c in rows}
    Conversation.objects.filter(pk__in=was).update(owner=who.id, placed_by=None)
    due.again(*was)
    tell(who, made, "conversation.taken", [(c.public_id, {}) for c in rows], now)
    return was


def give(who: Who, made: Bulk, order: Order, rows: Sequence[Conversation], now: datetime) -> Was:
    was = {c.pk: whose(c) for c in rows}
    to = {"team": order.team, "owner": None} if order.team else {"owner": order.member}
    Conversation.objects.filter(pk__in=was).update(**to, placed_by=None)
    due.again(*was)
    if order.text:
        notes = Note.objects.bulk_create(
            Note(conversation=c, author_id=who.id, text=order.text, at=now) for c in rows
        )
        for note in notes:
            was[note.conversation_id]["note"] = note.public_id
    tell(who, made, "conversation.given", [(c.public_id, order.data) for c in rows], now)
    return was


def close(who: Who, made: Bulk, order: Order, rows: Sequence[Conversation], now: datetime) -> Was:
    closed = {c.pk: as_closed(c, order.reason) for c in rows}
    Conversation.objects.filter(pk__in=closed).update(state=State.DONE, waiting_since=None, **until(None))
    asked = FactAsk.objects.filter(conversation__in=closed, state__in=WAITING)
    for key in asked.order_by("conversation").values_list("conversation", flat=True).distinct():
        fact_over.with_conversation(key, now, who)
    tell(who, made, "conversation.closed", [(c.public_id, closed[c.pk]) for c in rows], now)
    return {key: {k: data[k] for k in ("was", "since", "due")} for key, data in closed.items()}


def reopen(who: Who, made: Bulk, order: Order, rows: Sequence[Conversation], now: datetime) -> Was:
    closings = closed_last([c.public_id for c in rows])
    when = {c.pk: _since(closings.get(c.public_id, {})) or now for c in rows}
    dues = due.reckoner().dues(when)
    for key, at in when.items():
        changed = {"state": State.OPEN, "waiting_since": at, **until(dues.get(key), at)}
        Conversation.objects.filter(pk=key).update(**changed)
    tell(who, made, "conversation.reopened", [(c.public_id, {}) for c in rows], now)
    return {
        c.pk: {
            "since": when[c.pk].isoformat(),
            "closing": closings.get(c.public_id, {"was": State.OPEN}),
            "seen": seen(c.message_count, c.last_at),
        }
        for c in rows
    }


def topic(who: Who, made: Bulk, order: Order, rows: Sequence[Conversation], now: datetime) -> Was:
    found = judged([c.pk for c in rows])
    was: Was = {}
    told: list[tuple[str, str, Mapping[str, object]]] = []
    for c in rows:
        kept = found[c.pk]
        before = topics_of(kept)
        by_hand = any(map(by_person, (f for f in kept.findings if f.get("label") == "topic")))
        was[c.pk] = {"topics": before, "by_person": by_hand, "message": kept.message.public_id}
        kept.findings = assessment.said_by_person(kept.findings, "topic", order.topics)
        data = {"topic": {"was": before, "now": list(order.topics)}}
        told.append((kept.message.public_id, c.public_id, data))
    MessageAssessment.objects.bulk_update(found.values(), ["findings"])
    judges = {found[key].message_id: None if one["by_person"] else one["topics"] for key, one in was.items()}
    told_of = [key for key, first in judges.items() if order.topics or first != []]
    examples.keep_each(dict.fromkeys(told_of, order.topics), judges, "topic", now)
    record_each(
        "message.corrected",
        "message",
        [(m, {**data, "bulk": made.public_id}) for m, _c, data in told],
        now=now,
        who=who,
        within={m: c for m, c, _data in told},
    )
    placing.place(was, now, anew=True)
    due.again(*was)
    pressing.again(*was)
    return was


Act = Callable[[Who, Bulk, Order, Sequence[Conversation], datetime], Was]
ACTS: dict[Verb, Act] = {
    Verb.TAKE: take,
    Verb.GIVE: give,
    Verb.CLOSE: close,
    Verb.REOPEN: reopen,
    Verb.TOPIC: topic,
}


def tell(
    who: Who, made: Bulk, verb: str, those: Iterable[tuple[str, Mapping[str, object]]], now: datetime
) -> None:
    """An entry for each conversation, so that its own history stays whole; it names the bulk."""
    entries = [(public_id, {**data, "bulk": made.public_id}) for public_id, data in those]
    record_each(verb, "conversation", entries, now=now, who=who)


def whose(c: Conversation) -> dict[str, Any]:
    return {"owner": c.owner_id, "team": c.team_id, "placed_by": c.placed_by_id}


def closed_last(public_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """What the audit says of when each was closed last; those that nobody closed are missing."""
    closings = AuditEntry.objects.filter(conversation__in=public_ids, verb="conversation.closed")
    return dict(closings.order_by("id").values_list("conversation", "data"))


def _since(closing: Mapping[str, Any]) -> datetime | None:
    return datetime.fromisoformat(closing["since"]) if closing.get("since") else None


def judged(keys: Collection[int]) -> dict[int, MessageAssessment]:
    """Conversation → what was found in the message of theirs that would be answered; those without are missing."""
    theirs = Message.objects.filter(conversation=OuterRef("pk"), ours=False, gone_at=None)
    newest = Subquery(theirs.order_by("-order_at", "-id").values("pk")[:1])
    messages = Conversation.objects.filter(pk__in=list(keys)).annotate(m=newest).values("m")
    rows = MessageAssessment.objects.filter(message__in=messages).select_related("message").order_by("pk")
    return {row.message.conversation_id: row for row in rows}


def topics_of(row: MessageAssessment) -> list[str]:
    return assessment.values(row.findings, "topic")

"""What people correct of triage: a finding of a person takes the place of what judges said, and no judge replaces it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from zuruf.core import understanding
from zuruf.core.people import May, Who
from zuruf.core.triage import (
    INTENTS,
    PERSON,
    RINGS,
    RISKS_FOUND,
    Finding,
    Reason,
    as_found,
    as_kept,
    by_person,
)
from zuruf.flow import due, placing, pressing, thanks, triage
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store import examples
from zuruf.store.changes import announce
from zuruf.store.models import Conversation, Message, MessageAssessment
from zuruf.store.queries import topics

LABELS = ("topic", "intent", "risk")
"""What can be corrected."""


def correct(
    who: Who,
    conversation: str,
    found: Mapping[str, Sequence[str]],
    *,
    message: str = "",
    now: datetime | None = None,
) -> tuple[str, ...]:
    """What the newest message of this conversation really is: label of LABELS → values, () for none. A label that is not
    named stays as it was. Returns the labels that changed. What nobody was sure of is certain then, also where nothing changed.
    All of it is kept as an example: what is nearly the same is judged like it from now on.

    *message*: its public id, where only that one is meant. Declined: "not_allowed" · "gone" (also where another one came in) ·
    "unknown_value" · "risk_stays" (threat and self-harm are taken away only by a second pair of eyes or an owner).
    """
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    known = {"topic": {slug for slug, _ in topics.words()}, "intent": {*INTENTS}, "risk": {*RISKS_FOUND}}
    if any(label not in known or set(values) - known[label] for label, values in found.items()):
        raise Declined("unknown_value")
    with transaction.atomic():
        c = Conversation.objects.select_for_update().filter(public_id=conversation).first()
        kept = _newest(c, now) if c else None
        if c is None or kept is None or message not in ("", kept.message.public_id):
            raise Declined("gone")
        was = _judged(kept.findings, found)
        changed = _put(who, kept, found)
        told = {label: values for label, values in found.items() if values or was[label] != []}
        examples.keep(kept.message_id, told, was, now)
        if not changed and not c.unsure:
            return ()
        if not changed:  # it is what triage was not sure of: now a person said so
            for label, said in found.items():
                kept.findings = said_by_person(kept.findings, label, said)
        if changed:
            kept.findings = _deserving(c, kept)
        kept.save(update_fields=["findings"])
        _follow(c, kept, changed)
        data = {label: {"was": was, "now": list(found[label])} for label, was in changed.items()}
        thing = ("message", kept.message.public_id)
        record("message.corrected", *thing, now=now, who=who, conversation=conversation, data=data)
        announce("conversation", [conversation], now)
        _move(c, kept, changed, found, now)
    return tuple(changed)


def _move(
    c: Conversation,
    kept: MessageAssessment,
    changed: Mapping[str, Sequence[str]],
    found: Mapping[str, Sequence[str]],
    now: datetime,
) -> None:
    """Whose it is, when it is due, where it stands and who is thanked, as it is understood now."""
    if "intent" in changed:
        thanks.found_by_person(kept.message, found["intent"], now)
    if "topic" in changed:
        placing.place([c.pk], now, anew=True)
    due.again(c.pk)
    pressing.again(c.pk)


def values(findings: Sequence[Mapping[str, Any]], label: str) -> list[str]:
    """What is found under *label*, in its order."""
    return [str(f.get("value")) for f in findings if f.get("label") == label and f.get("value")]


def _judged(findings: Sequence[Mapping[str, Any]], labels: Iterable[str]) -> dict[str, Sequence[str] | None]:
    """What judges say under each of *labels*; None where a person said it before."""
    spoken = {f.get("label") for f in findings if by_person(f)}
    return {label: None if label in spoken else values(findings, label) for label in labels}


def _newest(c: Conversation, now: datetime) -> MessageAssessment | None:
    """What was found in the message that would be answered; made empty where no judge ever spoke."""
    theirs = Message.objects.filter(conversation=c, ours=False, gone_at=None)
    message = theirs.order_by("-order_at", "-id").first()
    if message is None:
        return None
    return MessageAssessment.objects.get_or_create(message=message, defaults={"made_at": now})[0]


def _put(who: Who, kept: MessageAssessment, found: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Puts what a person found into *kept*; label → what was there, for those that changed."""
    changed: dict[str, list[str]] = {}
    for label, now_values in found.items():
        was = values(kept.findings, label)
        if set(was) == set(now_values):
            continue
        if (
            label == "risk"
            and set(was) & set(RINGS) - set(now_values)
            and not (who.second_pair or who.may(May.RUN))
        ):
            raise Declined("risk_stays")
        changed[label] = was
        kept.findings = said_by_person(kept.findings, label, now_values)
    return changed


def said_by_person(
    findings: Sequence[Mapping[str, Any]], label: str, now_values: Sequence[str]
) -> list[Mapping[str, Any]]:
    """*findings* with what a person says under *label* in the place of what stood there; no values: there is nothing."""
    theirs = [Finding(label, value, 1.0, (Reason(PERSON),)) for value in now_values or ("",)]
    return [f for f in findings if f.get("label") != label] + [as_kept(f) for f in theirs]


def _deserving(c: Conversation, kept: MessageAssessment) -> list[Mapping[str, Any]]:
    """Its findings, where whether it deserves an answer follows from what a person said of it. Where no judge ever spoke, no part of it does."""
    found: list[Mapping[str, Any]] = list(kept.findings)
    if not values(found, "deserves_answer"):
        return found
    others = [f for f in found if f.get("label") != "deserves_answer"]
    m = kept.message
    subject = triage.stored(m.title, m.text, m.public, c.account.channel)
    return [*others, as_kept(understanding.deserves([as_found(f) for f in others], subject))]


def _follow(c: Conversation, kept: MessageAssessment, changed: Mapping[str, Sequence[str]]) -> None:
    """What the lists show of it. What rang and does not any more is as urgent as its words are."""
    intents, risks = values(kept.findings, "intent"), set(values(kept.findings, "risk"))
    told = any(f.get("label") == "intent" and by_person(f) for f in kept.findings)
    rang = bool(set(changed.get("risk", ())) & set(RINGS))
    urgent = values(kept.findings, "urgent") == ["yes"] if rang else c.urgent
    Conversation.objects.filter(pk=c.pk).update(
        question="question" in intents if told else c.question, urgent=urgent or bool(risks & set(RINGS))
    )

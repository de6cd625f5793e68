"""What people correct of triage: a finding of a person takes the place of what judges said, and no judge replaces it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from zuruf.core import understanding
from zuruf.core.people import May, Who
from zuruf.core.triage import (
    INTENTS,
    MANY_OF,
    ONE_OF,
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
from zuruf.store.queries import judging, topics

LABELS = (*MANY_OF, *ONE_OF)
"""What can be corrected."""
CORRECTED = "message.corrected"
AT_MOST = 100
"""Messages of a conversation, the newest, that are looked at for whether another one is urgent."""


def correct(
    who: Who,
    conversation: str,
    found: Mapping[str, Sequence[str]],
    *,
    message: str = "",
    now: datetime | None = None,
) -> tuple[str, ...]:
    """What the newest message of this conversation really is: label of LABELS → values, () for none; of ONE_OF exactly one. A label
    that is not named stays as it was. Returns the labels that changed; one of ONE_OF also where a person now says what judges did.
    What nobody was sure of is certain then, also where nothing changed. All of it is kept as an example: what is nearly the same is
    judged like it from now on.

    *message*: its public id, where only that one is meant. Declined: "not_allowed" · "gone" (also where another one came in) ·
    "unknown_value" · "risk_stays" (threat and self-harm are taken away only by a second pair of eyes or an owner).
    """
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    _known(found)
    with transaction.atomic():
        c = Conversation.objects.select_for_update().filter(public_id=conversation).first()
        kept = newest(c, now) if c else None
        if c is None or kept is None or message not in ("", kept.message.public_id):
            raise Declined("gone")
        was = _judged(kept.findings, found)
        changed = _put(who, kept, found)
        told = {label: values for label, values in found.items() if values or was[label] != []}
        examples.keep(kept.message_id, told, was, now)
        if not changed and not c.unsure:
            return ()
        data = {label: {"was": before, "now": list(found[label])} for label, before in changed.items()}
        if not changed:  # it is what triage was not sure of: now a person said so
            for label, said in found.items():
                if was[label] is not None:
                    data[label] = {"was": list(said), "now": list(said)}
                    kept.findings = said_by_person(kept.findings, label, said)
        if changed:
            kept.findings = deserving(c, kept)
        kept.save(update_fields=["findings"])
        follow(c, kept, changed)
        thing = ("message", kept.message.public_id)
        record(CORRECTED, *thing, now=now, who=who, conversation=conversation, data=data)
        announce("conversation", [conversation], now)
        move(c, kept, changed, now)
    return tuple(changed)


def _known(found: Mapping[str, Sequence[str]]) -> None:
    """Declined("unknown_value") unless every label can be corrected and may have these values."""
    known = {"topic": {slug for slug, _ in topics.words()}, "intent": {*INTENTS}, "risk": {*RISKS_FOUND}}
    known |= {label: {*values} for label, values in ONE_OF.items()}
    if any(label not in known or set(values) - known[label] for label, values in found.items()):
        raise Declined("unknown_value")
    if any(label in ONE_OF and len(values) != 1 for label, values in found.items()):
        raise Declined("unknown_value")


def move(c: Conversation, kept: MessageAssessment, changed: Iterable[str], now: datetime) -> None:
    """Whose it is, when it is due, where it stands and who is thanked, as it is understood now. In the caller's transaction."""
    changed = {*changed}
    if "intent" in changed:
        thanks.found_by_person(kept.message, values(kept.findings, "intent"), now)
    if changed & {"topic", "language"}:
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


def newest(c: Conversation, now: datetime) -> MessageAssessment | None:
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
        spoken = any(f.get("label") == label and by_person(f) for f in kept.findings)
        if set(was) == set(now_values) and (label in MANY_OF or spoken):
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
    """*findings* with what a person says under *label* in the place of what stood there, which the first of them keeps as "before";
    no values: there is nothing."""
    theirs = [as_kept(Finding(label, value, 1.0, (Reason(PERSON),))) for value in now_values or ("",)]
    theirs[0]["before"] = _before([f for f in findings if f.get("label") == label])
    return [f for f in findings if f.get("label") != label] + theirs


def _before(findings: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """*findings* without what stood before them."""
    return [{key: v for key, v in f.items() if key != "before"} for f in findings]


def deserving(c: Conversation, kept: MessageAssessment) -> list[Mapping[str, Any]]:
    """Its findings, where whether it deserves an answer follows from what is known of it, unless a person said so itself. Where no judge
    ever spoke, no part of it does."""
    found: list[Mapping[str, Any]] = list(kept.findings)
    theirs = [f for f in found if f.get("label") == "deserves_answer"]
    if not theirs or any(map(by_person, theirs)):
        return found
    others = [f for f in found if f.get("label") != "deserves_answer"]
    m = kept.message
    subject = triage.stored(m, c.account.channel)
    said = understanding.deserves([as_found(f) for f in others], subject)
    follows = as_kept(replace(said, unsure=judging.judging().unsure(said)))
    return [*others, {**follows, "before": _before(theirs)}]


def follow(c: Conversation, kept: MessageAssessment, changed: Mapping[str, Sequence[str]]) -> None:
    """What the lists show of it: label → what was there, for those that *changed*. What rang and does not any more is as urgent as its
    words are, and as what else came in. In the caller's transaction."""
    intents = values(kept.findings, "intent")
    told = any(f.get("label") == "intent" and by_person(f) for f in kept.findings)
    asks = "question" in intents if told else values(kept.findings, "question") == ["yes"]
    rang = bool(set(changed.get("risk", ())) & set(RINGS))
    here = urgent(kept.findings) or (urgent_besides(kept) if rang or "urgent" in changed else c.urgent)
    spoken = values(kept.findings, "language") if "language" in changed else []
    Conversation.objects.filter(pk=c.pk).update(
        question=asks if "intent" in changed or told else c.question,
        urgent=here,
        language=spoken[0][:8] if spoken else c.language,
    )


def urgent(findings: Sequence[Mapping[str, Any]]) -> bool:
    """Does it say so, or is somebody's life at risk?"""
    return values(findings, "urgent") == ["yes"] or bool({*values(findings, "risk")} & {*RINGS})


def urgent_besides(kept: MessageAssessment) -> bool:
    """Is another message of theirs urgent that waits in the same conversation? One statement."""
    m = kept.message
    theirs = MessageAssessment.objects.filter(
        message__conversation=m.conversation_id, message__ours=False, message__gone_at=None
    ).exclude(pk=kept.pk)
    if since := m.conversation.waiting_since:
        theirs = theirs.filter(message__order_at__gte=since)
    return any(urgent(found) for found in theirs.order_by("-pk").values_list("findings", flat=True)[:AT_MOST])

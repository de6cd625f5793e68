"""Taking a correction of triage back: what had stood there stands again, and nothing is learned from it.

That goes for the message of which somebody spoke. What was nearly the same and was judged like it is judged by its own words again
(`spreading.py`), but for risks: those stay there, in doubt, until a person has looked (`spreading_risks.py`), since whoever takes a slip
back sees one message and not the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from zuruf.core.people import May, Who
from zuruf.core.triage import by_person
from zuruf.flow import assessment
from zuruf.flow.assessment import CORRECTED, values
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.undo import LASTS
from zuruf.store import examples
from zuruf.store.changes import announce
from zuruf.store.models import AuditEntry, Bulk, Conversation, Example, MessageAssessment

BACK = "message.correction_undone"
FOLLOWS = "deserves_answer"
"""What is reckoned anew from what a person said of the rest."""


def undo(who: Who, conversation: str, *, now: datetime | None = None) -> tuple[str, ...]:
    """What *who* corrected last in this conversation, a few minutes ago, was not meant: judges and people stand as they did, what it
    taught is forgotten, and what followed it is looked at again. The labels. Declined: "not_allowed" · "undo_over" (too late, done
    already, somebody spoke since, or its words are others, gone or in another conversation by now)."""
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    with transaction.atomic():
        c = Conversation.objects.select_for_update().filter(public_id=conversation).first()
        said = _last(who, conversation, now) if c else None
        if c is None or said is None:
            raise Declined("undo_over")
        kept = _kept(c, said)
        if kept is None:
            raise Declined("undo_over")
        before = kept.findings
        changed = {label: values(before, label) for label in said.labels}
        kept.findings = _restored(before, said.labels)
        if _others(changed, kept.findings) and not _with_before(before, FOLLOWS):
            kept.findings = assessment.deserving(c, kept)  # it was reckoned anew since, with her word in it
        _forget(kept, said)
        kept.save(update_fields=["findings"])
        if assessment.newest(c, now) == kept:  # the lists are about what came in last
            assessment.follow(c, kept, changed)
        data = {label: {"was": was, "now": values(kept.findings, label)} for label, was in changed.items()}
        record(BACK, "message", said.message, now=now, who=who, conversation=conversation, data=data)
        announce("conversation", [conversation], now)
        assessment.move(c, kept, changed, now)
    return tuple(changed)


def is_last(who: Who, conversation: str, now: datetime) -> bool:
    """Is a correction in this conversation what *who* would take back, and not something that she did to many since? Two statements."""
    said = _last(who, conversation, now)
    if said is None:
        return False
    return not Bulk.objects.filter(by=who.id, at__gt=said.at, undone_at=None).exists()


@dataclass(frozen=True, slots=True)
class _Correction:
    message: str
    at: datetime
    labels: tuple[str, ...]


def _last(who: Who, conversation: str, now: datetime) -> _Correction | None:
    """Hers, where nobody spoke about the message since, and nothing was done to many with it."""
    spoke = AuditEntry.objects.filter(
        conversation=conversation, verb__in=(CORRECTED, BACK), at__gt=now - LASTS
    )
    last = spoke.order_by("-id").first()
    if (
        last is None
        or not last.data
        or last.verb != CORRECTED
        or last.actor != who.alias
        or "bulk" in last.data
    ):
        return None
    return _Correction(last.thing_id, last.at, tuple(last.data))


def _kept(c: Conversation, said: _Correction) -> MessageAssessment | None:
    """What was found in the message that she spoke of; None where it is not in *c* any more, or her word does not stand there with what
    stood before it: then it was judged anew, by other words."""
    rows = MessageAssessment.objects.select_related("message").filter(message__public_id=said.message)
    kept = rows.filter(message__conversation=c, message__gone_at=None).first()
    hers = [f for f in kept.findings if by_person(f)] if kept else []
    return kept if all(_with_before(hers, label) for label in said.labels) else None


def _with_before(findings: Sequence[Mapping[str, Any]], label: str) -> bool:
    """Does it still say what had stood under *label*?"""
    return any(f.get("label") == label and "before" in f for f in findings)


def _others(was: Mapping[str, Sequence[str]], findings: Sequence[Mapping[str, Any]]) -> bool:
    return any(values(findings, label) != before for label, before in was.items())


def _restored(findings: Sequence[Mapping[str, Any]], labels: Sequence[str]) -> list[Mapping[str, Any]]:
    """*findings* with what had stood under *labels*, and what followed from that."""
    made: list[Mapping[str, Any]] = []
    for f in findings:
        followed = f.get("label") == FOLLOWS and "before" in f and not by_person(f)
        made += f.get("before") or () if followed or f.get("label") in labels else (f,)
    return made


def _forget(kept: MessageAssessment, said: _Correction) -> None:
    """What was kept as an example then is none any more, nor what she said once more since; what a person had said before is one again."""
    mine = Example.objects.filter(Q(made_at=said.at) | Q(label__in=said.labels), message=kept.message_id)
    for example in mine:
        theirs = [f for f in kept.findings if f.get("label") == example.label]
        if theirs and all(map(by_person, theirs)):
            examples.keep(kept.message_id, {example.label: values(theirs, example.label)}, {}, said.at)
        else:
            examples.take_back([kept.message_id], example.label)

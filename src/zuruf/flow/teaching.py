"""Asking people about the messages that would teach triage most: those that it cannot tell, no two of a kind."""

from collections.abc import Sequence
from datetime import datetime

from zuruf.core.people import May, Who
from zuruf.core.triage import INTENTS
from zuruf.flow import assessment
from zuruf.flow.errors import Declined
from zuruf.store.models import MessageAssessment
from zuruf.store.queries import judged
from zuruf.store.queries.judged import Unsure

AT_ONCE = 5
LOOKED_AT = 2000
YES, NO = "yes", "no"


def asks(most: int = AT_ONCE) -> tuple[Unsure, ...]:
    """The messages that would teach most: the least certain first, then each that is least like those before. One statement."""
    found = sorted(judged.unsure(), key=lambda one: (abs(one.probability - 0.5), one.message))
    return tuple(found[at] for at in diverse([f"{u.title}\n{u.text}"[:LOOKED_AT] for u in found], most))


def diverse(texts: Sequence[str], most: int) -> list[int]:
    """Places of *texts*, the first one and then each time the one least like any before; of some that are as unlike the earlier one."""
    try:
        from zuruf.classifiers.taught import rows
    except ImportError:  # numpy is missing
        return list(range(len(texts)))[:most]
    if not texts:
        return []
    vectors = rows(texts)
    chosen = [0]
    nearest = vectors @ vectors[0]
    while len(chosen) < min(most, len(texts)):
        nearest[chosen] = 2.0  # never twice
        chosen.append(int(nearest.argmin()))
        nearest = (vectors @ vectors[chosen].T).max(axis=1)
    return chosen


def answer(
    who: Who,
    conversation: str,
    message: str,
    label: str,
    value: str,
    said: str,
    *,
    now: datetime | None = None,
) -> tuple[str, ...]:
    """What somebody *said* to "is *label* of this message *value*?": YES, NO, or the value that it is instead; of whether it deserves an
    answer YES or NO, whatever was found. Kept as an example, as every
    correction. Returns the labels that changed. Declined: "not_allowed" · "gone" · "unknown_value"."""
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    if label not in judged.ASKED or (label == "intent" and value not in INTENTS):
        raise Declined("unknown_value")
    row = MessageAssessment.objects.filter(message__public_id=message).first()
    if row is None:
        raise Declined("gone")
    there = assessment.values(row.findings, label)
    rest = [v for v in there if v != value]
    if label == "deserves_answer":
        there = [said]
    elif said == YES:
        there = [*rest, value]
    elif said == NO:
        there = rest
    else:
        there = [said] if label == "intent" else [*(v for v in rest if v != said), said]
    return assessment.correct(who, conversation, {label: there}, message=message, now=now)

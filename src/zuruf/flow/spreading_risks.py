"""Risks that came by a correction which was taken back meanwhile: they stay, say so, and a person is asked.

They stay, because nobody has looked at those messages: whoever took a slip back spoke of one message, and the nearest example is a judge
like any other. A threat that was once heard must not go silently because of what was said elsewhere. So the finding keeps its
value and its weight, and is in doubt: its conversation is under "Not sure" until somebody says what it is.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from zuruf.core import understanding
from zuruf.core.triage import TAKEN_BACK, TAUGHT, Subject, because
from zuruf.flow import taught, triage
from zuruf.flow.assessment import CORRECTED
from zuruf.flow.assessment_back import BACK
from zuruf.flow.taught import Said
from zuruf.store.models import AuditEntry, Message, MessageAssessment

LOOKED_AT = 500
"""Corrections, the newest, among which one that was taken back is looked for."""
Kept = Mapping[str, Any]


def taken_back(
    rows: Sequence[MessageAssessment], subjects: Mapping[int, Subject], like: Mapping[int, Said]
) -> dict[int, frozenset[str]]:
    """Of each row (key) the risks that are there by an example alone which nobody stands for any more: no example near it says so, and of
    a message nearly the same somebody took it back. *like*: what examples say now. Two statements where there may be any, else none."""
    left = {row.pk: alone for row in rows if (alone := _by_example(row) - _values(like.get(row.pk, {})))}
    gone = _taken_back() if left else []
    if not gone:
        return {}
    near = taught.told_near([subjects[pk].text for pk in left], gone)
    found = {pk: alone & values for (pk, alone), values in zip(left.items(), near, strict=True)}
    return {pk: values for pk, values in found.items() if values}


def marked(findings: Sequence[Kept], values: frozenset[str]) -> list[Kept]:
    """*findings*, where the risks *values* that came by an example say that it was taken back, and are in doubt."""
    return [_doubted(f) if _came(f) and f.get("value") in values else f for f in findings]


def marks(findings: Sequence[Kept]) -> frozenset[str]:
    """The risks of *findings* that say so."""
    return frozenset(str(f.get("value")) for f in findings if because(f, TAKEN_BACK))


def said_again(f: Kept, said: Said) -> bool:
    """Does *f* say that it was taken back, and somebody says it of one like it again?"""
    return because(f, TAKEN_BACK) and f.get("value") in _values(said)


def _came(f: Kept) -> bool:
    return f.get("label") in understanding.ADDED and because(f, TAUGHT)


def _doubted(f: Kept) -> Kept:
    reasons = [r for r in f.get("reasons") or () if r.get("code") != TAKEN_BACK]
    return {**f, "reasons": [*reasons, {"code": TAKEN_BACK, "words": []}], "unsure": True}


def _by_example(row: MessageAssessment) -> frozenset[str]:
    return frozenset(str(f.get("value")) for f in row.findings if _came(f))


def _values(said: Said) -> frozenset[str]:
    return frozenset(f.value for found in said.values() for f in found if f.label in understanding.ADDED)


def _taken_back() -> list[tuple[str, frozenset[str]]]:
    """(text, the risks that somebody took away from it again) of the newest corrections that did."""
    spoke = AuditEntry.objects.filter(verb__in=(CORRECTED, BACK), thing="message").order_by("-id")
    gone: dict[str, frozenset[str]] = {}
    for message, data in spoke.values_list("thing_id", "data")[:LOOKED_AT]:
        said = data.get("risk") or {}
        if less := {*said.get("was", ())} - {*said.get("now", ())}:
            gone[message] = gone.get(message, frozenset()) | less
    if not gone:
        return []
    rows = Message.objects.filter(public_id__in=gone, gone_at=None).select_related("conversation__account")
    return [
        (triage.stored(m, m.conversation.account.channel).text, gone[m.public_id])
        for m in rows.exclude(text="")
    ]

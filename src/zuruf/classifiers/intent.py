"""What somebody wants with a message: question, complaint, praise, idea, request, thanks, abuse, spam or chat.

Several may be right ("Wo bleibt mein Rad? Seit Wochen nichts!"): one finding each, the likeliest first. Where nothing is known
there is no finding: nobody understood it yet, and a person looks at it.
"""

from collections.abc import Sequence
from functools import cache

from zuruf.classifiers.intent_signs import NOT_ABUSE, NOT_THANKS, PERHAPS, SURE
from zuruf.classifiers.question import Question
from zuruf.classifiers.sentiment import Mood, mood
from zuruf.classifiers.signs import Read, Seen, Signs, read
from zuruf.core.triage import Finding, Reason, Subject

LOOKED_AT = 5000  # characters
CHAT = 12
"""Words above which nothing is mere chat."""
ENOUGH = 0.6
"""Below this a finding stands only where nothing else does."""
_PROBABLY = {"complaint": 0.8, "praise": 0.75, "idea": 0.75, "request": 0.75, "thanks": 0.85, "abuse": 0.85}
_NAMED = 5
_QUESTION = Question()


class Intent:
    name = "intent"
    version = "1"

    def judge(self, subjects: Sequence[Subject]) -> list[tuple[Finding, ...]]:
        asked = _QUESTION.judge(subjects)
        return [_judge(s.text[:LOOKED_AT], q[0]) for s, q in zip(subjects, asked, strict=True)]


@cache
def _signs() -> Signs:
    groups = {f"{kind}:sure": lines for kind, lines in SURE.items()}
    return Signs(
        {
            **groups,
            **{f"{k}:perhaps": v for k, v in PERHAPS.items()},
            "not_thanks": NOT_THANKS,
            "not_abuse": NOT_ABUSE,
        }
    )


def _judge(text: str, asked: Finding) -> tuple[Finding, ...]:
    cut, how = read(text), mood(text)
    seen: dict[str, list[Seen]] = {}
    for s in _signs().find(cut):
        seen.setdefault(s.group, []).append(s)
    found = [f for kind in SURE if (f := _of(kind, cut, seen, how, text))]
    if asked.value == "yes":
        found.append(Finding("intent", "question", asked.probability, asked.reasons))
    said = [f for f in found if f.value != "chat"] or found
    surely = [f for f in said if f.probability >= ENOUGH] or said
    return tuple(sorted(surely, key=lambda f: -f.probability))


def _of(kind: str, cut: Read, seen: dict[str, list[Seen]], how: Mood, text: str) -> Finding | None:
    """What speaks for *kind*, None when nothing does."""
    sure, perhaps = seen.get(f"{kind}:sure", []), seen.get(f"{kind}:perhaps", [])
    probability = _PROBABLY.get(kind, 0.7) if sure else 0.5 if perhaps else 0.0
    if kind == "praise" and how.bad >= how.good:
        probability = 0.0
    if kind in ("thanks", "abuse") and _only(sure, seen.get(f"not_{kind}", [])):
        probability = 0.0
    if kind == "complaint" and sure and how.bad > how.good:
        probability = 0.9
    if kind == "complaint" and not sure and not (perhaps and how.bad > how.good):
        probability = 0.55 if how.bad >= 2 and how.bad > 2 * how.good else 0.0
    if kind == "spam" and len(sure) + ("://" in text) > 1:
        probability = 0.9
    if kind == "chat" and len(cut.words) > CHAT:
        probability = 0.0
    if not probability:
        return None
    words = tuple(dict.fromkeys(cut.said(s.first, s.last) for s in (*sure, *perhaps))) or how.blamed
    return Finding("intent", kind, probability, (Reason(kind, words[:_NAMED]),))


def _only(sure: Sequence[Seen], none: Sequence[Seen]) -> bool:
    """Is each sign part of what is *none*: of thanks that are no thanks, of a word that somebody says of herself?"""
    return all(any(n.first <= s.first <= n.last for n in none) for s in sure)

"""Trying a guideline's examples: a guideline whose examples do not come out as they say is refused."""

from dataclasses import dataclass

from zuruf.core.guideline import Example, Facts, Guideline, Judgement, Verdict, judge
from zuruf.core.guideline_facts import NOTHING_TOLD, Find, House, name_words
from zuruf.core.guideline_file import minute_of


@dataclass(frozen=True, slots=True)
class Tried:
    """One example and what its guideline alone makes of it."""

    example: Example
    judgement: Judgement

    @property
    def as_said(self) -> bool:
        return self.judgement.verdict is self.example.verdict


def try_examples(guideline: Guideline, find: Find, house: House = NOTHING_TOLD) -> tuple[Tried, ...]:
    """Every example, judged by *guideline* alone, as *house* and the example itself know the organisation."""
    return tuple(Tried(e, judge(facts_of(e, find, house), [guideline])) for e in guideline.examples)


def refusal(tried: tuple[Tried, ...]) -> str:
    """Why a guideline with these results may not be saved: "wrong" (an example comes out otherwise than it says),
    "no_hit" or "no_miss" (no example that hits, none that does not); "" when it may."""
    if not all(t.as_said for t in tried):
        return "wrong"
    if not any(t.example.verdict is not Verdict.GO for t in tried):
        return "no_hit"
    return "" if any(t.example.verdict is Verdict.GO for t in tried) else "no_miss"


def facts_of(example: Example, find: Find, house: House = NOTHING_TOLD) -> Facts:
    """The facts of an example's text and of the message it answers."""
    house |= House(example.customer_numbers, example.competitors)
    words, found = find(example.text, house)
    return Facts(
        example.text,
        words,
        found,
        channel=example.channel,
        public=example.public,
        language=example.language,
        asked_words=find(example.asked, NOTHING_TOLD)[0] if example.asked else (),
        asked_urgent=example.urgent,
        asked_question=example.question,
        topic=_one(example.topic),
        intent=_one(example.intent),
        sentiment=_one(example.sentiment),
        risk=_one(example.risk),
        author_role=example.author_role,
        crisis=example.crisis,
        minute=minute_of(example.hour) if example.hour else None,
        attachments_without_alt=example.attachments_without_alt,
        known=tuple(name_words(name) for name in example.known),
    )


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()

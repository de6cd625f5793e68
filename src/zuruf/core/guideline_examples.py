"""Trying a guideline's examples: a guideline whose examples do not come out as they say is refused."""

from collections.abc import Callable
from dataclasses import dataclass

from zuruf.core.guideline import Example, Facts, Found, Guideline, Judgement, Verdict, judge
from zuruf.core.phrases import Word

Find = Callable[[str], tuple[tuple[Word, ...], tuple[Found, ...]]]
"""What a text says: its words with stems, and what was found in it."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One example and what its guideline alone makes of it."""

    example: Example
    judgement: Judgement

    @property
    def as_said(self) -> bool:
        return self.judgement.verdict is self.example.verdict


def try_examples(guideline: Guideline, find: Find) -> tuple[Tried, ...]:
    """Every example, judged by *guideline* alone."""
    return tuple(Tried(e, judge(facts_of(e, find), [guideline])) for e in guideline.examples)


def refusal(tried: tuple[Tried, ...]) -> str:
    """Why a guideline with these results may not be saved: "wrong" (an example comes out otherwise than it says),
    "no_hit" or "no_miss" (no example that hits, none that does not); "" when it may."""
    if not all(t.as_said for t in tried):
        return "wrong"
    if not any(t.example.verdict is not Verdict.GO for t in tried):
        return "no_hit"
    return "" if any(t.example.verdict is Verdict.GO for t in tried) else "no_miss"


def facts_of(example: Example, find: Find) -> Facts:
    """The facts of an example's text and of the message it answers."""
    words, found = find(example.text)
    return Facts(
        example.text,
        words,
        found,
        channel=example.channel,
        public=example.public,
        language=example.language,
        asked_words=find(example.asked)[0] if example.asked else (),
        asked_urgent=example.urgent,
        asked_question=example.question,
    )

"""The tone check: what a careful colleague would say about an answer before it goes out. Hints only; none blocks.

Rules over sentences and words that a classifier found. The order in which rules run changes nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from zuruf.core import (
    tone_address,
    tone_asked,
    tone_gender,
    tone_manners,
    tone_similar,
    tone_style,
)
from zuruf.core.readability import Readability
from zuruf.core.tone_kinds import Finding, Kind
from zuruf.core.tone_similar import Print
from zuruf.core.tone_text import Lexicon, Text

ADDRESSES = ("sie", "du", "asker")
"""How an account speaks to people; "asker": as they do, Sie where nobody can tell."""
MOST = 40
"""More hints than that help nobody."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How an account speaks. `off`: what is not looked at; `address` of ADDRESSES, `gender` of tone_gender.FORMS, `greets`
    of tone_manners.GREETS, "" = as one likes. `hard_from`: a text this hard (1 … 7) is a hint."""

    off: frozenset[Kind] = frozenset()
    address: str = ""
    gender: str = ""
    greets: str = ""
    hard_from: float = 4.0


@dataclass(frozen=True, slots=True)
class Around:
    """What is known besides the answer: the message answered, who wrote it, our earlier answers in the thread."""

    asked: Text | None = None
    asker: str = ""
    ours: Sequence[Text] = ()
    own: Print = field(default_factory=Print)


@dataclass(frozen=True, slots=True)
class Lexica:
    """The phrases of one language."""

    by_kind: tuple[tuple[Kind, Lexicon], ...]


def check(
    text: Text, habit: Habit, around: Around, lexica: Lexica, readability: Readability | None
) -> tuple[Finding, ...]:
    """All hints on *text*, in its order, without those that are switched off."""
    found = [
        *_phrases(text, lexica),
        *tone_style.nominal(text),
        *tone_style.passive(text),
        *tone_similar.findings(text, around.own),
        *_address(text, habit, around),
        *_gender(text, habit, around),
        *tone_manners.greeting(text, habit.greets, around.asker, wanted_address(habit, around) or "sie"),
        *_hard(text, habit, readability),
    ]
    if around.asked is not None:
        found += tone_asked.findings(text, around.asked)
        found += tone_manners.jokes(text) if tone_manners.complains(around.asked) else ()
    return _in_order([f for f in found if f.kind not in habit.off])


def _in_order(found: Collection[Finding]) -> tuple[Finding, ...]:
    """Each hint once, and of two phrases of one kind that overlap the longer."""
    kinds = list(Kind)
    kept: set[Finding] = set()
    for f in sorted(
        set(found), key=lambda f: (f.start - f.end, f.start, kinds.index(f.kind), f.why, f.about)
    ):
        if not any(k.kind is f.kind and f.start < k.end and k.start < f.end for k in kept):
            kept.add(f)
        if len(kept) == MOST:
            break
    return tuple(sorted(kept, key=lambda f: (f.start, f.end, kinds.index(f.kind), f.about)))


def _phrases(text: Text, lexica: Lexica) -> list[Finding]:
    found = []
    for kind, lexicon in lexica.by_kind:
        for s in text.sentences:
            for first, last, phrase in lexicon.find(s):
                if kind is Kind.EMPTY_REGRET and _says_what(text, s.start, s.end):
                    continue
                start, end = s.tokens[first].start, s.tokens[last].end
                found.append(Finding(kind, start, end, "phrase", text.text[start:end], phrase.instead))
    return found


_CAUSES = (
    ", dass ",
    ", weil ",
    " that we ",
    " that our ",
    " because ",
    " dass wir ",
    " dass ihr ",
    " dass ihre ",
)


_FEELINGS = (
    "enttäuscht", "unzufrieden", "empfinden", "empfunden", "ärger", "eindruck", "verständnis", "erwartung", "fühlen",
    "zu hören", "zu lesen", "feel", "to hear", "expectation", "understanding", "patience", "geduld",
)  # fmt: skip


def _says_what(text: Text, start: int, end: int) -> bool:
    """Whether a sentence of regret says in the same breath what went wrong: then it is not empty."""
    said = text.text[start:end].lower()
    named = any(c in said for c in _CAUSES)
    feeling = any(w in said for w in _FEELINGS)
    return named and not feeling


def wanted_address(habit: Habit, around: Around) -> str:
    """ "du" or "sie" as this thread has it, else as the account has it, else "" (either, but one). What we said first
    in a thread stays: nobody is suddenly addressed otherwise."""
    before = [form for t in around.ours if (form := tone_address.form(tone_address.signs(t))) in ADDRESSES]
    if before:
        return before[0]
    if habit.address == "asker":
        asked = tone_address.form(tone_address.signs(around.asked)) if around.asked else ""
        return asked if asked in ("du", "sie") else "sie"
    return habit.address


def _address(text: Text, habit: Habit, around: Around) -> tuple[Finding, ...]:
    wanted = wanted_address(habit, around)
    held = any(tone_address.form(tone_address.signs(t)) == wanted for t in around.ours)
    why = "thread" if held else "asker" if habit.address == "asker" else "account"
    return tone_address.findings(text, wanted, why)


def _gender(text: Text, habit: Habit, around: Around) -> tuple[Finding, ...]:
    if habit.gender:
        return tone_gender.findings(text, habit.gender, "account")
    before = next((n.form for t in around.ours for n in tone_gender.named(t)), "")
    return tone_gender.findings(text, before, "thread")


def _hard(text: Text, habit: Habit, r: Readability | None) -> tuple[Finding, ...]:
    """One hint when the whole is hard; it stands on the hardest sentence."""
    if r is None or r.hardest is None or r.level < habit.hard_from:
        return ()
    s = text.sentences[r.hardest]
    words = len(s.tokens)
    longest = max((t.text for t in s.tokens), key=len, default="")
    why = "long_sentence" if words > 20 else "long_words"
    return (Finding(Kind.HARD, s.start, s.end, why, str(words) if words > 20 else longest),)

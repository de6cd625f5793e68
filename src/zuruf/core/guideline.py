"""Guidelines and the verdict: pure rules over facts that others found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from zuruf.core.reply import Late


class Verdict(StrEnum):
    """go: out now · look: out now, surely reviewed · ask: one second pair of eyes, with deadline · stop: may not go out."""

    GO = "go"
    LOOK = "look"
    ASK = "ask"
    STOP = "stop"


ORDER = (Verdict.GO, Verdict.LOOK, Verdict.ASK, Verdict.STOP)


@dataclass(frozen=True, slots=True)
class Found:
    """Something found in the draft: `kind` ("iban", "phone", "email", "money", "link", "date", …), the words as written,
    and where (offsets in code points)."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the draft with its stem; `start`/`end` in code points."""

    text: str
    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a guideline may ask about. `asked_words` are the stemmed words of the message being answered."""

    text: str
    words: tuple[Word, ...]
    found: tuple[Found, ...]
    channel: str
    public: bool
    language: str = ""
    asked_words: tuple[Word, ...] = ()
    asked_urgent: bool = False
    asked_question: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """The closed list of tests. None or empty = not tested. Keys are and-ed; a list is any-of.

    `words` and `asked_words` hold stems or phrases of stems (stemmed when the guideline is read).
    """

    channel: tuple[str, ...] = ()
    public: bool | None = None
    language: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()
    asked_words: tuple[tuple[str, ...], ...] = ()
    asked_urgent: bool | None = None
    asked_question: bool | None = None
    longer_than: int | None = None
    shorter_than: int | None = None


@dataclass(frozen=True, slots=True)
class Then:
    verdict: Verdict
    say: dict[str, str]  # per language; "{hit}" is replaced by what was found
    minutes: int = 15  # deadline of ask
    late: Late = Late.HOLDING
    holding: dict[str, str] = field(
        default_factory=dict
    )  # own holding reply per language; else the organisation's


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    verdict: Verdict
    asked: str = ""
    public: bool = True
    channel: str = "talk"


@dataclass(frozen=True, slots=True)
class Guideline:
    """One guideline at one version. `title`, `why` per language ("de", "en")."""

    id: str
    title: dict[str, str]
    why: dict[str, str]
    when: When
    then: Then
    examples: tuple[Example, ...]
    version: int = 1
    source: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A guideline that applies, with what it hit. `spans`: (start, end) in code points of the draft."""

    guideline: Guideline
    words: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict and why: all hits, the strictest first. No hit means go."""

    verdict: Verdict
    hits: tuple[Hit, ...] = ()


def judge(facts: Facts, guidelines: Sequence[Guideline]) -> Judgement:
    """The strictest verdict of all guidelines that apply to *facts*."""
    hits = [hit for g in guidelines if (hit := applies(facts, g)) is not None]
    hits.sort(key=lambda h: -ORDER.index(h.guideline.then.verdict))
    return Judgement(hits[0].guideline.then.verdict if hits else Verdict.GO, tuple(hits))


def applies(facts: Facts, guideline: Guideline) -> Hit | None:
    """The hit, when every stated test of the guideline holds; else None."""
    w = guideline.when
    plain = (
        not w.channel or facts.channel in w.channel,
        w.public is None or w.public == facts.public,
        not w.language or facts.language in w.language,
        w.asked_urgent is None or w.asked_urgent == facts.asked_urgent,
        w.asked_question is None or w.asked_question == facts.asked_question,
        w.longer_than is None or len(facts.text) > w.longer_than,
        w.shorter_than is None or len(facts.text) < w.shorter_than,
        not w.asked_words or bool(_phrases(facts.asked_words, w.asked_words)),
    )
    if not all(plain):
        return None
    spans: list[tuple[int, int]] = []
    if w.contains:
        found = [(f.start, f.end) for f in facts.found if f.kind in w.contains]
        if not found:
            return None
        spans += found
    if w.words:
        hit = _phrases(facts.words, w.words)
        if not hit:
            return None
        spans += hit
    spans = sorted(set(spans))
    return Hit(guideline, tuple(facts.text[a:b] for a, b in spans), tuple(spans))


def _phrases(words: tuple[Word, ...], phrases: tuple[tuple[str, ...], ...]) -> list[tuple[int, int]]:
    stems = [w.stem for w in words]
    first = {p[0] for p in phrases if p}
    hits = []
    for i, stem in enumerate(stems):
        if stem not in first:
            continue
        hits += [
            (words[i].start, words[i + len(p) - 1].end)
            for p in phrases
            if p and tuple(stems[i : i + len(p)]) == p
        ]
    return hits

"""Guidelines and the verdict: pure rules over facts that others found. Reading the TOML: guideline_file.py."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from zuruf.core.guideline_facts import Facts, Found, name_words
from zuruf.core.phrases import Phrases, Stems
from zuruf.core.reply import Late, Terms
from zuruf.core.triage import RINGS

__all__ = [
    "DELICATE", "ORDER", "Example", "Facts", "Found", "Guideline", "Hit", "Judgement", "Then", "Verdict", "When",
    "applies", "holds", "in_language", "judge", "strictest", "terms", "within",
]  # fmt: skip


class Verdict(StrEnum):
    """go: out now · look: out now, surely reviewed · ask: one second pair of eyes, with deadline · stop: may not go out."""

    GO = "go"
    LOOK = "look"
    ASK = "ask"
    STOP = "stop"


ORDER = (Verdict.GO, Verdict.LOOK, Verdict.ASK, Verdict.STOP)

DELICATE = ("legal", "health", "press", "personal_data")
"""What a guideline may be about so that no draft goes out just because nobody looked at it in time."""

_PERSONAL = {"iban", "bic", "card", "phone", "email", "address", "person", "customer", "order", "invoice"}


@dataclass(frozen=True, slots=True)
class When:
    """The closed list of tests. None or empty = not tested. Keys are and-ed; a list is any-of.

    `links_outside`: hosts (with all below them) that may be linked; any other link hits; () = every link hits.
    `except_for`: what `contains` leaves out, such as our own telephone number; blanks and punctuation do not count.
    `topic`, `intent`, `sentiment`, `risk`: what triage found in the message being answered. `hours`, `outside_hours`:
    (first, last) minute of the day in the organisation's zone, the last not included; from late to early goes over
    midnight. `crisis`: does it belong to an open incident? `attachments_without_alt`: does the answer carry a picture that nobody described?
    """

    channel: tuple[str, ...] = ()
    public: bool | None = None
    language: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    except_for: tuple[str, ...] = ()
    words: Phrases = Phrases()
    asked_words: Phrases = Phrases()
    asked_urgent: bool | None = None
    asked_question: bool | None = None
    longer_than: int | None = None
    shorter_than: int | None = None
    links_outside: tuple[str, ...] | None = None
    topic: tuple[str, ...] = ()
    intent: tuple[str, ...] = ()
    sentiment: tuple[str, ...] = ()
    risk: tuple[str, ...] = ()
    crisis: bool | None = None
    hours: tuple[int, int] | None = None
    outside_hours: tuple[int, int] | None = None
    attachments_without_alt: bool | None = None
    author_role: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Then:
    """What follows. `say` per language; "{hit}" in it is replaced by what was found. `holding`: an own holding reply
    per language; else the organisation's. `asks`: "incident_lead": during an incident its lead; "" = whoever is best.
    `real_minutes`: the minutes run round the clock, and the holding reply may go out without anybody's look."""

    verdict: Verdict
    say: dict[str, str]
    minutes: int = 15  # deadline of ask
    late: Late = Late.HOLDING
    holding: dict[str, str] = field(default_factory=dict)
    asks: str = ""
    real_minutes: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A reply with the verdict that this guideline alone must give, and what stands around it. `asked`: the message it
    answers. `hour`: "HH:MM". `known`, `competitors`, `customer_numbers`: as if the organisation had told us these."""

    text: str
    verdict: Verdict
    asked: str = ""
    public: bool = True
    channel: str = "talk"
    language: str = ""
    urgent: bool = False
    question: bool = False
    topic: str = ""
    intent: str = ""
    sentiment: str = ""
    risk: str = ""
    author_role: str = ""
    crisis: bool = False
    hour: str = ""
    attachments_without_alt: int = 0
    known: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    customer_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guideline:
    """One guideline at one version. `title`, `why` per language ("de", "en"). `about`: which of DELICATE it says it is
    about."""

    id: str
    title: dict[str, str]
    why: dict[str, str]
    when: When
    then: Then
    examples: tuple[Example, ...]
    version: int = 1
    source: str = ""
    owner: str = ""
    about: tuple[str, ...] = ()

    @property
    def delicate(self) -> frozenset[str]:
        """Which of DELICATE it is about: what it says, and what follows from what it tests."""
        found = {*self.about, *(set(self.when.risk) & set(DELICATE))}
        found |= {"personal_data"} if _PERSONAL & set(self.when.contains) else set()
        return frozenset(found | ({"legal"} if "legal" in self.when.contains else set()))

    @property
    def rings(self) -> bool:
        """Is it (also) about what cannot wait for office hours?"""
        return self.then.real_minutes or bool(set(self.when.risk) & set(RINGS))

    @property
    def name(self) -> str:
        """ "id@version": how audit and drafts name it."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A guideline that applies, with what it hit. `spans`: (start, end) in code points of the draft; `asked`: words
    of the message being answered."""

    guideline: Guideline
    words: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict and why: all hits, the strictest first. No hit means go. `delicate`: which of DELICATE it touches; if
    any, a draft never goes out because nobody looked at it in time. `rings`: what is answered may be a matter of life, by its
    risks or by a guideline that says so."""

    verdict: Verdict
    hits: tuple[Hit, ...] = ()
    delicate: frozenset[str] = frozenset()
    rings: bool = False


def judge(facts: Facts, guidelines: Sequence[Guideline]) -> Judgement:
    """The strictest verdict of all guidelines that apply to *facts*."""
    draft, asked = Stems(facts.words), Stems(facts.asked_words)
    hits = [hit for g in guidelines if (hit := applies(facts, draft, asked, g)) is not None]
    hits.sort(key=lambda h: -ORDER.index(h.guideline.then.verdict))
    delicate = set(facts.risk) & set(DELICATE)
    delicate.update(*(h.guideline.delicate for h in hits))
    rings = bool(set(facts.risk) & set(RINGS)) or any(h.guideline.then.real_minutes for h in hits)
    return Judgement(strictest(h.guideline for h in hits), tuple(hits), frozenset(delicate), rings)


def strictest(guidelines: Iterable[Guideline]) -> Verdict:
    """The verdict of guidelines that all hit."""
    return max((g.then.verdict for g in guidelines), key=ORDER.index, default=Verdict.GO)


def terms(judgement: Judgement) -> Terms:
    """On what terms to ask. Several guidelines may want it: the shortest deadline counts, and the draft is released
    on time-out only when all of them say so and nothing delicate is touched. The verdict must be ask."""
    asks = [h.guideline for h in judgement.hits if h.guideline.then.verdict is Verdict.ASK]
    first = min(asks, key=lambda g: g.then.minutes)
    released = not judgement.delicate and all(g.then.late is Late.RELEASE for g in asks)
    late = Late.RELEASE if released else Late.HOLDING
    holding = next((g.then.holding for g in asks if g.then.holding), {})
    whom = next((g.then.asks for g in asks if g.then.asks), "")
    return Terms(first.then.minutes, late, dict(holding), first.name, whom, judgement.rings)


def in_language(texts: dict[str, str], language: str) -> str:
    """The text in *language*, else in another that there is; "" when there is none."""
    return texts.get(language) or next(iter(texts.values()), "")


def holds(facts: Facts, draft: Stems, asked: Stems, w: When) -> bool:
    """Does every stated test hold? Nothing is collected: what was hit, `applies` says."""
    return (
        _plain_tests_hold(facts, w)
        and (not w.contains or bool(_contained(facts, w)))
        and (w.links_outside is None or bool(_outside(facts.found, w.links_outside)))
        and (not w.words or draft.has(w.words))
        and (not w.asked_words or asked.has(w.asked_words))
    )


def applies(facts: Facts, draft: Stems, asked: Stems, guideline: Guideline) -> Hit | None:
    """The hit, when every stated test of the guideline holds; else None."""
    w = guideline.when
    if not holds(facts, draft, asked, w):
        return None
    found = _contained(facts, w) + ([] if w.links_outside is None else _outside(facts.found, w.links_outside))
    spans = {(f.start, f.end) for f in found}
    spans.update((facts.words[a].start, facts.words[b].end) for a, b in draft.find(w.words))
    ordered = _joined(spans)
    because = dict.fromkeys(
        " ".join(x.text for x in facts.asked_words[a : b + 1]) for a, b in asked.find(w.asked_words)
    )
    return Hit(guideline, tuple(facts.text[a:b] for a, b in ordered), ordered, tuple(because))


def _plain_tests_hold(facts: Facts, w: When) -> bool:
    return (
        (not w.channel or facts.channel in w.channel)
        and (w.public is None or w.public == facts.public)
        and (not w.language or facts.language in w.language)
        and (w.asked_urgent is None or w.asked_urgent == facts.asked_urgent)
        and (w.asked_question is None or w.asked_question == facts.asked_question)
        and (w.longer_than is None or len(facts.text) > w.longer_than)
        and (w.shorter_than is None or len(facts.text) < w.shorter_than)
        and (w.crisis is None or w.crisis == facts.crisis)
        and (not w.author_role or facts.author_role in w.author_role)
        and (
            w.attachments_without_alt is None
            or w.attachments_without_alt == (facts.attachments_without_alt > 0)
        )
        and (w.hours is None or within(w.hours, facts.minute))
        and (w.outside_hours is None or within(w.outside_hours[::-1], facts.minute))
        and (not w.topic or _any(facts.topic, w.topic))
        and (not w.intent or _any(facts.intent, w.intent))
        and (not w.sentiment or _any(facts.sentiment, w.sentiment))
        and (not w.risk or _any(facts.risk, w.risk))
    )


def within(hours: tuple[int, ...], minute: int | None) -> bool:
    """Is the minute in these hours? From late to early goes over midnight; equal ends are no hours at all."""
    first, last = hours
    if minute is None or first == last:
        return False
    return first <= minute < last if first < last else minute >= first or minute < last


def _any(found: Sequence[str], wanted: Sequence[str]) -> bool:
    return any(value in wanted for value in found)


def _contained(facts: Facts, w: When) -> list[Found]:
    ours = {_bare(text) for text in w.except_for}
    return [
        f
        for f in facts.found
        if f.kind in w.contains
        and not (ours and _bare(f.text) in ours)
        and not (f.kind == "person" and any(name_words(f.value) <= name for name in facts.known))
    ]


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _outside(found: Sequence[Found], hosts: Sequence[str]) -> list[Found]:
    return [
        f
        for f in found
        if f.kind == "link" and not any(f.value == h or f.value.endswith("." + h) for h in hosts)
    ]


def _joined(spans: set[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """In order and without overlaps, so that each stretch of text is marked once."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)

"""Guidelines and the verdict: pure rules over facts that others found. Reading the TOML: guideline_file.py."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from zuruf.core.phrases import Phrases, Stems, Word
from zuruf.core.reply import Late, Terms


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
    where (offsets in code points), and `value` in one spelling (a link's host, an IBAN without blanks)."""

    kind: str
    text: str
    start: int
    end: int
    value: str = ""


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

    `links_outside`: hosts (with all below them) that may be linked; any other link hits; () = every link hits.
    `except_for`: what `contains` leaves out, such as our own telephone number; blanks and punctuation do not count.
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


@dataclass(frozen=True, slots=True)
class Then:
    """What follows. `say` per language; "{hit}" in it is replaced by what was found. `holding`: an own holding reply
    per language; else the organisation's."""

    verdict: Verdict
    say: dict[str, str]
    minutes: int = 15  # deadline of ask
    late: Late = Late.HOLDING
    holding: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """A reply with the verdict that this guideline alone must give. `asked`: the message it answers."""

    text: str
    verdict: Verdict
    asked: str = ""
    public: bool = True
    channel: str = "talk"
    language: str = ""
    urgent: bool = False
    question: bool = False


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
    """The verdict and why: all hits, the strictest first. No hit means go."""

    verdict: Verdict
    hits: tuple[Hit, ...] = ()


def judge(facts: Facts, guidelines: Sequence[Guideline]) -> Judgement:
    """The strictest verdict of all guidelines that apply to *facts*."""
    draft, asked = Stems(facts.words), Stems(facts.asked_words)
    hits = [hit for g in guidelines if (hit := _applies(facts, draft, asked, g)) is not None]
    hits.sort(key=lambda h: -ORDER.index(h.guideline.then.verdict))
    return Judgement(hits[0].guideline.then.verdict if hits else Verdict.GO, tuple(hits))


def terms(judgement: Judgement) -> Terms:
    """On what terms to ask. Several guidelines may want it: the shortest deadline counts, and the draft is released
    on time-out only when all of them say so. The verdict must be ask."""
    asks = [h.guideline for h in judgement.hits if h.guideline.then.verdict is Verdict.ASK]
    first = min(asks, key=lambda g: g.then.minutes)
    late = Late.RELEASE if all(g.then.late is Late.RELEASE for g in asks) else Late.HOLDING
    holding = next((g.then.holding for g in asks if g.then.holding), {})
    return Terms(first.then.minutes, late, dict(holding), first.name)


def in_language(texts: dict[str, str], language: str) -> str:
    """The text in *language*, else in another that there is; "" when there is none."""
    return texts.get(language) or next(iter(texts.values()), "")


def _applies(facts: Facts, draft: Stems, asked: Stems, guideline: Guideline) -> Hit | None:
    """The hit, when every stated test of the guideline holds; else None."""
    w = guideline.when
    if not _plain_tests_hold(facts, w):
        return None
    spans: set[tuple[int, int]] = set()
    for stated, found in (
        (bool(w.contains), _contained(facts.found, w)),
        (w.links_outside is not None, _outside(facts.found, w.links_outside or ())),
    ):
        if stated and not found:
            return None
        spans.update((f.start, f.end) for f in (found if stated else ()))
    if w.words:
        places = draft.find(w.words)
        if not places:
            return None
        spans.update((facts.words[a].start, facts.words[b].end) for a, b in places)
    questions = asked.find(w.asked_words)
    if w.asked_words and not questions:
        return None
    ordered = _joined(spans)
    because = dict.fromkeys(" ".join(x.text for x in facts.asked_words[a : b + 1]) for a, b in questions)
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
    )


def _contained(found: Sequence[Found], w: When) -> list[Found]:
    ours = {_bare(text) for text in w.except_for}
    return [f for f in found if f.kind in w.contains and not (ours and _bare(f.text) in ours)]


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

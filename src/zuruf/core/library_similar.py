"""Which earlier question is like this one: shared stems, weighed by how rare they are (BM25, Robertson and Zaragoza 2009)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

MOST_STEMS = 24  # of a question that are looked up
MOST_POSTINGS = 4000  # rows that one look-up reads at most
COUNTED = 3000  # a stem in more questions than this says nothing more
LEAST = 0.22  # of the score that the question itself would have
_K, _B = 1.2, 0.75
_WORDS_OF_NO_WEIGHT = """
die unserer unserem unseren unseres ihres ihrs jede jeder jedes jeden wenig weniger etwa sowie damals nie kommt kommen those these our ours
aber alle allem allen aller alles also andere auch auf aus bei beim bin bis bist bitte dabei dadurch
dafür damit dann danke daran darauf das dass dazu dein deine dem den denn der des deshalb dies diese
diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines einmal er es etwas euch
euer eure für gar gibt ganz geht gerade gern guten hab habe haben habt hallo hat hatte hätte heute hier
ich ihm ihn ihnen ihr ihre ihrem ihren ihrer immer im in ist ja jetzt kann kannst kein keine könnt könnte
können lieber liebe machen mal man mehr mein meine meinem meinen meiner mich mir mit möchte muss nach
nicht nichts noch nun nur ob oder ohne schon sehr sein seine seit selbst sich sie sind so soll sollte
sondern tag um und uns unser unsere über viel vom von vor wann war waren warum was weil welche wenn wer
werden wie wieder will wir wird wo wurde würde zu zum zur about after again all also am an and any are as
at be because been but by can could did do does for from get good had has have hello her his how if into
is it its just know like me more my not now of on or our out please she should so some than thank thanks
that the their them then there they this to until up us was we were what when where which who why will
with would you your
"""
STOP = frozenset(_WORDS_OF_NO_WEIGHT.split())
"""Words that say nothing about what a question is about, in small letters."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One stem of one earlier question. `answer` names it."""

    answer: int
    stem: str
    times: int


def stems_of(words: Iterable[tuple[str, str]]) -> dict[str, int]:
    """stem → how often, of the words that say something. *words*: (as written, stem)."""
    found: dict[str, int] = {}
    for word, stem in words:
        low = word.casefold()
        if len(low) > 2 and low not in STOP and not low.isdecimal() and len(stem) <= 40:
            found[stem] = found.get(stem, 0) + 1
    return found


def to_look_up(frequency: Mapping[str, int]) -> tuple[str, ...]:
    """The rarest stems, as many as can be read at once. *frequency*: in how many questions each stands; the unknown are left
    out. At least one, however frequent: of that the newest are read."""
    known = sorted((n, stem) for stem, n in frequency.items() if n > 0)
    chosen: list[str] = []
    total = 0
    for n, stem in known:
        if chosen and total + n > MOST_POSTINGS:
            break
        chosen.append(stem)
        total += n
    return tuple(chosen)


def weight(n: int, of: int) -> float:
    """What a stem says that stands in *n* of *of* questions; always more than 0."""
    return log(1 + (max(of, n) - n + 0.5) / (n + 0.5))


def ranked(
    asked: Mapping[str, int],
    postings: Sequence[Posting],
    frequency: Mapping[str, int],
    lengths: Mapping[int, int],
    of: int,
) -> list[tuple[float, int]]:
    """(share of the score of an equal question, answer), best first, from `LEAST` on; of equals the newest (highest) first.

    *lengths*: stems in each earlier question; *of*: how many questions there are. A single shared stem is no similarity
    unless the question has only one.
    """
    mean = sum(lengths.values()) / len(lengths) if lengths else 1.0
    scores: dict[int, float] = {}
    shared: dict[int, int] = {}
    for p in postings:
        if p.stem in asked and p.answer in lengths:
            norm = 1 - _B + _B * lengths[p.answer] / mean
            worth = weight(frequency.get(p.stem, 1), of) * p.times * (_K + 1) / (p.times + _K * norm)
            scores[p.answer] = scores.get(p.answer, 0.0) + worth
            shared[p.answer] = shared.get(p.answer, 0) + 1
    whole = sum(weight(max(frequency.get(stem, 0), 1), of) for stem in asked) or 1.0
    need = min(2, len(asked))
    found = [(min(s / whole, 1.0), a) for a, s in scores.items() if shared[a] >= need]
    return sorted((f for f in found if f[0] >= LEAST), key=lambda f: (-f[0], -f[1]))

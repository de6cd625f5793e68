"""How a German sentence is built, as far as its surface shows it: what stands between a verb and its end, what a noun
carries, what was put into brackets. Guesses by endings and capitals, not a parse; as features they need not all be right."""

import re
import statistics
from collections.abc import Sequence
from itertools import pairwise

from zuruf.classifiers.readability_words import COMMON

_MODAL = frozenset("kann können konnte konnten muss müssen musste mussten soll sollen sollte sollten will wollen wollte darf dürfen durfte mag".split())  # fmt: skip  # noqa: SIM905
_FINITE = _MODAL | frozenset("ist sind war waren wird werden wurde wurden hat haben hatte hatten sei seien wäre wären würde würden möchte möchten".split())  # fmt: skip  # noqa: SIM905
_REPORTED = frozenset("sei seien wäre wären würde würden könnte könnten müsste müssten habe hätte hätten möge dürfte dürften werde".split())  # fmt: skip  # noqa: SIM905
_PRONOUNS = frozenset("ich du er sie es wir ihr man mich dich ihn uns euch mir dir ihm ihnen".split())  # fmt: skip  # noqa: SIM905
_LINKS = frozenset("jedoch dennoch hingegen daher deshalb somit demnach folglich allerdings vielmehr sowohl insbesondere beispielsweise derzeit dabei dadurch daraus daraufhin infolge zudem ferner hierbei hierdurch wiederum entweder weder einerseits andererseits lediglich zumindest bzw beziehungsweise sogenannte sogenannten".split())  # fmt: skip  # noqa: SIM905
_NEGATIONS = frozenset("nicht kein keine keinen nie weder ohne".split())  # fmt: skip  # noqa: SIM905
_THE = frozenset("der die das den dem des".split())  # fmt: skip  # noqa: SIM905
_ATTRIBUTE = re.compile(r"(?:.+en(?:d|de|den|der|des|dem)|(?:be|ver|ent|er|.*ge).+(?:t|en)(?:e|en|er|es|em)|.+iert(?:e|en|er|es|em))$")  # fmt: skip
_PARTICIPLE = re.compile(r"(?:ge.{3,}(?:t|en)|(?:be|ver|ent|er|zer|miss).{3,}(?:t|en)|.{2,}ge.{3,}(?:t|en)|.{3,}iert)$")  # fmt: skip
_ADJECTIVE = re.compile(r"(?:isch|lich|ig|bar|sam|los|ell|iv|al|är|ös|haft)(?:e|en|er|es|em)?$")
_ENDED = re.compile(r"e[nrsm]?$")
_FOREIGN = re.compile(r"c(?![hk])|y|ph|th|x|ou|eau|ie[rn]e?$")
_CROWDED = re.compile(r"[^aeiouäöüy]{4,}")
_CUT = re.compile(r"[,;:–—()„“\"»«]")
_GENITIVE = re.compile(r"\b[A-ZÄÖÜ]\w+ (?:des|der|eines|einer)(?: \w+){0,2}? [A-ZÄÖÜ]\w+")
_CHAIN = re.compile(r"[A-ZÄÖÜ]\w+(?: (?:des|der|eines|einer|von|im|in|zur|für|zum|über)(?: [a-zäöüß]\w+)? [A-ZÄÖÜ]\w+){2,}")  # fmt: skip
_COUNTED = tuple(re.compile(p) for p in (
    r"\b[12]\d{3}\b", r"\d+", r"\d[.,]\d|%|°|[€$]|\b(?:km|cm|mm|Mio|Mrd|Jh)\b", r"\b[A-ZÄÖÜ]{2,}\w*\b",
    r"\b(?:bzw|etwa|ca|sog|v Chr|z B|u a|d h|vgl)\b", r"[a-zäöü]-[A-ZÄÖÜ]",
))  # fmt: skip
_BRACKETS = re.compile(r"\(([^)]*)\)")
_DASHES = re.compile(r"[–—]([^–—]*)[–—]")


def built(text: str, words: Sequence[str]) -> list[float]:
    """The features of one sentence of at least one word, in a fixed order."""
    low, small = [w.lower() for w in words], [w[0].islower() for w in words]
    return [
        *_nouns(words, low, small),
        *_verbs(low, small),
        *_clauses(text),
        *(len(sign.findall(text)) for sign in _COUNTED),
        sum(len(s) for s in _BRACKETS.findall(text)),
        sum(len(s.split()) for s in _DASHES.findall(text)),
        len(_GENITIVE.findall(text)),
        len(_CHAIN.findall(text)),
        *(sum(w in group for w in low) for group in (_PRONOUNS, _LINKS, _NEGATIONS, _THE)),
        sum(bool(_FOREIGN.search(w)) for w in low),
        sum(bool(_CROWDED.search(w)) for w in low),
        len({w[:5] for w in low}) / len(low),
    ]


def _nouns(words: Sequence[str], low: Sequence[str], small: Sequence[bool]) -> list[float]:
    """What nouns are like, and what stands before them."""
    n, carried, run, longest = len(low), 0, 0, 0
    for i, word in enumerate(low):
        before_noun = not all(small[i + 1 : i + 3])
        carried += small[i] and len(word) > 6 and before_noun and bool(_ATTRIBUTE.match(word))
        run = run + 1 if small[i] and len(word) > 4 and word not in COMMON and _ENDED.search(word) else 0
        longest = max(longest, run)
    nouns = [len(w) for w, s in zip(words[1:], small[1:], strict=True) if not s] or [0]
    others = [len(w) for w, s in zip(words, small, strict=True) if s] or [0]
    pieces = [len(piece) for w in words for piece in w.split("-")]
    return [
        sum(not a and not b for a, b in pairwise(small)),
        carried, longest, sum(nouns) / len(nouns), max(nouns), sum(nouns), len(nouns) / n,
        sum(others) / len(others), max(others), sum(size >= 9 for size in pieces), max(pieces),
        sum(not s and w.endswith("s") for w, s in zip(low[1:], small[1:], strict=True)),
        sum(s and len(w) > 5 and bool(_ADJECTIVE.search(w)) for w, s in zip(low, small, strict=True)),
    ]  # fmt: skip


def _verbs(low: Sequence[str], small: Sequence[bool]) -> list[float]:
    n = len(low)
    to = sum(a == "zu" and s and b.endswith("n") for a, b, s in zip(low, low[1:], small[1:], strict=False))
    return [
        sum(s and bool(_PARTICIPLE.match(w)) for w, s in zip(low, small, strict=True)),
        *(sum(w in group for w in low) for group in (_FINITE, _MODAL, _REPORTED)),
        next((i for i, w in enumerate(low) if w in _FINITE), n),
        next((i for i in range(1, n) if not small[i]), n),
        to,
    ]


def _clauses(text: str) -> list[float]:
    """Number and sizes of the pieces between signs, and the widest bracket between a finite verb and the verb at the end."""
    pieces = [s.split() for s in _CUT.split(text) if s.strip()] or [["x"]]
    sizes, widest = [len(p) for p in pieces], 0
    for piece in pieces:
        low = [w.strip(".,").lower() for w in piece]
        at = next((i for i, w in enumerate(low) if w in _FINITE), None)
        if at is not None and (low[-1].endswith("en") or _PARTICIPLE.match(low[-1])):
            widest = max(widest, len(low) - 1 - at)
    return [
        len(pieces), statistics.pstdev(sizes), sum(p[-1][0].islower() for p in pieces),
        sum(size >= 12 for size in sizes), widest,
    ]  # fmt: skip

"""What of a German sentence tells how hard people find it: its surface, its words, how it is built, its runs of letters."""

import math
import re
import zlib
from collections import Counter
from collections.abc import Sequence

from zuruf.classifiers.readability_syntax import built
from zuruf.classifiers.readability_words import COMMON, Zipf, usualness
from zuruf.core import readability as rules

BUCKETS = 4096
"""Runs of letters are counted in so many boxes, by a checksum."""
RUNS = (2, 3, 4)

_SUBORDINATE = frozenset("dass daß weil wenn ob obwohl während nachdem bevor ehe damit sodass indem falls sofern soweit sobald solange seit seitdem da als bis obgleich wobei wodurch womit worin woraus wofür worauf weshalb deren dessen welche welcher welches welchen welchem".split())  # fmt: skip  # noqa: SIM905
_PREPOSITIONS = frozenset("in an auf aus bei mit nach von zu zum zur vom im am beim über unter vor hinter neben zwischen durch für gegen ohne um bis seit während wegen trotz aufgrund gemäß innerhalb außerhalb mittels infolge hinsichtlich".split())  # fmt: skip  # noqa: SIM905
_ARTICLES = frozenset("der die das den dem des ein eine einen einem einer eines".split())  # noqa: SIM905
_PASSIVE = frozenset("wird werden wurde wurden worden geworden".split())  # noqa: SIM905
_NOUN = re.compile(r".{2,}(?:ung|ungen|heit|heiten|keit|keiten|ität|itäten|tion|tionen|ismus|nis|nisse|schaft|schaften|tum|ierung|ierungen)$")  # fmt: skip
_LEARNED = re.compile(r"isch|ion|ität|iv|ell|ismus|logie|iert|ieren|ph|th|y")
_RELATIVE = re.compile(r",\s*(?:\w+\s+)?(?:der|die|das|den|dem|denen|dessen|deren|welche[rsnm]?)\b")
_PARTS = re.compile(r"[,;:–—()]")
_WORD = re.compile(r"\w+")


def surface(text: str, words: Sequence[str], zipf: Zipf) -> list[float]:
    """The features of one sentence but its runs of letters. *zipf*: word in small letters → how usual it is."""
    words = words or ("x",)
    n, low = len(words), [w.lower() for w in words]
    parts = [rules.syllables(w, "de") for w in words]
    sizes = [len(w) for w in words]
    f = rules.formulas(words, 1, "de")
    commas, longest = text.count(","), max(sizes)
    segments = [len(_WORD.findall(s)) for s in _PARTS.split(text)]
    plain = [
        f.wiener, f.wiener_4, f.amstad, f.lix, n, len(text), sum(sizes) / n, sum(parts) / n, longest, max(parts),
        sum(s > 10 for s in sizes), sum(s > 14 for s in sizes), sum(p >= 3 for p in parts), sum(p >= 5 for p in parts),
        commas, sum(w in _SUBORDINATE for w in low), len(_RELATIVE.findall(text)), text.count("("),
        sum(text.count(c) for c in ";:–—"), sum(text.count(c) for c in "„“\"»«"), sum(c.isdigit() for c in text),
        sum("-" in w for w in low), sum(w in _PREPOSITIONS for w in low),
        sum(bool(_NOUN.match(w)) and len(w) > 6 for w in low), sum(bool(_LEARNED.search(w)) for w in low),
        sum(w[0].isupper() for w in words[1:]), sum(w in _PASSIVE for w in low), len(set(low)) / n, max(segments),
        sum(segments) / len(segments), _widest(words), sum(w in ("des", "eines", "dessen", "deren") for w in low),
        sum(w in ("und", "oder", "sowie") for w in low),
    ]  # fmt: skip
    shares = [
        x / n for x in (plain[10], plain[11], plain[12], commas, plain[22], plain[23], plain[24], plain[25])
    ]
    shares += [sum(w in COMMON for w in low) / n]
    every = [*plain, *shares, *usualness(words, zipf), *built(text, words)]
    return [*every, *(math.log1p(x) if x >= 0 else x for x in every)]


def _widest(words: Sequence[str]) -> int:
    """The most words between an article and its noun."""
    widest, opened = 0, -1
    for i, w in enumerate(words):
        if w.lower() in _ARTICLES:
            opened = i
        elif w[0].isupper() and opened >= 0:
            widest, opened = max(widest, i - opened), -1
    return widest


def runs(words: Sequence[str]) -> dict[int, float]:
    """Runs of letters of one sentence: box → 1 + log of how often."""
    found: Counter[str] = Counter()
    for word in words:
        w = f" {word.lower()} "
        for size in RUNS:
            for i in range(len(w) - size + 1):
                found[w[i : i + size]] += 1
    boxes: dict[int, float] = {}
    for run, often in found.items():
        box = zlib.crc32(run.encode()) % BUCKETS
        boxes[box] = boxes.get(box, 0.0) + 1 + math.log(often)
    return boxes

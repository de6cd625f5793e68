"""How usual the words of a German sentence are, after the frequency list that comes with the package `wordfreq`.

Frequencies are on the Zipf scale (van Heuven et al. 2014): log10 of occurrences in a billion words, 1 rare … 8 the most
usual. The list (CC BY-SA 4.0, 39,000 words from 1 in a million on) stays in its package; importing the package would load
its tokenisers for all languages, so only its file is read.
"""

import gzip
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

COMMON = frozenset("der die das den dem des ein eine einen einem einer eines und oder aber in an auf aus bei mit nach von zu zum zur vom im am beim ist sind war waren wird werden wurde wurden hat haben hatte hatten sich nicht auch als es er sie sein seine ihr ihre durch für um über bis nur noch so wie man kann dass".split())  # fmt: skip  # noqa: SIM905
LONG = 8
"""Letters from which on a rare word is looked at as a compound."""
PIECES = (4, 20)
"""The least and the most letters of a part of a compound."""
USUAL_PIECE = 2.5
RARE = 3.5

Zipf = Mapping[str, float]


@cache
def frequencies() -> dict[str, float]:
    """Word in small letters → its frequency. Raises FileNotFoundError where the package is missing."""
    import msgpack  # here, so that a process which judges nothing does not load it

    spec = find_spec("wordfreq")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package wordfreq, which carries the frequency list, is not installed")
    with gzip.open(Path(spec.origin).parent / "data" / "small_de.msgpack.gz") as f:
        _, *bins = msgpack.load(f)  # the nth bin holds words of the frequency 10 ** (-n / 100)
    return {word: 9 - n / 100 for n, words in enumerate(bins) for word in words}


def usualness(words: Sequence[str], zipf: Zipf) -> list[float]:
    """The features of one sentence's words (at least one), in a fixed order."""
    low = [w.lower() for w in words]
    said = [zipf.get(w, 0.0) for w in low]
    made = [
        compound(w, zipf) if len(w) >= LONG and f < RARE else (0.0, 1) for w, f in zip(low, said, strict=True)
    ]
    # what explains itself by its parts is easier than its own frequency says
    eased = [
        max(f, min(least - 1, 4.0)) if parts > 1 else f for f, (least, parts) in zip(said, made, strict=True)
    ]
    n, sizes = len(low), [len(w) / 10 for w in low]
    whole = sum(parts == 0 for _, parts in made)
    return [
        *_spread(said, low),
        *_spread(eased, low),
        *(sum(f < k for f in said) for k in (3, 3.5, 4, 4.5, 5)),
        *(sum(f < k for f in said) / n for k in (3, 4, 5)),
        *(sum(f < k for f in eased) for k in (2, 2.5, 3, 3.5, 4, 4.5)),
        *(sum(max(0.0, k - f) for f in eased) for k in (4, 5)),
        *(sum(max(0.0, 5 - f) * s for f, s in zip(by, sizes, strict=True)) for by in (said, eased)),
        sum(parts >= 2 for _, parts in made),
        sum(parts >= 3 for _, parts in made),
        whole,
        whole / n,
    ]


def _spread(by: Sequence[float], low: Iterable[str]) -> list[float]:
    """Means of all and of the words that carry meaning, the rarest, means of the rarest three and five."""
    rarest = sorted(by)
    content = [f for f, w in zip(by, low, strict=True) if w not in COMMON] or [7.0]
    three, five = rarest[:3], rarest[:5]
    return [
        sum(by) / len(by),
        sum(content) / len(content),
        rarest[0],
        sum(three) / len(three),
        sum(five) / len(five),
    ]


def compound(word: str, zipf: Zipf) -> tuple[float, int]:
    """The frequency of the rarest part and the number of parts when *word* (in small letters) is taken apart so that the
    rarest part is as usual as can be, an s between parts allowed: "krankenhausbett" → "krankenhaus" + "bett". (0.0, 0)
    when it is not made of usual words."""
    least, most = PIECES
    best: list[tuple[float, int]] = [(9.0, 0), *[(0.0, 0)] * len(word)]
    for end in range(least, len(word) + 1):
        for start in range(max(0, end - most), end - least + 1):
            if start and not best[start][1]:
                continue
            piece = word[start:end]
            usual = zipf.get(piece, 0.0)
            if usual < USUAL_PIECE and piece.endswith("s"):
                usual = zipf.get(piece[:-1], 0.0) - 0.2
            if usual >= USUAL_PIECE:
                best[end] = max(best[end], (min(best[start][0], usual), best[start][1] + 1))
    return best[-1]

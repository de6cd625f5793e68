"""German compounds: whether one term of the index is made of another and a rest that is known.

There is no dictionary. What a house is written to about is in its own words: "Ersatzteillieferung" is found for
"Lieferung" because it ends like it and "Ersatzteil" is a word that occurs by itself. So it grows with what is written, and
what is old is found by what became known later. Only the beginning and the end of a term are looked at: what stands in the
middle of three parts is found where two of them occur together.
"""

from collections.abc import Callable, Collection, Iterable

SHORTEST = 4  # letters of a part
LONGEST = 40  # letters of a term that is taken apart
LINKS = (
    "",
    "s",
    "n",
    "en",
    "es",
    "er",
    "e",
    "ens",
    "ns",
    "ungs",
    "ungen",
    "heits",
    "keits",
    "ions",
    "tats",
    "schafts",
    "lings",
)
"""What may stand between two parts. The first one is known by its stem, which has lost an ending: here it comes back."""
SHORT = frozenset(
    [
        "abo",
        "akk",
        "amt",
        "app",
        "art",
        "bad",
        "bau",
        "bus",
        "eis",
        "gas",
        "hof",
        "hut",
        "kur",
        "lob",
        "mut",
        "not",
        "ort",
        "oel",
        "pass",
        "rad",
        "rat",
        "rot",
        "see",
        "tag",
        "tee",
        "tor",
        "tur",
        "typ",
        "uhr",
        "weg",
        "zug",
        "ton",
        "arm",
        "ohr",
        "aug",
        "lad",
        "bod",
        "hos",
        "dos",
        "lag",
        "nam",
        "has",
    ]
)
"""Parts of three letters that are nouns; others are rather a coincidence."""
ENDS = ("ung", "heit", "keit", "lich", "isch", "ig", "end")
"""What Snowball cuts off a long word and leaves on a short one: "rechnung", but "kostenrechn"."""
PARTICLES = frozenset(
    [
        "aber",
        "ander",
        "auch",
        "dann",
        "dein",
        "dort",
        "durch",
        "eine",
        "einer",
        "einem",
        "einen",
        "euer",
        "fest",
        "gegen",
        "ganz",
        "hier",
        "hinter",
        "hoch",
        "ihre",
        "immer",
        "jede",
        "kein",
        "klein",
        "mehr",
        "mein",
        "nach",
        "nicht",
        "noch",
        "ober",
        "oder",
        "ohne",
        "sein",
        "sehr",
        "sich",
        "sind",
        "uber",
        "unser",
        "unter",
        "viel",
        "voll",
        "wenn",
        "wider",
        "wieder",
        "wird",
        "zwischen",
        "zuruck",
        "zusammen",
    ]
)
"""Words that occur by themselves and before verbs ("übernehmen"), but make no compound of nouns."""


def can_be_part(term: str) -> bool:
    """Whether compounds of *term* are looked for at all."""
    return (len(term) >= SHORTEST or term in SHORT) and term.isalpha() and term not in PARTICLES


def ends(term: str) -> tuple[str, ...]:
    """How *term* may look at the end of a compound."""
    return (term, *(term[: -len(e)] for e in ENDS if term.endswith(e) and len(term) - len(e) >= SHORTEST))


def rests(term: str, whole: str, stem: Callable[[str], str]) -> tuple[str, ...]:
    """The terms of which one has to be known for *whole* to be a compound that begins or ends with *term*; none when it cannot
    be one. *stem*: of a first part, which stands there as it is written."""
    found: dict[str, None] = {}
    for end in (e for e in ends(term) if whole.endswith(e)):
        front = whole[: -len(end)]
        parts = (front[: len(front) - len(link)] for link in LINKS if front.endswith(link))
        found |= dict.fromkeys(filter(_fits, parts))
        if _fits(front):
            found[stem(front)] = None
    if whole.startswith(term):
        tail = whole[len(term) :]
        for part in (tail[len(link) :] for link in LINKS if tail.startswith(link)):
            if _fits(part):
                found |= dict.fromkeys((part, *(part + end for end in ENDS)))
    return tuple(found)


def compounds(
    term: str, wholes: Iterable[str], known: Collection[str], stem: Callable[[str], str]
) -> tuple[str, ...]:
    """Those of *wholes* that are compounds with *term*, by what is *known*."""
    return tuple(w for w in wholes if any(r in known for r in rests(term, w, stem)))


def _fits(part: str) -> bool:
    return (len(part) >= SHORTEST or part in SHORT) and part not in PARTICLES

"""What somebody changed in a text, and whether that changed what it says. A guess by rules, which a person may put right."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Sense(StrEnum):
    """Why a change is held to be one of meaning."""

    NUMBER = "number"  # numbers and amounts
    DATE = "date"  # days and months by name; written in figures they are numbers
    LINK = "link"  # web and mail addresses
    NAME = "name"  # persons and handles
    NOT = "not"  # a negation came or went
    SURE = "sure"  # how certain it is, or how soon
    MOST = "most"  # most of what it says is in other words


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `kind`: same | gone | new."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """`words`: how many were put in, taken out or replaced (a replaced one counts once; case and punctuation do not count);
    `senses`: why the meaning is held to be another, () when it is not; `pieces` in reading order."""

    words: int
    senses: tuple[Sense, ...]
    pieces: tuple[Piece, ...]

    @property
    def meaning(self) -> bool:
        return bool(self.senses)


def difference(
    before: str, after: str, names_before: Iterable[str] = (), names_after: Iterable[str] = ()
) -> Difference:
    """What became of *before* in *after*. *names_…*: persons that somebody found in each; titles ("Frau Kern") and handles
    are seen here too."""
    old, new = _TOKENS.findall(f"{before} "), _TOKENS.findall(f"{after} ")
    words, pieces = 0, []
    for kind, a, b, c, d in _steps([_plain(t) for t in old], [_plain(t) for t in new]):
        if kind == "equal":
            pieces += _equal(old[a:b], new[c:d])
            continue
        pieces += [("gone", "".join(old[a:b])), ("new", "".join(new[c:d]))]
        words += max(sum(map(_is_word, old[a:b])), sum(map(_is_word, new[c:d])))
    was, is_now = _senses(before, names_before), _senses(after, names_after)
    senses = [sense for sense in was if was[sense] != is_now[sense]]
    if _mostly_other(before, after):
        senses.append(Sense.MOST)
    return Difference(words, tuple(senses), _joined(pieces))


def _steps(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """From one row of words to the other, as `SequenceMatcher.get_opcodes` has it. Of rows that would take it minutes (very long, or
    a few words said thousands of times) all counts as replaced but what is the same at both ends."""
    there = Counter(new)
    pairs = sum(n * there[word] for word, n in Counter(old).items())
    if max(len(old), len(new)) <= LONGEST and pairs <= MOST_PAIRS:
        return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    room = min(len(old), len(new))
    head = next((n for n in range(room) if old[n] != new[n]), room)
    tail = next((n for n in range(room - head) if old[-1 - n] != new[-1 - n]), room - head)
    a, c = len(old) - tail, len(new) - tail
    return [
        ("equal", 0, head, 0, head),
        ("replace", head, a, head, c),
        ("equal", a, len(old), c, len(new)),
    ]


def _senses(text: str, names: Iterable[str]) -> dict[Sense, list[str]]:
    """What a text says of each kind, in an order that does not depend on where it says it."""
    links = [found.rstrip(".,;:!?)").casefold() for found in _LINK.findall(text)]
    words = [_plain(w) for w in _SIGN.sub(r" \g<0> ", _LINK.sub(" ", text)).split()]
    persons = [*_HANDLE.findall(text), *_TITLED.findall(text), *names]
    return {
        Sense.NUMBER: sorted(w for w in words if any(c.isdigit() for c in w) or w in _COUNTS or w in _UNITS),
        Sense.DATE: sorted(w for w in words if w in _DAYS),
        Sense.LINK: sorted(links),
        Sense.NAME: sorted({p.casefold() for p in persons}),
        Sense.NOT: sorted(
            "not" for w in words if w in _NOT or w.startswith(_NO) or w.endswith(("n't", "n’t"))
        ),
        Sense.SURE: sorted(w for w in words if w in _SURE),
    }


def _mostly_other(before: str, after: str) -> bool:
    """Less than half of the content words of either are in both; at least three differ. Words count by their beginning, so
    that an ending does not make another word."""
    was, is_now = _content(before), _content(after)
    both = len(was & is_now)
    return len(was ^ is_now) >= MOST_AT_LEAST and both * 2 < max(len(was), len(is_now))


def _content(text: str) -> set[str]:
    return {word[:STEM] for w in text.split() if len(word := _plain(w)) >= CONTENT and word not in _EMPTY}


def _plain(token: str) -> str:
    """How a word counts: without case and the marks around it. Marks alone count as nothing."""
    return token.casefold().strip(_MARKS)


def _is_word(token: str) -> bool:
    return bool(_plain(token))


def _equal(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """Words that count as the same; where only case or marks differ, both are shown."""
    out: list[tuple[str, str]] = []
    for was, is_now in zip(old, new, strict=True):
        same = was.strip() == is_now.strip()
        out += [("same", is_now)] if same else [("gone", was), ("new", is_now)]
    return out


def _joined(pieces: list[tuple[str, str]]) -> tuple[Piece, ...]:
    """Neighbours of a kind as one; between two stretches that are the same what is gone stands before what is new."""
    out: list[Piece] = []
    same = gone = new = ""
    for kind, text in [*pieces, ("same", "")]:
        if kind == "gone":
            gone += text
        elif kind == "new":
            new += text
        elif not gone and not new:
            same += text
        else:
            gap = " " if gone[-1:].isspace() and new[-1:].isspace() else ""  # behind both: not changed
            was, is_now = (gone.rstrip(), new.rstrip()) if gap else (gone, new)
            out += [Piece("same", same), Piece("gone", was), Piece("new", is_now)]
            same, gone, new = gap + text, "", ""
    out.append(Piece("same", same.rstrip()))
    return tuple(piece for piece in out if piece.text)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


MOST_AT_LEAST = 3  # content words
STEM, CONTENT = 6, 4  # letters
LONGEST, MOST_PAIRS = 2_500, 250_000  # words of a text, and pairs of the same word in both
_TOKENS = re.compile(r"\A\s+\S+\s*|\S+\s*")  # each word with the white space behind it
# An address begins where no letter of one stands before it, and a host has no more and no longer parts than any real one has: a long
# word without either is looked through once.
_LINK = re.compile(
    r"https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+|"
    r"\b(?<!\w-)\w[\w-]{0,62}(?:\.[\w-]{1,63}){0,8}\.(?:de|com|org|net|eu|at|ch|info)\b\S*"
)
_SIGN = re.compile(r"[€$£%]")
_HANDLE = re.compile(r"(?<!\w)@[\w.-]+\w")
_TITLED = re.compile(r"\b(?:Herrn?|Frau|Dr\.|Prof\.|Mr\.?|Mrs\.?|Ms\.?)\s+([^\W\d_a-zäöüß][\w-]+)")
_MARKS = " \t\n.,;:!?…\"'„“”‚‘’()[]{}«»–—-*_"
_UNITS = _set("€ $ £ % euro euros eur cent cents prozent percent")
_COUNTS = _set(
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig fünfzig hundert tausend halbe hälfte doppelt "
    "two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred thousand half double"
)
_DAYS = _set(
    "heute morgen übermorgen gestern montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag montags januar "
    "februar märz april mai juni juli august september oktober november dezember wochenende today tomorrow yesterday monday "
    "tuesday wednesday thursday friday saturday sunday january february march june july october december weekend"
)
_NOT = _set(
    "nicht nichts nie niemals niemand nirgends ohne weder not no never nobody nothing none without cannot neither nor"
)
_NO = ("kein",)
_SURE = _set(
    "vielleicht eventuell voraussichtlich vermutlich wahrscheinlich möglicherweise ungefähr etwa garantiert garantieren sicher "
    "bestimmt immer sofort umgehend bald später spätestens verbindlich kostenlos gratis maybe perhaps possibly probably about "
    "roughly guaranteed guarantee certainly definitely always immediately soon later latest free"
)
_EMPTY = _set(
    "aber auch dass dein deine diese dieser dieses doch eine einem einen einer eines euch haben hast hatte hier ihnen ihre ihrem "
    "ihren ihrer kann können mehr muss müssen noch oder schon sehr sein sind über uns unser unsere vom wenn werden wird wurde "
    "about also been from have here just more must should that their them then there they this very were what when will with "
    "would your"
)

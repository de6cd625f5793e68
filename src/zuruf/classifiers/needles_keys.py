"""What one word of a query fits: its forms by the stems of the search, compounds, beginnings.

A law that the automaton stands on: what fits a key has one of its `needles` in it, from its first letter on unless the key goes
into compounds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from zuruf.classifiers import needles_endings as endings
from zuruf.classifiers.facts import stems
from zuruf.classifiers.needles_fold import word as folded
from zuruf.classifiers.readability_words import frequencies
from zuruf.core import compound
from zuruf.core.listening import Phrase, Prefix, Tag, Term, Word

_UMLAUTS = {"ä": "a", "ö": "o", "ü": "u"}
_LEAST_PART = 4  # letters of what stands beside a word in a compound; of what is known anywhere in it
_LONGEST_ENDING = 7  # letters by which two forms of a word differ in length: "…lichkeit", "…ization"
_ENDINGS = (
    "s",
    "n",
    "e",
    "en",
    "er",
    "es",
    "ern",
)  # of a word that ends a compound, where only the bare one is usual
_WIDE = 0x2E80  # scripts from here on are written without blanks


@dataclass(frozen=True, slots=True)
class Key:
    """`kind`: w (a word, also in compounds), f (in its forms only), p (a beginning), t (as it is written, a hashtag). `word` is
    folded. `stems`: German, English. `needles`: how what fits it begins; `parts`: what stands anywhere in a compound with it."""

    kind: str
    word: bytes
    stems: tuple[str, str] = ("", "")
    needles: tuple[bytes, ...] = ()
    parts: tuple[bytes, ...] = ()

    def fits(self, token: bytes) -> bool:
        """Whether a folded word of a text is one of these."""
        if token == self.word:
            return True
        if self.kind == "t" or not self.word:
            return False
        if self.kind == "p":
            return token.startswith(self.word)
        if not self.word.isascii():
            return self.word in token if self.parts else len(self.word) >= 16 and token.startswith(self.word)
        if not token.isascii():
            return False
        text = token.decode()
        if len(token) <= len(self.word) + _LONGEST_ENDING and token.startswith(self.needles):
            german, english = self.stems
            if endings.german(german, text) or endings.english(english, text):
                found = stems(text)
                if found[0] == german or found[1] == english:
                    return True
        if len(token) <= compound.LONGEST:
            for part in self.parts:
                if part in token and _compound(self.stems[0], part.decode(), text):
                    return True
        return False

    def patterns(self) -> list[bytes]:
        """What a folded text has in it, words between blanks, wherever something fits."""
        if not self.word:
            return []  # made of marks alone; a blank would be found in every text
        if self.kind == "t":
            return [b" " + self.word + b" "]
        inside = [n for n in self.needles if not n.startswith(self.parts)] if self.parts else self.needles
        return [*self.parts, *(b" " + n for n in inside)]


def keys(term: Term) -> tuple[Key, ...]:
    """The words of *term*, in its order."""
    match term:
        case Word():
            return (_key("w", term.text),)
        case Prefix():
            return (_key("p", term.text),)
        case Tag():
            return (_key("t", term.text),)
        case Phrase():
            return tuple(_key("f", w) for w in term.words)


@lru_cache(maxsize=50_000)
def _key(kind: str, text: str) -> Key:
    word = folded(text)
    if not word.isascii():
        wide = kind in "wf" and any(ord(c) >= _WIDE for c in text)
        return Key(kind, word, needles=(word,), parts=(word,) if wide else ())
    if kind in "pt":
        return Key(kind, word, needles=(word,))
    german, english = stems(word.decode())
    written = _spelled(german, text)
    found = {*written, *_spelled(_sure(english, word.decode()), text), word.decode()}
    shortest = tuple(sorted(n.encode() for n in found if not any(n != m and n.startswith(m) for m in found)))
    parts = sorted(n.encode() for n in written) if kind == "w" and _in_compounds(german) else ()
    return Key(kind, word, (german, english), shortest, tuple(parts))


def _sure(stem: str, word: str) -> str:
    """The beginning of an English stem that all its forms have: "batteri" → "batter", "possibl" → "possib"."""
    kept = next((n for n in range(len(stem), 0, -1) if word.startswith(stem[:n])), 1)
    stem = stem[:kept]
    cut = 1 if stem.endswith(("i", "y", "e", "bl")) and len(stem) > 3 else 0
    return stem[: len(stem) - cut]


def _spelled(stem: str, text: str) -> set[str]:
    """*stem*, and with each umlaut of *text* written as two letters: the stem of "Störung" also as "stoer…"."""
    small, found = text.lower(), {stem}
    for i, letter in enumerate(small[: len(stem)]):
        if (plain := _UMLAUTS.get(letter)) and len(stem) > i and stem[i] == plain:
            found.add(f"{stem[: i + 1]}e{stem[i + 1 :]}")
    return found


def _in_compounds(stem: str) -> bool:
    return len(stem) >= compound.SHORTEST and compound.can_be_part(stem)


def _compound(stem: str, needle: str, text: str) -> bool:
    """Whether *text* is made of the word and something else that is known: "fahrradakku", "akkuladegeraet" for "akku"."""
    at = text.find(needle, 1)
    while at > 0:
        tail = text[at:]
        ending = len(tail) - len(needle)
        likely = not ending or (ending <= _LONGEST_ENDING and endings.german(stem, tail))
        if likely and _known_before(text[:at]) and (not ending or stems(tail)[0] == stem):
            return True
        at = text.find(needle, at + 1)
    if not text.startswith(needle):
        return False
    tail = text[len(needle) :]
    return any(
        _known_behind(tail[len(link) :]) for link in _BEGINNING.get(tail[:1], _NONE) if tail.startswith(link)
    )


def _known_before(front: str) -> bool:
    """Whether *front* is a word, or ends with one (less what links it): then it is none by accident."""
    if front in compound.SHORT:
        return True
    links = _ENDING.get(front[-1:], _NONE)
    return any(_known(front[: len(front) - len(link)]) for link in links if front.endswith(link))


def _known_behind(tail: str) -> bool:
    forms = (tail, *(tail[: -len(e)] for e in _ENDINGS if tail.endswith(e)))
    return any(len(form) >= _LEAST_PART and _known(form) for form in forms)


def _known(part: str) -> bool:
    """Whether *part* is a usual German word or ends with one."""
    usual, ends = _usual()
    if part[-_LEAST_PART:] not in ends:
        return False
    return any(part[i:] in usual for i in range(max(1, len(part) - _LEAST_PART + 1)))


def _by_letter(at: int) -> Mapping[str, tuple[str, ...]]:
    """What may link the parts of a compound, by its letter there."""
    letters = {link[at] for link in compound.LINKS if link}
    return {c: tuple(link for link in compound.LINKS if not link or link[at] == c) for c in letters}


_BEGINNING, _ENDING, _NONE = _by_letter(0), _by_letter(-1), ("",)


@cache
def _usual() -> tuple[frozenset[str], frozenset[str]]:
    """Usual German words in one spelling, and the last letters of each."""
    found = (folded(w) for w in frequencies() if len(w) >= _LEAST_PART and w.isalpha())
    usual = frozenset(w.decode() for w in found if w.isascii()) - compound.PARTICLES
    return usual, frozenset(w[-_LEAST_PART:] for w in usual)

"""The parts of a listening search's query, as they are written. `str()` of each is read as the same."""

import unicodedata
from dataclasses import dataclass

LONGEST = 500  # characters of a query
MOST = 40  # words, phrases and filters in it
DEEPEST = 5  # brackets inside of brackets
SHORTEST = 3  # letters of a word that a search may stand on, and before a *
NEAREST, FARTHEST, USUAL = 1, 20, 5  # words of NEAR/n; without a number the usual one


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, in any of its forms and as a part of compounds."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Prefix:
    """What begins with `text`."""

    text: str

    def __str__(self) -> str:
        return f"{self.text}*"


@dataclass(frozen=True, slots=True)
class Tag:
    """A hashtag, without its #; as it is written."""

    text: str

    def __str__(self) -> str:
        return f"#{self.text}"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand one after the other, in any of their forms but not inside of compounds."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return f'"{" ".join(self.words)}"'


Term = Word | Prefix | Tag | Phrase
TERMS = frozenset((Word, Prefix, Tag, Phrase))


@dataclass(frozen=True, slots=True)
class Lang:
    """The language of the text, as a tag such as "de"."""

    tag: str

    def __str__(self) -> str:
        return f"lang:{self.tag}"


@dataclass(frozen=True, slots=True)
class From:
    """Written by one of these: handles without @ in small letters, or ids of the network ("did:plc:…")."""

    who: tuple[str, ...]

    def __str__(self) -> str:
        return "from:" + ",".join(w if w.startswith("did:") else f"@{w}" for w in self.who)


@dataclass(frozen=True, slots=True)
class Near:
    """One of `left` and one of `right` with at most `words` - 1 words between them, in any order."""

    left: tuple[Term, ...]
    right: tuple[Term, ...]
    words: int

    def __str__(self) -> str:
        return f"{_either(self.left)} NEAR/{self.words} {_either(self.right)}"


@dataclass(frozen=True, slots=True)
class Not:
    of: "Part"

    def __str__(self) -> str:
        return f"-({self.of})" if isinstance(self.of, Near) else f"-{_bracketed(self.of)}"


@dataclass(frozen=True, slots=True)
class All:
    of: tuple["Part", ...]

    def __str__(self) -> str:
        return " ".join(f"({p})" if isinstance(p, Either) else str(p) for p in self.of)


@dataclass(frozen=True, slots=True)
class Either:
    of: tuple["Part", ...]

    def __str__(self) -> str:
        return " OR ".join(f"({p})" if isinstance(p, All | Either) else str(p) for p in self.of)


Part = Word | Prefix | Tag | Phrase | Lang | From | Near | Not | All | Either


def _bracketed(part: Part) -> str:
    return f"({part})" if isinstance(part, All | Either) else str(part)


def _either(terms: tuple[Term, ...]) -> str:
    return str(terms[0]) if len(terms) == 1 else f"({' OR '.join(map(str, terms))})"


def words(text: str) -> tuple[str, ...]:
    """The words of *text*: letters, marks and digits in a row; invisible letters left out."""
    text = unicodedata.normalize("NFC", text)
    kept = (
        c if c.isalnum() or (kind := unicodedata.category(c))[0] == "M" else "" if kind == "Cf" else " "
        for c in text
    )
    return tuple("".join(kept).split())

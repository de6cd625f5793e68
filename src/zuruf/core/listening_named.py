"""Whether a listening search names somebody: in any spelling, form and order by which the search would find her name."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

LEAST_NAME = 3  # letters of a last name; "Li" stands in too many words
LEAST_HALF = 4  # letters of one half of a double name
LEAST_BEGINNING = 4  # letters in front of * that may be the beginning of a name
_WORD = re.compile(r"[^\W_]+")
_ASIDE = re.compile(r"\([^)]*\)")  # "Jana Kern (Vertrieb)" is not called Vertrieb
_AS_TWO = re.compile("([aou])e")
_SPELLED = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe"}
_WRITTEN = str.maketrans({**_SPELLED, "ł": "l", "đ": "d", "ð": "d", "ı": "i"})
_FORMS = ("s", "es", "e", "n", "en", "ens", "ns", "em", "er", "ern", "in")
"""Endings of a name; a search finds it by each of them."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of ours, as a search could be about her: her `name` and other words that mean only her (e-mail addresses, handles)."""

    name: str
    known_as: tuple[str, ...] = ()


def plain(text: str) -> str:
    """In one spelling: small letters, ä as ae, no accents, without the @ of a handle."""
    small = unicodedata.normalize("NFC", text.strip().lstrip("@")).casefold().translate(_WRITTEN)
    return "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))


@lru_cache(maxsize=4_096)
def words(text: str) -> tuple[str, ...]:
    """Its words so that Müller, Mueller and Muller are one: a search finds the one by the other."""
    return tuple(_WORD.findall(_AS_TWO.sub(r"\1", plain(text))))


@dataclass(frozen=True, slots=True)
class Called:
    """One of ours by `parts` of her name, her last one (`last`, both halves of a double one) and what `only` she is called."""

    parts: tuple[str, ...]
    last: frozenset[str]
    only: frozenset[str]

    def is_author(self, handle: str) -> bool:
        """Whether the handle is what she is known as, or made of her whole name."""
        there = words(handle)
        letters = "".join(there)
        whole = len(self.parts) > 1 and bool(self.last) and all(part in letters for part in self.parts)
        return whole or " ".join(there) in self.only


@lru_cache(maxsize=20_000)
def called(one: Somebody) -> Called:
    before, _comma, behind = _ASIDE.sub(" ", one.name).partition(",")
    name = f"{behind} {before}".split()  # "Kern, Jana" is Jana Kern; "Jana Kern, MBA" is still called Kern
    parts = tuple(words(" ".join(name)))
    last = {half for half in (words(name[-1]) if name else ()) if len(half) >= LEAST_HALF}
    last |= {part for part in parts[-1:] if len(part) >= LEAST_NAME}
    only = {" ".join(words(k)) for k in one.known_as} - {""}
    if len(parts) > 1:
        only |= {"".join(parts), "".join(reversed(parts))}  # #janakern
    return Called(parts, frozenset(last), frozenset(only))


@dataclass(frozen=True, slots=True)
class _Typed:
    """A word or phrase of a search. `names`: the last names that it finds; `text`: its words between blanks; `beginning`: of
    its last word, "" where it does not end with *; `few`: that is so short that it has to be nearly all of a name."""

    written: str
    names: frozenset[str]
    text: str
    beginning: str
    few: bool = False

    @classmethod
    def of(cls, written: str) -> "_Typed":
        there = words(written)
        bare = {word.removesuffix(form) for word in there for form in _FORMS}
        few = len(plain(written.rstrip("*"))) < LEAST_BEGINNING
        beginning = there[-1] if written.endswith("*") and there else ""
        return cls(written, frozenset(bare), f" {' '.join(there)} ", beginning, few)

    def is_about(self, one: Called) -> bool:
        if not self.names.isdisjoint(one.last) or any(f" {k} " in self.text for k in one.only):
            return True
        if not self.beginning:
            return False
        if self.few:
            return any(n.startswith(self.beginning) and len(self.beginning) + 1 >= len(n) for n in one.last)
        whole = self.text.strip()
        return any(n.startswith(self.beginning) for n in one.last) or any(
            k.startswith(whole) for k in one.only
        )


def naming(people: Iterable[Called], written: Sequence[str]) -> list[str]:
    """Those of the words and phrases that name one of these: her last name in any of its forms, her whole name, or what only she
    is known as."""
    typed = [_Typed.of(one) for one in written]
    sought = frozenset(part for one in typed for part in one.text.split())
    whole = _Typed("", frozenset().union(*(t.names for t in typed)), "|".join(t.text for t in typed), "")
    begins = any(t.beginning for t in typed)
    found = []
    for one in people:
        parts = set(one.parts)
        if len(parts) > 1 and not one.last and parts <= sought:  # "Wei Li": each of them is too short to tell
            found += [t.written for t in typed if not parts.isdisjoint(t.text.split())]
        elif begins or whole.is_about(one):  # most are about nobody; thousands may be listed
            found += [t.written for t in typed if t.is_about(one)]
    return found

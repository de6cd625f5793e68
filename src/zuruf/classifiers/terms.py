"""Texts as the full-text index knows them: words cut to their stems (Snowball, German and English) and folded to plain
letters, so that "Häuser", "Haeuser" and "haus" are one term, as are "Straße" and "Strasse".

A text is indexed with the stems of its language; who searches does not say hers, so a word is looked for by both stems.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import regex

from zuruf.classifiers.facts import stems
from zuruf.core.search_match import Cut

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
LOOKED_AT = 100_000  # characters; no message is as long
MOST = 12_000  # terms of one text: PostgreSQL counts positions up to 16,383


def indexed(text: str, language: str = "") -> list[str]:
    """The terms of *text* in their order. *language*: "en" takes English stems, anything else German ones."""
    which = int(language == "en")
    return [_both(word)[which] for word in _WORD.findall(text[:LOOKED_AT])[:MOST]]


def sought(text: str) -> tuple[tuple[str, ...], ...]:
    """How *text*, a word or a phrase, may stand in the index: its terms by German and by English stems, once if equal. Empty
    when no word is in it."""
    pairs = [_both(word) for word in _WORD.findall(text)]
    return tuple(dict.fromkeys(zip(*pairs, strict=True))) if pairs else ()


def beginning(text: str) -> tuple[str, ...]:
    """*text* (in which somebody typed the beginning of a word) folded and not stemmed; its words."""
    return tuple(_plain(word.lower()) for word in _WORD.findall(text))


def cut(text: str, wanted: Iterable[str]) -> list[Cut]:
    """The words of *text* with their places. Only those that begin like one of the *wanted* terms are stemmed, by all the terms
    under which they may be looked for: stemming takes far longer than reading, and few words of a text are ever marked."""
    likely = {_beginning(term) for term in wanted}
    return [
        Cut(m.start(), m.end(), _all(m[0]) if _beginning(_plain(m[0].lower())) in likely else ())
        for m in _WORD.finditer(text[:LOOKED_AT])
    ]


def _beginning(plain: str) -> str:
    """Two letters that a word and its stem have in common, however its umlauts are written."""
    return plain[:4].replace("ae", "a").replace("oe", "o").replace("ue", "u")[:2]


def stem(word: str) -> str:
    """The German stem of *word*, folded: how the first part of a compound is looked up."""
    return _both(word)[0]


@lru_cache(maxsize=50_000)
def _both(word: str) -> tuple[str, str]:
    german, english = stems(word)
    return _plain(german), _plain(english)


@lru_cache(maxsize=50_000)
def _all(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*_both(word), _plain(word.lower()))))


def _plain(word: str) -> str:
    """Without accents and dots above, ß as ss; whatever is left of it is letters and digits of any script."""
    if word.isascii():
        return word[:60]
    bare = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    return bare[:60] or word[:60]

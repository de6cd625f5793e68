"""Sentences and words of an answer with their stems, and the phrases of the tone check, laid out for looking up.

Offsets are code points and always match the text; no text raises. Stems: Snowball.
"""

from functools import cache, lru_cache

import regex

from zuruf.classifiers.facts import stems
from zuruf.core import tone_phrases_de, tone_phrases_de_praise, tone_phrases_en
from zuruf.core.tone import Lexica
from zuruf.core.tone_kinds import Kind
from zuruf.core.tone_text import Lexicon, Sentence, Text, Token, lexicon

MAX = 20_000
"""Characters that are looked at."""

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:[’'-][\p{L}\p{M}\p{N}]+)*")
_END = regex.compile(r"[.!?…]+[\"“”»«')\]]*(?=\s|$)|\n+|$")
_SHORT = regex.compile(
    r"(?:^|[\s(„\"])(?:z\.\s?B|d\.\s?h|u\.\s?a|o\.\s?ä|i\.\s?d\.\s?R|v\.\s?a|u\.\s?U|bzw|ca|Nr|Dr|Prof|Hr|Fr|St|Str|Tel|inkl|exkl|ggf|evtl"
    r"|vgl|max|min|mind|Abs|Art|Mio|Mrd|sog|zzgl|abzgl|Std|Jan|Feb|Aug|Sept?|Okt|Nov|Dez|Mr|Mrs|Ms|e\.\s?g|i\.\s?e|approx|No|vs|o\.\s?g|\p{L}|\d{1,2})$",
    regex.IGNORECASE,
)
_COMMON = {
    "de": frozenset(["der", "die", "das", "und", "ist", "nicht", "sie", "wir", "ihr", "ich", "ein", "eine", "mit", "für", "auf", "zu", "den", "von", "es", "im", "haben", "uns", "ihre", "wird", "sich", "auch", "bei", "hallo", "danke", "guten", "tag", "du", "dich", "dir", "dein", "deine", "was", "wie", "kann", "habe", "haben", "sind", "man", "so", "aber", "oder", "wenn", "dass", "bitte", "nur", "noch", "hat", "ihnen", "ihren", "zum", "zur", "beim", "vom", "am"]),
    "en": frozenset(["the", "and", "is", "not", "you", "we", "your", "i", "a", "an", "with", "for", "on", "to", "of", "it", "in", "have", "us", "are", "will", "that", "this", "at", "hello", "thank", "thanks", "please", "be", "our", "sorry"]),
}  # fmt: skip


def language_of(text: str, otherwise: str = "de") -> str:
    """ "de" or "en", by its commonest words; *otherwise* where they do not tell."""
    low = [m[0].lower() for m in _WORD.finditer(text[:2000])]
    de, en = (sum(w in _COMMON[language] for w in low) for language in ("de", "en"))
    de += any(c in "äöüßÄÖÜ" for c in text[:2000])
    if de == en:
        return otherwise if otherwise in _COMMON else "de"
    return "de" if de > en else "en"


def read(text: str, otherwise: str = "de") -> Text:
    """*text* in sentences and words. Kept for the last texts asked."""
    return _read(text[:MAX], language_of(text, otherwise))


def read_as(text: str, language: str) -> Text:
    """As `read`, where *language* ("de" | "en") is known."""
    return _read(text[:MAX], language)


@lru_cache(maxsize=256)
def _read(text: str, language: str) -> Text:
    k = 0 if language == "de" else 1
    tokens = [Token(m[0], m[0].lower(), stems(m[0])[k], m.start(), m.end()) for m in _WORD.finditer(text)]
    sentences, at, begin = [], 0, 0
    for end, mark in _ends(text):
        first = at
        while at < len(tokens) and tokens[at].start < end:
            at += 1
        if at > first:
            start = begin + len(text[begin:end]) - len(text[begin:end].lstrip())
            stop = begin + len(text[begin:end].rstrip())
            sentences.append(Sentence(tuple(tokens[first:at]), start, stop, mark))
        begin = end
    return Text(text, language, tuple(sentences))


def _ends(text: str) -> list[tuple[int, str]]:
    """Where sentences end, with the mark that ends them. A dot after a short form or a number ends none."""
    found = []
    for m in _END.finditer(text):
        said = m[0].strip()
        after = text[m.end() : m.end() + 3].lstrip()
        if said[:1] in (".", "…") and len(said) == 1 and m.end() < len(text):
            before = text[max(0, m.start() - 12) : m.start()]
            if after[:1].islower() or (said == "." and after and _SHORT.search(before)):
                continue
        mark = "?" if "?" in said else "!" if "!" in said else "." if said[:1] in (".", "…") else ""
        found.append((m.end(), mark))
    return found


@cache
def lexica(language: str) -> Lexica:
    """The phrases of *language* ("de" | "en"), laid out once per process."""
    own, praise = (
        (tone_phrases_de, tone_phrases_de_praise) if language == "de" else (tone_phrases_en, tone_phrases_en)
    )
    written = (
        (Kind.OFFICIALESE, own.OFFICIALESE),
        (Kind.PR, praise.PR),
        (Kind.EMPTY_REGRET, praise.EMPTY_REGRET),
        (Kind.NOMINAL, own.NOMINAL),
    )
    return Lexica(tuple((kind, _lexicon(lines, language)) for kind, lines in written))


def _lexicon(written: str, language: str) -> Lexicon:
    k = 0 if language == "de" else 1
    return lexicon((line for line in written.splitlines() if line.strip()), lambda word: stems(word)[k])

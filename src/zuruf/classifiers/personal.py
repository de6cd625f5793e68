"""What is personal in a text and is not to leave the house. Liberal where `facts` is conservative: rather one word too many.

Found: everything with a fixed form (numbers, addresses, accounts), names of people also where they are greeted or sign, known first
names, the names that are told (of the asker, of our people), and any run of six and more digits. Not found: a surname alone that
nobody told, in a text that neither greets nor signs with it.
"""

from collections.abc import Iterable, Iterator, Sequence

import regex

from zuruf.classifiers import facts
from zuruf.classifiers.facts_people import (
    _FIRSTS,
    _GREETS,
    _NO_NAME,
    _SIGNS,
)  # what it knows and leaves alone
from zuruf.core.guideline_facts import NOTHING_TOLD, House
from zuruf.core.mask import Span
from zuruf.core.phrases import Word

KINDS = {
    "iban": "ACCOUNT",
    "bic": "ACCOUNT",
    "card": "ACCOUNT",
    "phone": "PHONE",
    "email": "EMAIL",
    "address": "ADDRESS",
    "person": "PERSON",
    "customer": "NUMBER",
    "order": "NUMBER",
    "invoice": "NUMBER",
}
_DIGITS = regex.compile(r"\d(?:[\d ./-]{4,}\d)")
_HANDLE = regex.compile(r"(?<![\p{L}\p{N}.@])@[\p{L}\p{N}_][\p{L}\p{N}_.-]*(?:@[\p{L}\p{N}.-]+)?")


def spans(text: str, names: Iterable[str] = (), house: House = NOTHING_TOLD) -> list[Span]:
    """Every personal thing in *text*; they may overlap. *names*: full names and handles that are known, of which every part of
    three letters and more that begins with a capital counts, however it is written in the text."""
    words, found = facts.read(text, house)
    made = [Span(KINDS[f.kind], f.start, f.end) for f in found if f.kind in KINDS]
    made += [Span("PERSON", start, end) for start, end in _called(text, words)]
    made += [Span("NUMBER", *m.span()) for m in _DIGITS.finditer(text) if sum(c.isdigit() for c in m[0]) >= 6]
    made += [Span("PERSON", *m.span()) for m in _HANDLE.finditer(text)]
    return made + list(_told(text, names))


def _told(text: str, names: Iterable[str]) -> Iterator[Span]:
    whole = {name.strip() for name in names}
    parts = {p for name in whole for p in regex.split(r"[^\p{L}\p{N}]+", name) if p[:1].isupper()}
    wanted = sorted((p for p in whole | parts if len(p) > 2), key=len, reverse=True)
    if not wanted:
        return
    any_of = "|".join(map(regex.escape, wanted))
    for m in regex.finditer(
        rf"(?<![\p{{L}}\p{{N}}])(?:{any_of})(?:s|'s|’s)?(?![\p{{L}}\p{{N}}])", text, regex.IGNORECASE
    ):
        yield Span("PERSON", *m.span())


def _called(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where somebody is greeted by name, signs, or a known first name stands."""
    for m in (_GREETS.search(text), _SIGNS.search(text)):
        if m and m["name"].split()[0] not in _NO_NAME:
            yield m.span("name")
    for w in words:
        if w.text in _FIRSTS:
            yield w.start, w.end

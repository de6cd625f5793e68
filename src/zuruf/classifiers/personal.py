"""What is personal in a text and is not to leave the house. Liberal where `facts` is conservative: rather one word too many.

Found: what `facts` finds; by form (`personal_forms`): addresses, links, handles, numbers, dates of birth; names (`personal_names`) where
somebody says who she is, is greeted, signs, or is named after a role, and known first names; and the names that are told (of the asker,
of our people), in every part. Not found: a surname alone that nobody told, in running text; a town, an illness, an employer.
"""

from collections.abc import Iterable, Iterator

import regex

from zuruf.classifiers import facts
from zuruf.classifiers.personal_forms import forms
from zuruf.classifiers.personal_names import called, first_names
from zuruf.core.guideline_facts import NOTHING_TOLD, House
from zuruf.core.mask import Span

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
_PARTS = regex.compile(r"\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{L}+")
_SPELLED = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ç": "c", "ğ": "g", "ı": "i", "ş": "s"}
_EVERYDAY_WORDS = (
    "info kontakt contact service support team mail hallo hello post office bsky social mastodon www com org net und and der die das the von van"
    " fan official page frau herr max sie wir uns ihr ich you our"
)
_EVERYDAY = frozenset(_EVERYDAY_WORDS.split())


def spans(text: str, names: Iterable[str] = (), house: House = NOTHING_TOLD) -> list[Span]:
    """Every personal thing in *text*; they may overlap. *names*: full names, handles and addresses that are known. Every part of three
    letters and more counts, however it is written in the text; in a name with capitals only those parts that begin with one."""
    words, found = facts.read(text, house)
    made = [Span(KINDS[f.kind], f.start, f.end) for f in found if f.kind in KINDS]
    made += first_names(text, [(w.text, w.start, w.end) for w in words])
    return [*made, *called(text), *forms(text), *_told(text, names)]


def _told(text: str, names: Iterable[str]) -> Iterator[Span]:
    wanted = {spelling for name in names for part in _parts(name.strip()) for spelling in _spellings(part)}
    if not wanted:
        return
    any_of = "|".join(map(regex.escape, sorted(wanted, key=len, reverse=True)))
    for m in regex.finditer(
        rf"(?<![\p{{L}}\p{{N}}])(?:{any_of})(?:s|'s|’s)?(?![\p{{L}}\p{{N}}])", text, regex.IGNORECASE
    ):
        yield Span("PERSON", *m.span())


def _parts(name: str) -> set[str]:
    """A name whole, its words, and the words that a handle is made of."""
    local = name.partition("@")[0] or name.lstrip("@")
    words = regex.findall(r"[\p{L}\p{N}]+", local)
    if " " in name and any(c.isupper() for c in name):
        words = [w for w in words if w[:1].isupper()]
    else:
        words += _PARTS.findall(local)
    return {p for p in (name, local, *words) if len(p) > 2 and p.casefold() not in _EVERYDAY}


def _spellings(part: str) -> set[str]:
    """With and without what a keyboard lacks: "Müller", "Mueller"."""
    low = part.casefold()
    spelled = low
    for letter, other in _SPELLED.items():
        spelled = spelled.replace(letter, other)
    return {part, spelled, low.replace("ae", "ä").replace("oe", "ö").replace("ue", "ü")}

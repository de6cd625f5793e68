"""Money that an answer promises: reading an amount, and hearing a promise in a text. Everything in cents."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zuruf.core.guideline_facts import Found
from zuruf.core.number_words import number

MOST = 1_000_000
"""Cents; what is more than that is no goodwill but a slip of the pen."""

_AMOUNT = re.compile(r"(\d{1,3}(?:[. \u00a0]\d{3})+|\d+)(?:[.,](\d{1,2}))?")
_SENTENCE = re.compile(r"(?<=[^\d\s][.!?…])\s+|\n+")
_CLAUSE = re.compile(
    r"(?:,(?!\d)|[;:()]|\s[–—-]\s|\b(?:und|aber|sondern|denn|doch|and|but|so)\b)", re.IGNORECASE
)
_GIVES = re.compile(
    r"\b(?:erstatt\w*|rückerstatt\w*|zurückerstatt\w*|gutschrift\w*|gutschreib\w*|gutgeschrieben\w*|gutschein\w*|schenk\w*|"
    r"entschädig\w*|kulanz\w*|überweis\w*|überwies\w*|auszahl\w*|nachlass\w*|erlass\w*|ersetz\w*|übernehmen|spendier\w*|"
    r"zurückzahl\w*|zurückgeb\w*|zurückbekomm\w*|zurückerh\w*|geld zurück|auf unsere kosten|"
    r"refund\w*|reimburs\w*|credit(?:ed)?|voucher\w*|compensat\w*|goodwill|pay (?:you )?back|knock off|waive\w*|on the house)\b",
    re.IGNORECASE,
)
_HANDS_OVER = re.compile(
    r"\b(?:(?:wir|ich)\s+(?:\w+\s+)?(?:zahl|bezahl|geb|gib|schick|send|leg|bring)\w*|"
    r"(?:zahl|geb|schick|send|leg|bring)\w*\s+(?:wir\s+|ich\s+)?(?:ihnen|dir|euch)|"
    r"(?:sie|du|ihr)\s+(?:bekomm|krieg|erhalt|erhält)\w*|(?:bekomm|krieg|erhalt|erhält)\w*\s+(?:sie|du|ihr)|zurück|"
    r"(?:send|give|pay|offer|wire|transfer|hand)\w*\s+(?:you|them)|"
    r"you(?:'ll| will| can)?\s+(?:also\s+)?(?:get|receive|have)|your money)\b",
    re.IGNORECASE,
)
"""Words of handing over: they give money, but things as well. A price beside them ("für 49 €") is no promise."""
_PRICE = re.compile(
    r"\b(?:für|ab|kost\w*|zum preis von|for|costs?|at|from)\s+(?:nur\s+|je\s+|only\s+|just\s+)?$",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:nicht(?! nur)|kein\w*|not(?! only| just)|no|cannot|can't|won't|unable)\b", re.IGNORECASE
)
_CENT = re.compile(r"\bcent", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Promise:
    """Money for somebody: `cents`, and `what` it is for, in a few words. `unread`: something was written that is no amount."""

    cents: int
    what: str = ""
    unread: bool = False


def cents(written: str) -> int | None:
    """ "20", "20,50", "1.250,00 €", "EUR 15.-", "20.5" and "fünfzehn Euro" as cents; 0 for nothing written; None for what is no amount."""
    bare = _NO_CENTS.sub("", _EURO.sub("", written).strip()).strip()
    if not bare:
        return 0
    if (said := number(bare)) is not None:
        return said * 100
    match = _AMOUNT.fullmatch(bare)
    if match is None:
        return None
    whole, part = re.sub(r"\D", "", match[1]).lstrip("0"), (match[2] or "").ljust(2, "0")
    if len(whole) > len(str(MOST)):  # int() raises for thousands of digits
        return None
    amount = int(whole or 0) * 100 + int(part)
    return amount if amount <= MOST else None


_EURO = re.compile(r"€|\beur(?:os?)?\b", re.IGNORECASE)
_COUNTED = re.compile(r"[\s-]\S+$")  # in "fünfzehn Euro" the number counts them
_NO_CENTS = re.compile(r"[.,][-–—]{1,2}$")


def promised(text: str, found: Sequence[Found]) -> Promise:
    """What *text* promises: the amounts that stand in a sentence which gives money. What is denied is judged by the clause:
    "Das darf nicht passieren: Wir erstatten Ihnen 20 €." promises, "Die 20 € erstatten wir nicht." does not. The same amount
    said twice is promised once. *found*: what was found in the text; only money counts."""
    amounts: dict[int, str] = {}
    for start, end in _cut(text, _SENTENCE, 0, len(text)):
        said = " ".join(text[start:end].split())
        clauses = [c for c in _cut(text, _CLAUSE, start, end) if not _DENIED.search(text[c[0] : c[1]])]
        gives = any(_GIVES.search(text[a:b]) for a, b in clauses)
        hands = any(_HANDS_OVER.search(text[a:b]) for a, b in clauses)
        for f in found:
            if f.kind != "money" or not any(a <= f.start < b for a, b in clauses):
                continue
            if (gives or (hands and not _PRICE.search(text[start : f.start]))) and (amount := _of(f.text)):
                amounts.setdefault(amount, said)
    return Promise(min(sum(amounts), MOST), next(iter(amounts.values()), "")[:200])


def _of(text: str) -> int:
    written = _AMOUNT.search(text)
    amount = (cents(written[0]) or 0) if written else 100 * (number(_COUNTED.sub("", text)) or 0)
    return amount // 100 if _CENT.search(text) else amount


def _cut(text: str, at: re.Pattern[str], start: int, end: int) -> list[tuple[int, int]]:
    """Where each piece between *start* and *end* begins and ends."""
    breaks = list(at.finditer(text, start, end))
    starts = [start] + [m.end() for m in breaks]
    ends = [m.start() for m in breaks] + [end]
    return list(zip(starts, ends, strict=True))

"""Money that an answer promises: reading an amount, and hearing a promise in a text. Everything in cents."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zuruf.core.guideline_facts import Found

MOST = 1_000_000
"""Cents; what is more than that is no goodwill but a slip of the pen."""

_AMOUNT = re.compile(r"(\d{1,3}(?:[. \u00a0]\d{3})+|\d+)(?:[.,](\d{1,2}))?")
_SENTENCE = re.compile(r"(?<=[^\d\s][.!?…])\s+|\n+")
_GIVES = re.compile(
    r"\b(?:erstatt\w*|rückerstatt\w*|zurückerstatt\w*|gutschrift\w*|gutschreib\w*|gutgeschrieben\w*|gutschein\w*|schenk\w*|"
    r"entschädig\w*|kulanz\w*|überweis\w*|überwies\w*|auszahl\w*|nachlass\w*|erlass\w*|ersetz\w*|übernehmen|spendier\w*|"
    r"zurückzahl\w*|zahlen (?:wir )?(?:ihnen|dir|euch)|bekommen sie|bekommst du|erhalten sie|erhältst du|geld zurück|"
    r"refund\w*|reimburs\w*|credit(?:ed)?|voucher\w*|compensat\w*|goodwill|pay (?:you )?back|knock off|waive\w*|on the house)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:nicht|kein\w*|leider|not|no|cannot|can't|unable)\b", re.IGNORECASE)
_CENT = re.compile(r"\bcent", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Promise:
    """Money for somebody: `cents`, and `what` it is for, in a few words."""

    cents: int
    what: str = ""


def cents(written: str) -> int | None:
    """ "20", "20,50", "1.250,00 €" and "20.5" as cents; 0 for nothing written; None for what is no amount."""
    bare = written.replace("€", "").replace("EUR", "").replace("Euro", "").strip().removesuffix(",-").strip()
    if not bare:
        return 0
    match = _AMOUNT.fullmatch(bare)
    if match is None:
        return None
    whole, part = re.sub(r"\D", "", match[1]), (match[2] or "").ljust(2, "0")
    amount = int(whole) * 100 + int(part)
    return amount if amount <= MOST else None


def promised(text: str, found: Sequence[Found]) -> Promise:
    """What *text* promises: the amounts that stand in a sentence which gives money and denies nothing. The same amount said
    twice is promised once. *found*: what was found in the text; only money counts."""
    amounts: dict[int, str] = {}
    for start, end in _sentences(text):
        said = text[start:end]
        if not _GIVES.search(said) or _DENIED.search(said):
            continue
        for f in found:
            if f.kind == "money" and start <= f.start < end and (amount := _of(f.text)):
                amounts.setdefault(amount, " ".join(said.split()))
    return Promise(min(sum(amounts), MOST), next(iter(amounts.values()), "")[:200])


def _of(text: str) -> int:
    number = _AMOUNT.search(text)
    amount = (cents(number[0]) or 0) if number else 0
    return amount // 100 if _CENT.search(text) else amount


def _sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence starts and ends."""
    ends = [m.start() for m in _SENTENCE.finditer(text)] + [len(text)]
    starts = [0] + [m.end() for m in _SENTENCE.finditer(text)]
    return list(zip(starts, ends, strict=True))

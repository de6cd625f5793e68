"""How a text names people of all genders, and where it does so otherwise than the account has it. German only."""

import re
from dataclasses import dataclass

from zuruf.core.tone_kinds import Finding, Kind
from zuruf.core.tone_text import Text

FORMS = ("colon", "star", "gap", "binnen_i", "slash", "pair", "plain")
"""Kund:innen · Kund*innen · Kund_innen · KundInnen · Kund/-innen · Kundinnen und Kunden · none of these."""

_SHORT = re.compile(
    r"(?<!\w)(?P<stem>[A-Za-zÄÖÜäöüß]{2,40})(?:(?P<mark>[:*_·]|/-?|\(-?)(?P<end>in(?:nen)?\b|r\b|n\b)\)?|(?P<big>In(?:nen)?)\b)"
)
_ARTICLES = {
    "der",
    "die",
    "ein",
    "eine",
    "jede",
    "jeder",
    "keine",
    "kein",
    "seine",
    "ihre",
    "diese",
    "dieser",
    "unsere",
}
_PAIR = re.compile(
    r"\b(\w{3,40}?)(?:innen|in)\s(?:und|oder|bzw\.|sowie)\s(\w{3,40})\b|\b(\w{3,40})\s(?:und|oder|bzw\.|sowie)\s(\w{3,40}?)innen\b"
)
_MARKS = {":": "colon", "*": "star", "_": "gap", "·": "gap", "/": "slash", "(": "slash"}
_WRITTEN = {"colon": ":", "star": "*", "gap": "_", "slash": "/-"}


@dataclass(frozen=True, slots=True)
class Named:
    """A place where people are named. `stem` and `end` of a short form ("Kund", "innen"); "" of a pair."""

    form: str
    start: int
    end: int
    stem: str = ""
    ending: str = ""


def named(text: Text) -> tuple[Named, ...]:
    """All places, in order; () in other languages than German."""
    if text.language != "de":
        return ()
    found = [n for m in _SHORT.finditer(text.text) if (n := _short(m)) is not None]
    for m in _PAIR.finditer(text.text):
        one, other = (m[1], m[2]) if m[1] else (m[4], m[3])
        if _alike(one, other):
            found.append(Named("pair", m.start(), m.end()))
    return tuple(sorted(found, key=lambda n: n.start))


def _short(m: re.Match[str]) -> Named | None:
    stem, mark, end = m["stem"], m["mark"], m["end"]
    if m["big"]:
        ok = stem[-1:].islower() and len(stem) > 2
        return Named("binnen_i", m.start(), m.end(), stem, m["big"].lower()) if ok else None
    if not end.startswith("in"):  # der:die is left alone, jede:r counts
        return Named(_MARKS[mark[0]], m.start(), m.end(), stem, end) if stem.lower() in _ARTICLES else None
    if not stem[0].isupper() and mark[0] in ":(":
        return None
    return Named(_MARKS[mark[0]], m.start(), m.end(), stem, end)


def _alike(one: str, other: str) -> bool:
    """Kund(innen) and Kunden, Ärzt(innen) and Ärzte; Berlin(innen) and Hamburger are two."""
    plain = str.maketrans("äöüÄÖÜ", "aouAOU")
    a, b = one.translate(plain).lower(), other.translate(plain).lower()
    same = min(len(a), len(b), 4)
    return a[:1] == b[:1] and a[:same] == b[:same] and not b.endswith("innen")


def findings(text: Text, wanted: str, why: str) -> tuple[Finding, ...]:
    """Where the text names people otherwise than *wanted* (one of FORMS; "" = as one likes, but alike)."""
    found = named(text)
    if not found:
        return ()
    if not wanted:
        wanted, why = found[0].form, "mixed"
    return tuple(
        Finding(
            Kind.GENDER, n.start, n.end, f"{why}_{wanted}", text.text[n.start : n.end], _instead(n, wanted)
        )
        for n in found
        if n.form != wanted
    )


def _instead(n: Named, wanted: str) -> tuple[str, ...]:
    if n.form == "pair" or not n.stem:
        return ()
    if wanted in _WRITTEN:
        return (f"{n.stem}{_WRITTEN[wanted]}{n.ending}",)
    return (f"{n.stem}I{n.ending[1:]}",) if wanted == "binnen_i" and n.ending.startswith("in") else ()

"""What of a message can do harm: to the person who writes, to us, to others. Tuned so as not to miss.

One finding for each kind that is there (`core.mandate.RISK_OF` says how grave it is); its reasons are the words that
counted. Where a sign is only a perhaps, the probability says so; the finding stands all the same. No denial makes a
sign go away ("ich will mich nicht umbringen" is looked at by a person).
"""

import re
from collections.abc import Sequence
from functools import cache

from zuruf.classifiers import figures, risk_signs_health, risk_signs_house, risk_signs_people, risk_signs_self
from zuruf.classifiers.facts_forms import forms
from zuruf.classifiers.signs import Read, Seen, Signs, read
from zuruf.core.triage import RINGS, RISKS_FOUND, Finding, Reason, Subject

LOOKED_AT = 5000  # characters
SURE, PERHAPS, TOLD = 0.9, 0.55, 0.65
_NAMED = 5  # words that are given as reasons at most
_PERSONAL = {"iban", "card", "phone"}
_MANY_DIGITS = re.compile(r"(?:\d[\s/.-]?){8}")


class Risk:
    name = "risk"
    version = "1"

    def judge(self, subjects: Sequence[Subject]) -> list[tuple[Finding, ...]]:
        return [_judge(subject) for subject in subjects]


@cache
def _signs() -> Signs:
    """Laid out once per process; a group is "kind:sure", "kind:perhaps" or "kind:not"."""
    groups: dict[str, str] = {}
    for signs in (risk_signs_self, risk_signs_people, risk_signs_health, risk_signs_house):
        for kind in signs.SURE:
            groups[f"{kind}:sure"], groups[f"{kind}:perhaps"] = signs.SURE[kind], signs.PERHAPS[kind]
    groups |= {f"{kind}:not": lines for kind, lines in risk_signs_health.NOT.items()}
    return Signs(groups)


def _judge(subject: Subject) -> tuple[Finding, ...]:
    text = read(subject.text[:LOOKED_AT])
    seen: dict[str, list[Seen]] = {}
    for s in _signs().find(text):
        seen.setdefault(s.group, []).append(s)
    if any(kind in RINGS for kind in {group.partition(":")[0] for group in seen}):
        _leave_figures(seen, text, subject.text[:LOOKED_AT])
    found = []
    for kind in RISKS_FOUND:
        sure, perhaps = (
            _beyond(seen.get(f"{kind}:{how}", []), seen.get(f"{kind}:not", [])) for how in ("sure", "perhaps")
        )
        if sure or perhaps:
            words = dict.fromkeys(text.said(s.first, s.last) for s in (*sure, *perhaps))
            probability = SURE if sure or len(perhaps) > 2 else PERHAPS
            found.append(Finding("risk", kind, probability, (Reason(kind, tuple(words)[:_NAMED]),)))
        elif kind == "personal_data" and (told := _told(subject)):
            found.append(Finding("risk", kind, TOLD, (Reason("told_in_public", told),)))
    return tuple(found)


def _beyond(signs: Sequence[Seen], none: Sequence[Seen]) -> list[Seen]:
    """Of *signs* those that are not part of what is *none*."""
    return [s for s in signs if not any(n.first <= s.first and s.last <= n.last for n in none)]


def _leave_figures(seen: dict[str, list[Seen]], read_: Read, text: str) -> None:
    """Of *seen*, what rings and stands in a figure of speech alone ("ich könnte euch erwürgen") is left out. A sign that reaches out of the
    figure stays, and so does one that is said beside it as well."""
    if not (said := " ".join(" | ".join(figures.found(text)).split()).casefold()):
        return
    beside = " ".join(figures.without(text).split()).casefold()
    for group, signs in seen.items():
        if group.partition(":")[0] in RINGS:
            words = [(s, read_.said(s.first, s.last).casefold()) for s in signs]
            seen[group] = [s for s, w in words if w not in said or w in beside]


def _told(subject: Subject) -> tuple[str, ...]:
    """Kinds of numbers that somebody wrote for everybody to read. Not the numbers: a reason is stored and shown."""
    if not subject.public or not _MANY_DIGITS.search(subject.text):
        return ()
    return tuple(dict.fromkeys(f.kind for f in forms(subject.text) if f.kind in _PERSONAL))

"""Which messages are veiled until somebody chooses to read them. The same for threads, lists, search and bells."""

from collections.abc import Iterable, Mapping
from typing import Any

from zuruf.core.triage import by_person

SURE = 0.6  # below this a judge is guessing; a veil over harmless words would teach people to click it away
ABUSIVE = frozenset({"toxic", "offensive"})  # labels that are about nothing else
_NO = frozenset({"", "no", "none", "other"})


def veiled(findings: Iterable[Mapping[str, Any]] | None) -> bool:
    """Do stored *findings* ({label, value, probability, reasons}) say that it is abusive? What a person said counts
    whatever its probability."""
    return any(
        _abusive(f) and (by_person(f) or float(f.get("probability", 0)) >= SURE) for f in findings or ()
    )


def _abusive(f: Mapping[str, Any]) -> bool:
    label, value = f.get("label"), str(f.get("value", ""))
    return (label == "intent" and value == "abuse") or (label in ABUSIVE and value not in _NO)

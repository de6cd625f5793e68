"""Bars with their label and value beside them: no axis, no legend. Drawn as small SVG by a template of its own."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """`width`: hundredths of the longest. `marked`: what the sentence above speaks of."""

    label: str
    value: str
    width: float
    marked: bool = False


def bars(rows: Sequence[tuple[str, str, float]], marked: int = -1) -> list[Bar]:
    """(label, value in words, amount) each; *marked*: which one stands out. Anything above nothing can be seen."""
    longest = max((amount for _label, _value, amount in rows), default=0)
    return [
        Bar(label, value, round(max(100 * amount / longest, 1.0 if amount else 0.0), 1) if longest else 0.0, n == marked)
        for n, (label, value, amount) in enumerate(rows)
    ]  # fmt: skip

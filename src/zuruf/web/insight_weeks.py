"""The weeks as they are drawn: columns whose places are shares of the width, so that no letter is stretched on a phone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile

from django.utils.translation import ngettext

from zuruf.core.insight import Figures
from zuruf.flow.insight import Insight
from zuruf.web import insight_words

HIGH = 140.0  # px of the drawing from the ground to its upper edge
LINE = 14.0  # px of a number in it
ABOVE = 18.0  # px above it, for the number of the highest mark
FILLED = 0.8  # of a week's width
WRITTEN = 16  # up to so many weeks each column carries its number
DATED = 6  # weeks that carry a date at most, as many as fit on a phone
Weeks = Sequence[tuple[date, Figures | None]]


@dataclass(frozen=True, slots=True)
class Column:
    """A week. `x`, `wide`, `middle` in hundredths of the drawing's width; `y`, `high`, `ninth` in px, `ninth` where the mark of nine
    in ten stands. `said`: (px, words) written in it. `dated`: its date is written below it."""

    label: str
    f: Figures | None
    x: float
    wide: float
    middle: float
    y: float
    high: float
    ninth: float | None
    said: tuple[tuple[float, str], ...]
    dated: bool

    @property
    def end(self) -> float:
        return round(self.x + self.wide, 2)


@dataclass(frozen=True, slots=True)
class Drawing:
    """`goal` in px from above; `numbers`: whether the columns carry theirs; `missing`: what is said about weeks without a column."""

    columns: tuple[Column, ...]
    goal: float
    numbers: bool
    missing: str


def drawing(found: Insight) -> Drawing:
    """The weeks since the first answer of this time, beside each other. A hidden week is no empty one: it keeps its place."""
    weeks = tuple(dropwhile(lambda week: week[1] is not None and not week[1].answered, found.weeks))
    top = max([f.ninth or 0.0 for _monday, f in weeks if f] + [float(found.goal), 1.0])
    share = 100 / max(len(weeks), 1)
    every = -(-len(weeks) // DATED)
    columns = tuple(
        _column(n, monday, f, share, top, dated=(len(weeks) - 1 - n) % every == 0)
        for n, (monday, f) in enumerate(weeks)
    )
    return Drawing(
        columns, _down(found.goal, top), len(weeks) <= WRITTEN, _missing(len(found.weeks) - len(weeks))
    )


def _column(n: int, monday: date, f: Figures | None, share: float, top: float, *, dated: bool) -> Column:
    median = f.median if f and f.median is not None else None
    ninth = f.ninth if f and f.ninth is not None else None
    y = _down(median or 0, top)
    return Column(
        label=insight_words.week(monday),
        f=f,
        x=round(share * (n + (1 - FILLED) / 2), 2),
        wide=round(share * FILLED, 2),
        middle=round(share * (n + 0.5), 2),
        y=y,
        high=round(ABOVE + HIGH - y, 1),
        ninth=None if ninth is None else _down(ninth, top),
        said=tuple(_said(median, ninth, top)),
        dated=dated,
    )


def _said(median: float | None, ninth: float | None, top: float) -> Iterator[tuple[float, str]]:
    """The two numbers: the median inside its column, or above it where that is too low and there is room."""
    if ninth is not None:
        yield _down(ninth, top) - 5, insight_words.short(ninth)
    if median is None:
        return
    y = _down(median, top)
    if ABOVE + HIGH - y > LINE + 4:
        yield y + LINE, insight_words.short(median)
    elif ninth is None or y - _down(ninth, top) > LINE + 4:
        yield y - 5, insight_words.short(median)


def _down(minutes: float, top: float) -> float:
    """px from above."""
    return round(ABOVE + HIGH * (1 - minutes / top), 1)


def _missing(weeks: int) -> str:
    if not weeks:
        return ""
    return ngettext(
        "In the first week of this time nothing was answered yet.",
        "In the first %(n)s weeks of this time nothing was answered yet.",
        weeks,
    ) % {"n": weeks}

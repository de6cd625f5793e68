"""Which sums may be shown beside each other, so that no sum behind which too few people stand can be reckoned from them.

`small_groups` looks at one table. Where several tables, several times and a reader's own figures stand beside each other,
more can be told: the sum of one table minus a line of another. What adding and subtracting shown lines can yield is the
linear span of the lines (Dobra, Karr and Sanil, Statistics and Computing 13, 2003), so each line is shown only if in that
span nothing but 0 is counted for fewer than five people.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from zuruf.core.small_groups import enough, united

K = TypeVar("K")
Cell = TypeVar("Cell", bound=Hashable)
Sides = tuple[frozenset[int], ...]
"""The people behind a cell, by what they did (wrote, looked)."""
Row = dict[int, int]

PRIME = (1 << 61) - 1  # lines are reckoned with modulo this: nothing that is there gets lost by it
MOST = 6
"""Sums about few, independent of each other, that are still searched; beyond that a line is not shown."""


def tellable(
    lines: Iterable[tuple[K, frozenset[Cell]]],
    people: Mapping[Cell, Sides],
    known: Mapping[Cell, Sides] | None = None,
) -> frozenset[K]:
    """The names of the lines that may be shown together, taken in their order. A line is a sum over cells. *people*: behind
    each cell; *known*: the same without what the reader knows of herself, so that what she knows tells her nothing."""
    others = people if known is None else known
    shown: list[K] = []
    kept: list[frozenset[Cell]] = []
    for name, line in lines:
        reaches = frozenset(cell for cell in line if cell in others)
        if not enough(*united(people[cell] for cell in line)):
            continue
        if reaches in kept or not reaches or not tells_of_few([*kept, reaches], others):
            shown.append(name)
            kept += [reaches] if reaches and reaches not in kept else []
    return frozenset(shown)


def tells_of_few(lines: Sequence[frozenset[Cell]], people: Mapping[Cell, Sides]) -> bool:
    """Can these sums be added and subtracted so that something remains of fewer than five people? Where it would take too
    long to find out: yes."""
    sides, rows = _atoms(lines, people)
    if all(enough(*of) for of in sides):
        return False
    big = {n for n, of in enumerate(sides) if enough(*of)}
    small = _zero_at(rows, big)
    return len(small) > MOST or _few(small, sides, ())


def _atoms(lines: Sequence[frozenset[Cell]], people: Mapping[Cell, Sides]) -> tuple[list[Sides], list[Row]]:
    """Cells that lie in the same lines are one column: (the people behind each, the lines as rows)."""
    signed: dict[Cell, list[int]] = {}
    for number, line in enumerate(lines):
        for cell in line:
            signed.setdefault(cell, []).append(number)
    alike: dict[tuple[int, ...], list[Cell]] = {}
    for cell, numbers in signed.items():
        alike.setdefault(tuple(numbers), []).append(cell)
    rows: list[Row] = [{} for _ in lines]
    for column, those in enumerate(alike):
        for number in those:
            rows[number][column] = 1
    return [united(people[cell] for cell in cells) for cells in alike.values()], rows


def _zero_at(rows: list[Row], columns: Iterable[int]) -> list[Row]:
    """A basis of what the rows span and that is 0 in all these columns."""
    rows = [row for row in rows if row]
    for column in columns:
        pivot = next((row for row in rows if column in row), None)
        if pivot is not None:
            rows = [
                row if column not in row else _less(row, pivot, column) for row in rows if row is not pivot
            ]
            rows = [row for row in rows if row]
    return rows


def _less(row: Row, pivot: Row, column: int) -> Row:
    """The row minus so much of the pivot that nothing is left in this column."""
    factor = row[column] * pow(pivot[column], -1, PRIME) % PRIME
    made = dict(row)
    for n, value in pivot.items():
        left = (made.get(n, 0) - factor * value) % PRIME
        if left:
            made[n] = left
        else:
            made.pop(n, None)
    return made


def _few(rows: list[Row], sides: list[Sides], must: Sides) -> bool:
    """Is there something in the span, other than 0, whose people together with *must* are too few? Branches over a column:
    nothing counts there, or its people stand in *must*."""

    def adds(column: int) -> Sides:
        return united([must, sides[column]]) if must else sides[column]

    rows = _zero_at(rows, [n for n in _columns(rows) if enough(*adds(n))])
    open_ones = [n for n in _columns(rows) if adds(n) != must]
    if not rows or not enough(*united([*([must] if must else []), *(sides[n] for n in open_ones)])):
        return bool(rows)
    if len(rows) == 1:
        return False
    column = max(open_ones, key=lambda n: (sum(map(len, adds(n))), -n))
    return _few(_zero_at(rows, [column]), sides, must) or _few(rows, sides, adds(column))


def _columns(rows: list[Row]) -> list[int]:
    return sorted(set().union(*rows))

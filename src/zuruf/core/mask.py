"""What is personal in a text, taken out before it leaves the house and put back when it comes home."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_TOKEN = re.compile(r"\[([A-Z]+)_(\d+)\]")


class Span(NamedTuple):
    """Something personal: its `kind` in capitals ("PERSON"), where it stands (code points)."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """Texts without what was personal. `table`: (token, what it stands for); the same words have the same token everywhere."""

    texts: tuple[str, ...]
    table: tuple[tuple[str, str], ...]


def mask(texts: Sequence[str], spans: Sequence[Iterable[Span]]) -> Masked:
    """Every span of each text replaced by a token such as "[PERSON_1]". Overlapping spans are taken together; what stands in
    *texts* already in the form of a token is masked as well, so that `unmask` never takes it for one of ours."""
    table: dict[str, str] = {}  # what it stands for → token
    counts: dict[str, int] = {}
    made = []
    for text, found in zip(texts, spans, strict=True):
        own = [Span("TEXT", m.start(), m.end()) for m in _TOKEN.finditer(text)]
        at, parts = 0, []
        for span in _joined([*found, *own], len(text)):
            words = text[span.start : span.end]
            if words not in table:
                counts[span.kind] = counts.get(span.kind, 0) + 1
                table[words] = f"[{span.kind}_{counts[span.kind]}]"
            parts += [text[at : span.start], table[words]]
            at = span.end
        made.append("".join([*parts, text[at:]]))
    return Masked(tuple(made), tuple((token, words) for words, token in table.items()))


def unmask(text: str, table: Iterable[tuple[str, str]]) -> str:
    """*text* with every token of *table* turned back, in one pass: what is put in is not looked at again. A token that is not
    ours stays as it is."""
    known = dict(table)
    return _TOKEN.sub(lambda m: known.get(m[0], m[0]), text)


def _joined(spans: Iterable[Span], length: int) -> list[Span]:
    """In order, none overlapping another, none empty or beyond the text."""
    made: list[Span] = []
    for span in sorted((s for s in spans if 0 <= s.start < s.end <= length), key=lambda s: (s.start, -s.end)):
        if made and span.start < made[-1].end:
            made[-1] = made[-1]._replace(end=max(made[-1].end, span.end))
        else:
            made.append(span)
    return made

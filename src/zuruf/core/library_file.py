"""Text blocks as a file: JSON, or CSV as spreadsheets write it (a row for each block, a column for each language)."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zuruf.core.library import LANGUAGES

COLUMNS = ("title", *(f"text_{k}" for k in LANGUAGES), "topics")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Unreadable(Exception):
    """It is none of our forms. `line`: where (from 1), 0 for the whole."""

    def __init__(self, line: int = 0) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True, slots=True)
class Block:
    """A block in a file. `topics`: slugs."""

    title: str
    texts: Mapping[str, str]
    topics: tuple[str, ...] = ()


def as_json(blocks: Iterable[Block]) -> str:
    rows = [{"title": b.title, "texts": dict(b.texts), "topics": list(b.topics)} for b in blocks]
    return json.dumps({"text_blocks": rows}, ensure_ascii=False, indent=2) + "\n"


def as_csv(blocks: Iterable[Block]) -> str:
    """With a mark of UTF-8 at the beginning, as spreadsheets want it. A cell that a spreadsheet would run begins with an
    apostrophe, which reading takes off again."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for b in blocks:
        cells = (b.title, *(b.texts.get(k, "") for k in LANGUAGES), " ".join(b.topics))
        rows.writerow([_quiet(cell) for cell in cells])
    return "\ufeff" + out.getvalue()


def read(content: bytes) -> list[Block]:
    """The blocks of a file in either form. Raises Unreadable; every block has a title and a text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable from None
    return _from_json(text) if text.lstrip().startswith(("{", "[")) else _from_csv(text)


def _from_json(text: str) -> list[Block]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable from None
    rows = found.get("text_blocks") if isinstance(found, dict) else found
    if not isinstance(rows, list):
        raise Unreadable
    made = []
    for n, row in enumerate(rows, 1):
        if not isinstance(row, dict) or not isinstance(row.get("texts"), dict):
            raise Unreadable(n)
        topics = row.get("topics") or []
        texts = {k: v for k, v in row["texts"].items() if k in LANGUAGES and isinstance(v, str)}
        about = tuple(t for t in topics if isinstance(t, str)) if isinstance(topics, list) else ()
        made.append(_block(n, row.get("title"), texts, about))
    return made


def _from_csv(text: str) -> list[Block]:
    first = text.split("\n", 1)[0]
    apart = ";" if first.count(";") > first.count(",") else ","
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=apart, strict=True))
    except csv.Error:
        raise Unreadable from None
    if not rows or "title" not in rows[0]:
        raise Unreadable
    return [
        _block(
            n,
            _loud(row.get("title") or ""),
            {k: _loud(row.get(f"text_{k}") or "") for k in LANGUAGES},
            tuple((row.get("topics") or "").split()),
        )
        for n, row in enumerate(rows, 2)
    ]


def _block(line: int, title: object, texts: Mapping[str, str], topics: tuple[str, ...]) -> Block:
    kept = {k: v for k, v in texts.items() if v.strip()}
    if not isinstance(title, str) or not title.strip() or not kept:
        raise Unreadable(line)
    return Block(" ".join(title.split()), kept, topics)


def _quiet(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _loud(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")) else cell

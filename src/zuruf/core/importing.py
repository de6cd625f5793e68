"""The file that `zuruf import` reads: one JSON object a line (JSON Lines, UTF-8).

A message::

    {"id": "4711", "author": {"id": "anna", "name": "Anna", "handle": "@anna", "url": "https://…"}, "text": "…",
     "at": "2026-03-02T09:00:00+01:00", "parent": "4710", "root": "4700", "html": "", "title": "",
     "link": "https://…", "public": true, "languages": ["de"], "edited_at": null, "ours": false, "to_us": true}

Only `id` and one of `text`, `html`, `title` are needed; `author` may be a plain string, and is needed unless `ours`.
`to_us`: whether it was written to us; where neither the line nor whoever imports says so, the account tells.
A later line with the same id and a newer `edited_at` replaces the words. A deletion::

    {"gone": "4711", "at": "2026-03-02T10:00:00Z"}

Empty lines and lines that begin with # are passed over.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from zuruf.core.message import Author, Batch, Gone, Incoming

LONGEST_LINE = 5_000_000  # bytes
KIND = "import"
_KEYS = {
    "id", "author", "text", "at", "parent", "root", "html", "title", "link", "public", "languages", "edited_at", "ours", "to_us",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was not taken. `why` says what is wrong and what to do."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Lines:
    batch: Batch
    bad: tuple[BadLine, ...]


class _Bad(Exception):
    pass


_KINDS = {None: KIND, True: f"{KIND}:to_us", False: f"{KIND}:about"}


def kind(to_us: bool | None) -> str:
    """How a file is kept of which somebody said that it was written to us, or was not; None: nobody said. At most 12 characters."""
    return _KINDS[to_us]


def said(kept: str) -> bool | None:
    """What was said of a file that is kept as *kept*."""
    return next((to_us for to_us, name in _KINDS.items() if name == kept), None)


def read(lines: Iterable[str | bytes], first: int = 1, to_us: bool | None = None) -> Lines:
    """The good lines as a batch, the bad ones with their numbers; *first* is the number of the first line. *to_us*: whether they were
    written to us, where a line does not say."""
    incoming, gone, bad = [], [], []
    for number, given in enumerate(lines, start=first):
        try:
            line = _decoded(given).lstrip("\ufeff").strip()
            if not line or line.startswith("#"):
                continue
            found = _read(line, to_us)
        except _Bad as why:
            bad.append(BadLine(number, str(why)))
            continue
        gone.append(found) if isinstance(found, Gone) else incoming.append(found)
    return Lines(Batch(tuple(incoming), tuple(gone)), tuple(bad))


def _decoded(line: str | bytes) -> str:
    if len(line) > LONGEST_LINE:
        raise _Bad(f"is longer than {LONGEST_LINE:,} bytes; is every message on a line of its own?")
    try:
        return line.decode() if isinstance(line, bytes) else line
    except UnicodeDecodeError as error:
        raise _Bad(f"is not UTF-8 (byte {error.start + 1}); save the file as UTF-8") from None


def _read(line: str, to_us: bool | None) -> Incoming | Gone:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _Bad(f"is not JSON ({error}); write one object on one line") from None
    if not isinstance(told, dict):
        raise _Bad('is not an object; write {"id": …, "author": …, "text": …}')
    if "gone" in told:
        return Gone(_id(told, "gone"), _time(told, "at"))
    if unknown := sorted(told.keys() - _KEYS):
        raise _Bad(f"has unknown keys {', '.join(map(repr, unknown))}; known are {', '.join(sorted(_KEYS))}")
    ours = _flag(told, "ours", False)
    if not any(_text(told, key).strip() for key in ("text", "html", "title")):
        raise _Bad('has no words; give "text"')
    languages = told.get("languages") or []
    if not isinstance(languages, list) or not all(isinstance(tag, str) for tag in languages):
        raise _Bad('"languages" is not a list of tags such as ["de"]')
    return Incoming(
        remote_id=_id(told, "id"),
        author=_author(told.get("author"), ours),
        text=_text(told, "text"),
        at=_time(told, "at"),
        parent=_text(told, "parent"),
        root=_text(told, "root"),
        html=_text(told, "html"),
        title=_text(told, "title"),
        permalink=_text(told, "link"),
        public=_flag(told, "public", True),
        languages=tuple(languages),
        edited_at=_time(told, "edited_at"),
        ours=ours,
        to_us=_flag(told, "to_us", False) if "to_us" in told else to_us,
        from_file=True,
    )


def _id(told: dict[str, object], key: str) -> str:
    value = told.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise _Bad(f'has no "{key}"; without one the same message could come in twice')
    return value


def _author(value: object, ours: bool) -> Author:
    if isinstance(value, str) and value.strip():
        return Author(value, name=value)
    if isinstance(value, dict):
        return Author(_id(value, "id"), _text(value, "handle"), _text(value, "name"), _text(value, "url"))
    if value is None and ours:
        return Author("")
    raise _Bad('has no "author"; give a name or {"id": …, "name": …}, or "ours": true')


def _text(told: dict[str, object], key: str) -> str:
    value = told.get(key)
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise _Bad(f'"{key}" is not text')
    return value


def _flag(told: dict[str, object], key: str, default: bool) -> bool:
    value = told.get(key, default)
    if not isinstance(value, bool):
        raise _Bad(f'"{key}" is neither true nor false')
    return value


def _time(told: dict[str, object], key: str) -> datetime | None:
    value = told.get(key)
    if value is None:
        return None
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        raise _Bad(f'"{key}" is not a time; write it like "2026-03-02T09:00:00+01:00"') from None

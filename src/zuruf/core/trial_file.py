"""Approvals that were given elsewhere (by mail, in a chat) as lines of a CSV file, for the trial run."""

import csv
import hashlib
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, tzinfo

MOST = 5_000  # lines in one file
LONGEST = 10_000  # characters of one text
COLUMNS = {
    "asked_at": ("asked_at", "asked", "gefragt", "gefragt_am", "angefragt", "vorgelegt", "vorgelegt_am"),
    "decided_at": ("decided_at", "decided", "approved", "approved_at", "freigegeben", "freigegeben_am", "freigabe"),
    "account": ("account", "konto", "channel", "kanal"),
    "before": ("before", "text", "draft", "vorher", "entwurf"),
    "after": ("after", "released", "nachher", "freigegebener_text"),
    "message": ("message", "question", "nachricht", "frage"),
}  # fmt: skip
"""What a column may be called, in both languages; case, blanks and hyphens do not count."""
NEEDED = ("asked_at", "decided_at", "before")
_TIMES = ("%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y, %H:%M", "%d.%m.%y %H:%M")


@dataclass(frozen=True, slots=True)
class Line:
    """One approval. `after` is the text as it was released, equal to `before` when nothing was changed or told. `account`:
    as written, "" when not told. `message`: what was answered, "" when not told. `key`: twice the same line is one."""

    number: int
    asked_at: datetime
    decided_at: datetime
    account: str
    before: str
    after: str
    message: str
    key: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line, or the file (`number` 0), cannot be read: empty | too_long | columns | encoding | time | order | text."""

    number: int
    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


def read(raw: bytes, zone: tzinfo) -> Read:
    """The approvals in a CSV file, with comma, semicolon or tab, in UTF-8 or Windows-1252. Hours without a zone are those
    of *zone*. A line that cannot be read is named and left out; it never keeps the others out."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    if not text.strip() or "\x00" in text:
        return Read((), (Fault(0, "encoding" if "\x00" in text else "empty"),))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        return _lines(rows, zone)
    except csv.Error as error:
        return Read((), (Fault(0, "columns", str(error)),))


def _lines(rows: Iterator[list[str]], zone: tzinfo) -> Read:
    places = _places(next(rows, []))
    missing = [name for name in NEEDED if name not in places]
    if missing:
        return Read((), (Fault(0, "columns", ", ".join(missing)),))
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(lines) + len(faults) >= MOST:
            faults.append(Fault(number, "too_long", str(MOST)))
            break
        made = _line(number, {k: row[n].strip() if n < len(row) else "" for k, n in places.items()}, zone)
        if isinstance(made, Line):
            lines.append(made)
        else:
            faults.append(made)
    return Read(tuple(lines), tuple(faults))


def _line(number: int, cells: dict[str, str], zone: tzinfo) -> Line | Fault:
    asked, decided = (_time(cells[name], zone) for name in ("asked_at", "decided_at"))
    if asked is None or decided is None:
        return Fault(number, "time", cells["asked_at" if asked is None else "decided_at"][:40])
    if decided < asked:
        return Fault(number, "order", cells["decided_at"][:40])
    before, after = cells["before"], cells.get("after", "") or cells["before"]
    if not before or max(len(before), len(after)) > LONGEST:
        return Fault(number, "text")
    account, message = cells.get("account", ""), cells.get("message", "")[:LONGEST]
    said = "\x1f".join((asked.isoformat(), decided.isoformat(), account.casefold(), before, after))
    key = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
    return Line(number, asked, decided, account, before, after, message, key)


def _time(text: str, zone: tzinfo) -> datetime | None:
    with suppress(ValueError, OverflowError):
        at = datetime.fromisoformat(text)
        return at if at.tzinfo else at.replace(tzinfo=zone)
    for form in _TIMES:
        with suppress(ValueError, OverflowError):
            return datetime.strptime(text, form).replace(tzinfo=zone)
    return None


def _places(head: list[str]) -> dict[str, int]:
    named = [cell.strip().casefold().replace(" ", "_").replace("-", "_") for cell in head]
    found = {}
    for column, names in COLUMNS.items():
        place = next((named.index(name) for name in names if name in named), None)
        if place is not None:
            found[column] = place
    return found


def _delimiter(text: str) -> str:
    head = text.splitlines()[0]
    return max(";,\t", key=head.count)

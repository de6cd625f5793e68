"""Approvals that were given elsewhere (by mail, in a chat) as lines of a CSV file, for the trial run."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol

MOST = 5_000  # lines in one file
LONGEST = 10_000  # characters of one text
COLUMNS = {
    "asked_at": ("asked_at", "asked", "gefragt", "gefragt_am", "gefragt_um", "angefragt", "angefragt_am", "vorgelegt", "vorgelegt_am", "eingereicht", "eingereicht_am"),
    "decided_at": ("decided_at", "decided", "approved", "approved_at", "freigegeben", "freigegeben_am", "freigabe", "freigegeben_um", "entschieden", "entschieden_am"),
    "minutes": ("minutes", "waited", "waited_min", "minuten", "wartezeit", "wartezeit_min", "wartezeit_in_minuten", "wartezeit_minuten", "dauer_min"),
    "account": ("account", "konto", "channel", "kanal"),
    "before": ("before", "text", "draft", "vorher", "entwurf", "antwort"),
    "after": ("after", "released", "nachher", "freigegebener_text", "freigegeben_als", "endfassung"),
    "meaning": ("meaning", "changed_in_meaning", "in_meaning", "sinn", "im_sinn", "sinn_geändert", "im_sinn_geändert"),
    "message": ("message", "question", "nachricht", "frage"),
}  # fmt: skip
"""What a column may be called, in both languages; case, blanks, hyphens, dots and brackets do not count.
Of when it was approved and how many minutes it waited one is enough."""
NEEDED = ("asked_at", "decided_at", "before")
_DAYS = ("%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y")
_HOURS = (" %H:%M", " %H:%M:%S", ", %H:%M", ", %H:%M:%S", " %H.%M", "")
_TIMES = tuple(day + hour for day in _DAYS for hour in _HOURS)
_SAID = {"ja": True, "yes": True, "x": True, "1": True, "true": True, "wahr": True, "nein": False, "no": False, "0": False,
         "false": False, "falsch": False}  # fmt: skip
_MINUTES = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d{1,7})(?:[.,]\d{1,3})?")
LONGEST_WAIT = 366 * 24 * 60


@dataclass(frozen=True, slots=True)
class Line:
    """One approval. `after` is the text as it was released, equal to `before` when nothing was changed or told. `account`:
    as written, "" when not told. `message`: what was answered, "" when not told. `meaning`: whether it says something else
    now, as the table tells; None: it does not. `number`: of the file's line with which it begins. `key`: twice the same line
    is one."""

    number: int
    asked_at: datetime
    decided_at: datetime
    account: str
    before: str
    after: str
    message: str
    key: str
    meaning: bool | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line, or the file (`number` 0), cannot be read: empty | too_long | columns | encoding |
    time | minutes | order | text | meaning. `about`: what stands there; of "columns" those that are missing."""

    number: int
    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


def read(raw: bytes, zone: tzinfo) -> Read:
    """The approvals in a CSV file, with comma, semicolon or tab, in UTF-8, UTF-16 or Windows-1252. Hours without a zone are those
    of *zone*. A line that cannot be read is named and left out; it never keeps the others out."""
    text = _text(raw)
    if not text.strip() or "\x00" in text:
        return Read((), (Fault(0, "encoding" if "\x00" in text else "empty"),))
    delimiter, skip = _delimiter(text)
    source = io.StringIO(text, newline="")
    for _ in range(skip):
        source.readline()
    rows = csv.reader(source, delimiter=delimiter)
    try:
        return _lines(_numbered(rows, skip), zone)
    except csv.Error as error:
        return Read((), (Fault(0, "columns", str(error)),))


def _text(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):  # as a spreadsheet's "Unicode text"
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


class _Rows(Protocol):
    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


def _numbered(rows: _Rows, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of the file's line with which it begins: a text may stand on several."""
    last = skipped
    for row in rows:
        yield last + 1, row
        last = skipped + rows.line_num


def _lines(rows: Iterator[tuple[int, list[str]]], zone: tzinfo) -> Read:
    places = _places(next(rows, (0, []))[1])
    missing = [n for n in NEEDED if n not in places and not (n == "decided_at" and "minutes" in places)]
    if missing:
        return Read((), (Fault(0, "columns", ", ".join(missing)),))
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, row in rows:
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
    asked = _time(cells["asked_at"], zone)
    if asked is None:
        return Fault(number, "time", cells["asked_at"][:40])
    written, waited = cells.get("decided_at", ""), cells.get("minutes", "")
    if written or not waited:
        decided = _time(written, zone)
        if decided is None:
            return Fault(number, "time", written[:40])
    else:
        minutes = _minutes(waited)
        if minutes is None:
            return Fault(number, "minutes", waited[:40])
        decided = _later(asked, minutes)
        if decided is None:
            return Fault(number, "time", cells["asked_at"][:40])
    if decided < asked:
        return Fault(number, "order", written[:40])
    told = cells.get("meaning", "")
    if told and told.casefold() not in _SAID:
        return Fault(number, "meaning", told[:40])
    before, after = cells["before"], cells.get("after", "") or cells["before"]
    if not before or max(len(before), len(after)) > LONGEST:
        return Fault(number, "text")
    account, message = cells.get("account", ""), cells.get("message", "")[:LONGEST]
    said = "\x1f".join((asked.isoformat(), decided.isoformat(), account.casefold(), before, after))
    key = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
    return Line(number, asked, decided, account, before, after, message, key, _SAID.get(told.casefold()))


def _time(text: str, zone: tzinfo) -> datetime | None:
    text = " ".join(text.removesuffix("Uhr").split())
    with suppress(ValueError, OverflowError):
        at = datetime.fromisoformat(text)
        return _storable(at if at.tzinfo else at.replace(tzinfo=zone))
    for form in _TIMES:
        with suppress(ValueError, OverflowError):
            return _storable(datetime.strptime(text, form).replace(tzinfo=zone))
    return None


def _storable(at: datetime) -> datetime:
    """*at*, which has a name in UTC too. Raises OverflowError: the first and the last hours that there are may have none."""
    at.astimezone(UTC)
    return at


def _later(at: datetime, minutes: float) -> datetime | None:
    """So many minutes after *at*; None where no calendar goes on so far."""
    with suppress(OverflowError):
        return _storable(at + timedelta(minutes=minutes))
    return None


def _minutes(text: str) -> float | None:
    """ "61,5", "1.250" and "61.5" as minutes; None for what is none."""
    bare = re.sub(r"\s*(?:min\.?|minuten|minutes)$", "", text.casefold()).strip()
    if not _MINUTES.fullmatch(bare):
        return None
    whole = re.sub(r"\.(?=\d{3}(?:\D|$))", "", bare).replace(",", ".")
    return float(whole) if float(whole) <= LONGEST_WAIT else None


def _places(head: list[str]) -> dict[str, int]:
    named = [re.sub(r"[^\w]+", " ", cell.casefold()).strip().replace(" ", "_") for cell in head]
    found = {}
    for column, names in COLUMNS.items():
        place = next((named.index(name) for name in names if name in named), None)
        if place is not None:
            found[column] = place
    return found


def _delimiter(text: str) -> tuple[str, int]:
    """It, and how many lines stand before the head: a spreadsheet may name it in one of its own ("sep=;")."""
    first = text.splitlines()[0]
    if first[:4].casefold() == "sep=" and len(first) == 5:
        return first[4], 1
    return max(";,\t", key=first.count), 0

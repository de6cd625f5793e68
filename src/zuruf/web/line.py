"""One conversation as a line of a list: drawn once for all who see the same, and what open desks are told when some change."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe

from zuruf.core.desk import Queue
from zuruf.core.people import May, Role, Who
from zuruf.store.queries import desk, desk_changed
from zuruf.store.queries.desk import Place, Row
from zuruf.web.responsibility import nobody
from zuruf.web.templatetags.zuruf import capped

KEPT = 2_000  # lines, of about 2 kB each; those of past minutes go with the others when there are more


@dataclass(frozen=True, slots=True)
class Seat:
    """An open desk: who sits there, which list she has before her, and in which language."""

    who: Who
    place: Place
    language: str


@dataclass(frozen=True, slots=True)
class Reader:
    """All that a line may know of its reader. What it shows of a conversation stands in its row, which was read for her."""

    role: Role
    unveiled: bool

    @classmethod
    def of(cls, who: Who) -> "Reader":
        return cls(who.role, who.unveiled)

    def may(self, what: May) -> bool:
        """As `Who.may`."""
        return self.role.may(what)


Why = dict[str, tuple[str, str]]  # public id → why nobody has it, in a word or two and as a sentence
_lines: dict[tuple[object, ...], SafeString] = {}  # what a line shows → the line


def drawn(rows: Collection[Row], place: Place, who: Who, now: datetime) -> list[SafeString]:
    """*rows* as lines of *place*, in the language and the time zone that are active."""
    why = why_nobody(place, rows)
    return [_line(row, place, Reader.of(who), now, why) for row in rows]


def why_nobody(place: Place, rows: Collection[Row]) -> Why:
    """In the list of what nobody has: why."""
    return nobody(r.public_id for r in rows) if place.queue is Queue.UNOWNED and rows else {}


def news(seats: Collection[Seat], ids: Sequence[str], now: datetime) -> dict[Seat, bytes]:
    """For each of *seats* an event ``rows``: the lines of those of *ids* that are in its list now, the ids that are not, and
    the counts. Three statements for all of them, and some more where somebody sees what nobody has."""
    read = desk_changed.changed(ids)
    counts = desk_changed.counts({seat.who for seat in seats})
    told: dict[Seat, bytes] = {}
    with timezone.override(desk.zone()):
        for language in {seat.language for seat in seats}:
            why: Why | None = None
            with translation.override(language):
                for seat in (s for s in seats if s.language == language):
                    rows = [r for i in ids if (r := read.row(seat.who, seat.place, i))]
                    if why is None and rows and seat.place.queue is Queue.UNOWNED:
                        why = why_nobody(seat.place, rows)
                    lines = [_line(r, seat.place, Reader.of(seat.who), now, why or {}) for r in rows]
                    here = {r.public_id for r in rows}
                    told[seat] = _event(lines, [i for i in ids if i not in here], counts[seat.who.id])
    return told


def _line(row: Row, place: Place, reader: Reader, now: datetime, why: Why) -> SafeString:
    """The line, drawn once in a minute for everybody. Its key is all that the template is given: whoever would see something
    else has another one."""
    because = why.get(row.public_id)
    minute = now.replace(second=0, microsecond=0)
    key = (
        row,
        place,
        reader,
        because,
        minute,
        translation.get_language(),
        timezone.get_current_timezone_name(),
    )
    found = _lines.get(key)
    if found is None:
        context = {
            "row": row,
            "place": place,
            "who": reader,
            "now": now,
            "nobody": {row.public_id: because},
        }
        found = mark_safe(get_template("desk/row.html").render(context))  # noqa: S308  a template's, which escapes
        if len(_lines) >= KEPT:
            _lines.clear()
        _lines[key] = found
    return found


def _event(lines: Sequence[str], gone: Sequence[str], counts: Mapping[str, int]) -> bytes:
    shown = {slug: capped(count) for slug, count in counts.items()}
    told = json.dumps(
        {"rows": lines, "gone": gone, "counts": shown}, separators=(",", ":"), ensure_ascii=False
    )
    return f"event: rows\ndata: {told}\n\n".encode()

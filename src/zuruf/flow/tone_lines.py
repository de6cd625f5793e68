"""The tone check for data of anybody's own: a line of JSON in, what there is to say about its text out. Stores nothing.

In::

    {"id": "4711", "text": "…", "asked": "the message that is answered", "channel": "mastodon", "language": "de"}

`id` and `text` are needed. `language` (de or en, with or without a region) counts as stated; without it the text's words tell. `channel`
and other keys may be there and change nothing. Out::

    {"id": "4711", "language": "de", "address": "sie", "readability": {"level": 2.31, "wiener": 6.4, "amstad": 71.0},
     "findings": [{"kind": "passive", "start": 12, "end": 30, "reason": "nobody"}]}

`address`: "du", "sie", "mixed" or "none". `readability`: `level` 1 easy … 7 hard, as people rate sentences; the school grade by the
first Wiener Sachtextformel and Flesch after Amstad, in English `flesch_kincaid` instead of both; null without a word. Offsets are code
points. `reason` is the code of the reason within its kind; `about` and `instead` stand beside it where there is something to name.
"""

from typing import Any

from zuruf.classifiers import readability
from zuruf.classifiers import tone as reading
from zuruf.core import readability as rules
from zuruf.core import tone_address
from zuruf.core.tone import Around, Habit, check
from zuruf.core.tone_kinds import Finding
from zuruf.core.tone_text import Text
from zuruf.flow.json_lines import Broken, identified


def judged(line: bytes) -> dict[str, Any]:
    """What there is to say about one line. Raises Broken."""
    row = _row(line)
    stated = (row.get("language") or "").lower().replace("_", "-").split("-")[0]
    read = reading.read_as(row["text"], stated) if stated in ("de", "en") else reading.read(row["text"])
    asked = reading.read(row["asked"], read.language) if row.get("asked") else None
    form = tone_address.form(tone_address.signs(read))
    level = readability.judge(read)
    found = check(read, Habit(), Around(asked), reading.lexica(read.language), level)
    return {
        "id": row["id"],
        "language": read.language,
        "address": {"": "none", "both": "mixed"}.get(form, form),
        "readability": _readability(read),
        "findings": [_finding(f) for f in found],
    }


def _row(line: bytes) -> dict[str, Any]:
    row = identified(line)
    for key in ("asked", "language"):
        if not isinstance(row.get(key) or "", str):
            raise Broken(f'has a "{key}" that is not text')
    return row


def _readability(read: Text) -> dict[str, float] | None:
    words = rules.words_of(read)
    if not words:
        return None
    level = round(readability.mean_level(read, readability.levels_of(read)), 3)
    f = rules.formulas(words, len(read.sentences), read.language)
    if read.language == "de":
        return {"level": level, "wiener": round(f.wiener, 2), "amstad": round(f.amstad, 2)}
    return {"level": level, "flesch_kincaid": round(f.kincaid, 2)}


def _finding(f: Finding) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": str(f.kind), "start": f.start, "end": f.end, "reason": f.why}
    if f.about:
        said["about"] = f.about
    if f.instead:
        said["instead"] = list(f.instead)
    return said

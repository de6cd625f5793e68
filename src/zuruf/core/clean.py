"""What a stranger sent, made fit to keep: nothing readable is lost, nothing invisible can do harm.

Rules for text: canonical form (NFC); line ends become ``\\n``; control characters, zero-width fillers, soft hyphens,
bidirectional overrides and embeddings go. What scripts and emoji need stays: joiners between non-Latin characters,
variation selectors, flag tags, direction marks and isolates (closed when they were left open). Stacks of more than
four combining marks are cut to four. Text longer than LONGEST is cut and ends in CUT; the raw arrival keeps the whole.
"""

import hashlib
import re
import unicodedata
from datetime import UTC, datetime, timedelta

LONGEST = 100_000  # characters of one message
CUT = " […]"
LONGEST_ID = 500
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # networks write 1970 or year 1 when they do not know
AHEAD = timedelta(days=1)  # clocks differ, but not by more

_VARIATION = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u202a-\u202e"
    "\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e001f\U000e0080-\U000e00ff"
)
_LOOK_CLOSER = re.compile(
    f"[\r\x0b\x0c\x85\u061c\u200c-\u200f\u2028\u2029\u2066-\u2069\ud800-\udfff\U000e0020-\U000e007f"
    f"{_VARIATION}{_INVISIBLE}]|{_MARK}{{4}}"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_REMOVE = re.compile(f"[{_INVISIBLE}]")
_FLAG_OR_TAG = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f)|[\U000e0020-\U000e007f]"
)
_SELECTORS = re.compile(f"(^|\\s)[{_VARIATION}]+|([{_VARIATION}])[{_VARIATION}]+")
_JOINERS = re.compile("[\u200c\u200d]+")
_DIRECTION = re.compile("([\u061c\u200e\u200f])[\u061c\u200e\u200f]+")
_MARKS = re.compile(f"({_MARK}{{4}}){_MARK}+")
_ISOLATE = re.compile("[\u2066-\u2069]")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")


def storable(raw: str) -> str:
    """*raw* as a database takes it: no NUL, no halves of surrogate pairs; else nothing is changed."""
    return raw.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def text(raw: str, limit: int = LONGEST) -> str:
    """*raw* by the rules above, at most *limit* characters."""
    raw = raw[: 4 * limit]
    if _LOOK_CLOSER.search(raw):
        raw = _closer(raw)
    if not raw.isascii():
        raw = unicodedata.normalize("NFC", raw)
    if "\n\n" in raw or "\n " in raw or "\n\t" in raw:
        raw = _BLANK_LINES.sub("\n\n", raw)
    raw = raw.strip()
    return raw if len(raw) <= limit else _cut(raw, limit)


def line(raw: str, limit: int) -> str:
    """*raw* on one line; for names, titles and previews. Ends in "…" where it was cut."""
    if not raw:
        return ""
    if raw.isascii() and raw.isprintable() and len(raw) <= limit and "  " not in raw:
        return raw.strip()  # most names, ids and addresses
    raw = " ".join(text(raw, 4 * limit).split())
    return raw if len(raw) <= limit else _whole(raw, limit - 1).rstrip() + "…"


def remote_id(raw: str) -> str:
    """A network's id fit for a key. One that is too long or has characters that no database takes gets a fingerprint,
    so that different ids stay different and the same id stays the same. "" when nothing is left."""
    kept = line(raw, LONGEST_ID)
    if kept == raw:
        return kept
    print_ = hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{kept[:400]}~{print_}" if kept else ""


def address(raw: str, limit: int = 1000) -> str:
    """A web address that is safe to link to, or ""."""
    if not raw:
        return ""
    raw = line(raw, limit + 1).replace(" ", "%20")
    return raw if len(raw) <= limit and raw[:8].lower().startswith(("http://", "https://")) else ""


def moment(at: datetime | None, received: datetime) -> datetime | None:
    """The network's time in UTC, or None when it cannot be right (before 1990, or ahead of its receipt by a day)."""
    if at is None:
        return None
    try:
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return at if EARLIEST <= at <= received + AHEAD else None


def _closer(raw: str) -> str:
    raw = raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    raw = _LINE_END.sub("\n", raw)
    raw = _FLAG_OR_TAG.sub(lambda m: m[1] or "", raw)
    raw = _REMOVE.sub("", raw)
    raw = _SELECTORS.sub(lambda m: m[1] or m[2] or "", raw)
    raw = _JOINERS.sub(_joiner, raw)
    raw = _DIRECTION.sub(r"\1", raw)
    raw = _MARKS.sub(r"\1", unicodedata.normalize("NFC", raw))
    return _close_isolates(raw)


def _joiner(match: re.Match[str]) -> str:
    """One joiner where it has work to do: between two characters beyond the Latin ones."""
    whole, start, end = match.string, match.start(), match.end()
    works = start > 0 and end < len(whole) and _joins(whole[start - 1]) and _joins(whole[end])
    return match[0][0] if works else ""


def _joins(character: str) -> bool:
    return character > "\u02ff" and not character.isspace()


def _close_isolates(raw: str) -> str:
    """Every opened isolate is closed, no close stands alone: one message cannot turn the next one round."""
    depth = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal depth
        if match[0] != "\u2069":
            depth += 1
        elif depth == 0:
            return ""
        else:
            depth -= 1
        return match[0]

    raw = _ISOLATE.sub(keep, raw)
    return raw + "\u2069" * depth


def _cut(raw: str, limit: int) -> str:
    kept = _whole(raw, limit - len(CUT) - 8).rstrip()  # 8: room to close isolates
    return _close_isolates(kept)[: limit - len(CUT)] + CUT


def _whole(raw: str, end: int) -> str:
    """raw[:end] or a little less, so that no letter loses its marks and no emoji falls apart."""
    while 0 < end < len(raw) and (_part(raw[end]) or raw[end - 1] == "\u200d"):
        end -= 1
    return raw[:end]


def _part(character: str) -> bool:
    return (
        unicodedata.combining(character) > 0
        or character in "\u200d\u2069"
        or "\ufe00" <= character <= "\ufe0f"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or character > "\U000e0000"
    )

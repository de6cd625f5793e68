"""What may be attached, and what is wrong with what is attached. Knows no clock, opens no file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zuruf.core.capabilities import Attach
from zuruf.core.channel import Media

PICTURES = ("image/jpeg", "image/png", "image/webp")
"""The kinds of picture that we make, the most common first."""

_BEGINS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why it may not go out like this: cannot_attach · too_many_files (`most`) · file_not_taken (`name`) · file_too_large (`name`,
    `most` bytes) · alt_too_long (`name`, `most` characters)."""

    code: str
    name: str = ""
    most: int = 0


def together(limits: Iterable[Attach | None]) -> Attach | None:
    """What all of these channels take; None when one of them takes nothing."""
    found: Attach | None = None
    for one in limits:
        if one is None:
            return None
        found = one if found is None else _both(found, one)
    return found


def _both(a: Attach, b: Attach) -> Attach:
    alts = [n for n in (a.alt_longest, b.alt_longest) if n]
    sides = [n for n in (a.most_pixels, b.most_pixels) if n]
    return Attach(
        most=min(a.most, b.most),
        types={kind: min(size, b.types[kind]) for kind, size in a.types.items() if kind in b.types},
        alt_longest=min(alts, default=0),
        most_pixels=min(sides, default=None),
    )


def problem(limits: Attach | None, media: Sequence[Media]) -> Problem | None:
    """The first thing that is wrong with *media*; None when a channel of these limits takes all of it."""
    if not media:
        return None
    if limits is None:
        return Problem("cannot_attach")
    if len(media) > limits.most:
        return Problem("too_many_files", most=limits.most)
    for one in media:
        if one.mime not in limits.types:
            return Problem("file_not_taken", one.name)
        if one.size > limits.types[one.mime]:
            return Problem("file_too_large", one.name, limits.types[one.mime])
        if limits.alt_longest and len(one.alt) > limits.alt_longest:
            return Problem("alt_too_long", one.name, limits.alt_longest)
    return None


def kind(data: bytes) -> str:
    """The MIME type by how a file begins; "" for what we do not know. Never by its name."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for begin, mime in _BEGINS if data.startswith(begin)), "")

"""Files that are attached to an answer, before they are uploaded anywhere."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from zuruf.core import attach
from zuruf.core.capabilities import Attach
from zuruf.core.channel import Media, Refused

UPLOADS = (
    40.0  # seconds after which no further upload begins: an outbox claim has to outlive the whole attempt
)
NO_FILE = "An attached file is missing here."
DAMAGED = "An attached file is damaged here."
NOT_SO = "What is attached cannot go out like this (%(code)s)."
SLOW = "The network takes the pictures too slowly."
SAYS = (NO_FILE, DAMAGED, NOT_SO, SLOW)


def contents(takes: Attach, media: Sequence[Media]) -> list[bytes]:
    """The bytes of each of *media*. Raises Refused for what cannot go out to a network that *takes* so much."""
    if wrong := attach.problem(takes, media):
        raise Refused(NOT_SO % {"code": wrong.code})
    return [_read(one) for one in media]


def _read(one: Media) -> bytes:
    try:
        raw = Path(one.path).read_bytes()
    except OSError:
        raise Refused(NO_FILE) from None
    if hashlib.sha256(raw).hexdigest() != one.sha256:
        raise Refused(DAMAGED)
    return raw

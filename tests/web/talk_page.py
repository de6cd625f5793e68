"""What the tests of our own page share: words written just now, and words that were removed."""

from typing import Any

from tests import builders
from tests.flow.talking import write
from zuruf.flow import moderation
from zuruf.flow.clock import clock
from zuruf.flow.talk import Posted
from zuruf.store.models import Member


def now_written(text: str = "When does my spare part come?", **more: Any) -> Posted:
    return write(text, at=clock(), **more)


def removed(posted: Posted, by: Member, quote: str = "") -> None:
    moderation.remove(builders.who(by), posted.public_id, "No insults", "It names a person.", quote=quote)

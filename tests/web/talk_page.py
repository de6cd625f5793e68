"""What the tests of our own page share: words written just now, and words that were removed."""

from tests import builders
from tests.flow.talking import write
from zuruf.flow import moderation
from zuruf.flow.clock import clock


def now_written(text="When does my spare part come?", **more):
    return write(text, at=clock(), **more)


def removed(posted, by, quote=""):
    moderation.remove(builders.who(by), posted.public_id, "No insults", "It names a person.", quote=quote)

"""The port to the outside: what a channel can do, what it is asked, what it may answer."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from zuruf.core.measure import Offer, Ordered
from zuruf.core.message import Batch, Incoming


class Receive(StrEnum):
    STREAM = "stream"
    POLL = "poll"
    WEBHOOK = "webhook"
    NONE = "none"


class Repeat(StrEnum):
    """What happens when the same reply is handed in twice."""

    HARMLESS = "harmless"  # the network takes our key, or an id chosen by us
    TRACEABLE = "traceable"  # we can look whether it arrived
    BLIND = "blind"  # a person must look


class TriedAgainst(StrEnum):
    """How close to the live network a channel was tested; shown to people as it is."""

    REAL_SERVER = "real_server"
    RECORDED = "recorded"
    SPECIFICATION = "specification"


@dataclass(frozen=True, slots=True)
class Length:
    """How much of a limit a text uses. `used` > `limit` means too long; `unit` is "characters", "graphemes" or "bytes"."""

    used: int
    limit: int
    unit: str = "characters"

    @property
    def left(self) -> int:
        return self.limit - self.used


class Shows(StrEnum):
    """How we come to know whether the public sees what the network accepted."""

    AT_ONCE = "at_once"  # accepted is visible
    LOOK = "look"  # `read_back` tells
    UNTOLD = "untold"  # nobody can tell us


class Visibility(StrEnum):
    """What became of something that the network accepted."""

    ACCEPTED = "accepted"  # it has it; nobody knows yet whether the public sees it
    VISIBLE = "visible"
    HIDDEN = "hidden"  # by the network's moderation, or by its user
    GONE = "gone"  # deleted there, not by us
    BOUNCED = "bounced"  # it came back: whom it was for did not get it


@dataclass(frozen=True, slots=True)
class Attach:
    """What may be attached. `types`: MIME type → most bytes of one file. `alt_longest`: characters of an alternative
    text; 0 where the network takes none. `most_pixels`: of the longer side, None = no limit."""

    most: int
    types: Mapping[str, int]
    alt_longest: int = 0
    most_pixels: int | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in when an account is connected. `label` is English source text for gettext."""

    name: str
    label: str
    help: str = ""
    secret: bool = False
    kind: str = "text"  # text | url | password
    required: bool = True
    default: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can really do. Pages and checks are made from this row.

    `reply`: to what somebody wrote; `post`: on our own account; `thread`: an answer may go out in parts, each a reply to
    the one before. `length` measures a text and returns the tightest limit. `remembers_for`: how long a HARMLESS network knows our
    key (None = for ever). `settles_within`: how long until a look-up that finds nothing means "not there".
    `offers`: the measures against abuse; none: a person does it at the network, by hand. `searches`: what anybody wrote there can be
    looked for.
    """

    receive: Receive
    reply: bool
    private: bool = False
    post: bool = False
    thread: bool = False
    searches: bool = False
    withdraw: bool = False
    edit: bool = False
    attach: Attach | None = None
    shows: Shows = Shows.UNTOLD
    length: Callable[[str], Length] | None = None
    repeat: Repeat = Repeat.BLIND
    remembers_for: timedelta | None = None
    settles_within: timedelta = timedelta(minutes=2)
    poll_every: timedelta = timedelta(seconds=60)
    window: timedelta | None = None
    cost: str = ""
    retention: timedelta | None = None
    tried_against: TriedAgainst = TriedAgainst.SPECIFICATION
    fields: tuple[Field, ...] = ()
    offers: tuple[Offer, ...] = ()
    waits: bool = False

    def offer(self, measure: str) -> Offer | None:
        """What the network offers of this kind; None: nothing."""
        return next((o for o in self.offers if o.measure == measure), None)


@dataclass(frozen=True, slots=True)
class Link:
    """How to reach one account: settings and secrets as filled in on the connect page. Never shown by repr."""

    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Media:
    """One attached file. Its bytes lie at `path` on this machine, which is not part of what is frozen: `sha256` is.
    `width` and `height` in pixels, 0 when it has none."""

    sha256: str
    mime: str
    size: int
    name: str = ""
    alt: str = ""
    width: int = 0
    height: int = 0
    path: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A reply, or a post of our own (then `parent` is empty), frozen when it was queued, so that a repeat is the same request.

    `key` is ours and unique per delivery; `record_key` is the network's id where we choose it. `parent` and `root`
    are the `ref` of the message that is answered and of its thread's first message. Of an answer in parts each later
    part answers the one before; that reference is frozen when the part before it is out. `automatic`: no person sent it.
    """

    key: str
    text: str
    created_at: datetime
    record_key: str = ""
    parent: Mapping[str, str] = field(default_factory=dict)
    root: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    public: bool = True
    media: tuple[Media, ...] = ()
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """The network's word that a reply is there."""

    remote_id: str
    permalink: str = ""
    ref: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network shows of something we published. `reactions`: how often somebody answered, liked or shared it."""

    text: str
    visibility: Visibility
    permalink: str = ""
    reactions: int = 0
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """What an account may still do, as the network's own headers say: `left` of `limit` requests (or points) until
    `resets_at`."""

    limit: int
    left: int
    resets_at: datetime


@dataclass(frozen=True, slots=True)
class Check:
    """What the connect page shows. `limits` are short lines such as "300 graphemes and 3,000 bytes"."""

    can_read: bool
    can_publish: bool
    name: str = ""
    handle: str = ""
    remote_id: str = ""
    limits: tuple[str, ...] = ()
    problem: str = ""


class ChannelError(Exception):
    """Base of the four answers a network can give instead of "done". The message is safe to show: no secrets."""


class TryLater(ChannelError):
    """Nothing happened; ask again after `after`."""

    def __init__(self, reason: str, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class Refused(ChannelError):
    """The network will never take this."""


class NotConnected(ChannelError):
    """The account has to be connected again (token expired, password changed)."""


class Unknown(ChannelError):
    """Nobody knows whether it happened: no answer, a broken answer, or one that we do not understand."""


class Channel(Protocol):
    """A network, bound to one account's Link. Synchronous; one request per call unless the docstring says otherwise.

    A channel's class is made with `(link, http)`; `http` is a `zuruf.channels._http.Http`.
    """

    name: str
    can: Capabilities

    @property
    def budget(self) -> Budget | None:
        """As of the last answer to a publication, a change or a withdrawal; None when the network did not say."""
        ...

    def check(self) -> Check:
        """What works. Raises a ChannelError when nothing does; what works in part is told in `Check.problem`."""
        ...

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch: ...
    def stream(self, cursor: Mapping[str, object] | None) -> AsyncIterator[Batch]: ...
    def verify(self, headers: Mapping[str, str], body: bytes) -> Batch: ...
    def publish(self, reply: Outgoing) -> Receipt: ...
    def find(self, reply: Outgoing) -> Receipt | None: ...
    def withdraw(self, receipt: Receipt) -> None: ...

    def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
        """Put *reply* in the place of what is published. Doing it twice is doing it once."""
        ...

    def read_back(self, receipt: Receipt) -> Seen | None:
        """What the public sees of it now; None when it is not there any more."""
        ...

    def locate(self, link: str) -> Receipt | None:
        """The publication of ours at an address that a person pasted; None when it is none, or not ours."""
        ...

    def record_key(self, key: str, created_at: datetime) -> str: ...

    def search(self, words: str, since: datetime) -> Batch:
        """What anybody wrote there with these words, the newest first; `more` where there is more of it."""
        ...

    def look_up(self, remote_id: str) -> Incoming | None:
        """What anybody wrote there, as it is now; None when it is gone."""
        ...

    def act(self, order: Ordered) -> None:
        """Do one of `can.offers`, or take it back. What is so already is done."""
        ...


class Waits(Protocol):
    """A channel that says at once when there is something to read. It only calls the poller: what it missed is read all the same."""

    def wait(self, cursor: Mapping[str, object] | None, seconds: float, stopped: Callable[[], bool]) -> bool:
        """True as soon as there is more to read than *cursor* knows; False after *seconds*, or when *stopped*."""
        ...

"""The port to the outside: what a channel can do, what it is asked, what it may answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from zuruf.core.capabilities import Capabilities, Visibility
from zuruf.core.clean import storable
from zuruf.core.measure import Ordered
from zuruf.core.message import Batch, Incoming

Secrets = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """How to reach one account: settings and secrets as filled in on the connect page. Never shown by repr.
    `measures`: the numbers of its instance as `Check.measures` told them last.

    `renew(used, ask)`: where tokens end, the secrets to go on with after those in *used* did not hold any more. It is `ask(secrets)`
    that gets them from the network, at most one process at a time, and they are kept before anybody uses them, since many networks take a
    token for renewal only once. Nobody keeps anything while an account is only being looked at.
    """

    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    renew: Callable[[Secrets, Callable[[Secrets], Secrets]], Secrets] = field(
        default=lambda used, ask: {**used, **ask(used)}, repr=False
    )
    measures: Mapping[str, int] = field(default_factory=dict)


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
    `taken`, told when it is looked for: the network's ids of other answers of ours, which are not this one though their words are the same.
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
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The network's word that a reply is there; whatever it says can be kept, since a word that cannot would be lost."""

    remote_id: str
    permalink: str = ""
    ref: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "remote_id", storable(self.remote_id))
        object.__setattr__(self, "permalink", storable(self.permalink))
        object.__setattr__(
            self, "ref", {k: storable(v) if isinstance(v, str) else v for k, v in self.ref.items()}
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network shows of something we published; `text`, `permalink` and `why` can be kept whatever they are. `reactions`:
    how often somebody answered, liked or shared it. `why`: the network's reason for hiding it, as far as it gives one."""

    text: str
    visibility: Visibility
    permalink: str = ""
    reactions: int = 0
    edited_at: datetime | None = None
    why: str = ""

    def __post_init__(self) -> None:
        for name in ("text", "permalink", "why"):
            object.__setattr__(self, name, storable(getattr(self, name)))


@dataclass(frozen=True, slots=True)
class Budget:
    """What an account may still do, as the network's own headers say: `left` of `limit` requests (or points) until
    `resets_at`."""

    limit: int
    left: int
    resets_at: datetime


@dataclass(frozen=True, slots=True)
class Check:
    """What the connect page shows. `limits` are short lines such as "300 graphemes and 3,000 bytes".

    `missing`: rights that the account lacks, as the network calls them. `expires_at`: when our access ends if nobody does anything.
    `profile`: addresses and texts that stand on the account's public profile, None where it cannot be read: whether an imprint and a
    privacy notice are among them is looked at by `core.profile`. `measures`: numbers of this instance, such as its longest text.
    """

    can_read: bool
    can_publish: bool
    name: str = ""
    handle: str = ""
    remote_id: str = ""
    limits: tuple[str, ...] = ()
    problem: str = ""
    missing: tuple[str, ...] = ()
    expires_at: datetime | None = None
    profile: tuple[str, ...] | None = None
    measures: Mapping[str, int] = field(default_factory=dict)


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
        """As of the last answer to a publication, a change or a withdrawal, or as counted by ourselves where the network counts
        everything and says nothing; None when nobody can tell."""
        ...

    def check(self) -> Check:
        """What works. Raises a ChannelError when nothing does; what works in part is told in `Check.problem`."""
        ...

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch: ...

    def greet(self, query: Mapping[str, str]) -> str:
        """What to answer when the network asks whether our address is ours (a GET with *query*). Raises Refused."""
        ...

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Returns when it is the network that calls, by the raw *body* and its *headers* (names in lower case), compared in
        constant time. Raises Refused. Reads nothing of it and asks nobody."""
        ...

    def unpack(self, body: bytes) -> Batch:
        """What is in a call that was verified and stored. Raises a ChannelError when it cannot be understood."""
        ...

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

"""What comes in from outside, in one shape for all networks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote: an outside person within one realm. `remote_id` never changes; handle and name may."""

    remote_id: str
    handle: str = ""
    name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message as a channel read it.

    `remote_id` is unique in the account's realm. `parent` and `root` are remote ids ("" when it starts a thread or
    the network does not tell). `at` is the network's time (UTC) or None. `ref` is what the channel needs to answer
    it (e.g. uri and cid), opaque to everyone else. `html` is raw and unsafe; intake sanitises it. `ours` marks what
    our own account wrote elsewhere. `auto`: a machine wrote it, nobody waits for an answer. `bounce_of`: the remote id of what we
    sent and it says did not arrive. A later `edited_at` for a known id replaces its text. `to_us`: whether it was written to us, where
    somebody said so. `from_file`: it was read from a file, which knows nothing of `ref`; what a network gave there stays.
    """

    remote_id: str
    author: Author
    text: str
    at: datetime | None = None
    parent: str = ""
    root: str = ""
    html: str = ""
    title: str = ""
    permalink: str = ""
    public: bool = True
    languages: tuple[str, ...] = ()
    edited_at: datetime | None = None
    ours: bool = False
    auto: bool = False
    bounce_of: str = ""
    ref: Mapping[str, str] = field(default_factory=dict)
    to_us: bool | None = None
    from_file: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """A message was deleted (or hidden) at its source."""

    remote_id: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one look at a network brought, in any order.

    `cursor` is what to hand to the next `fetch` (opaque JSON-able mapping; None leaves it as it was). `raw` is the
    body as received, kept for its own retention. `more` says that another fetch at once would bring more. `problem`:
    what the account's page should say although reading went on (e.g. a feed that is not well-formed).
    """

    incoming: tuple[Incoming, ...] = ()
    gone: tuple[Gone, ...] = ()
    cursor: Mapping[str, object] | None = None
    raw: str = ""
    more: bool = False
    problem: str = ""

"""A network in memory that misbehaves on order, and a channel to it for each class of repeat.

The network keeps what arrived in `posts`, in its own words: what the outbox believes is compared with that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from zuruf.core.capabilities import Capabilities, Receive, Repeat, Shows, Visibility
from zuruf.core.channel import Check, Link, NotConnected, Outgoing, Receipt, Refused, Seen, TryLater, Unknown
from zuruf.core.message import Batch

HOUR = timedelta(hours=1)
KINDS = {
    "harmless": Capabilities(Receive.NONE, reply=True, withdraw=True, repeat=Repeat.HARMLESS),
    "hour": Capabilities(Receive.NONE, reply=True, withdraw=True, repeat=Repeat.HARMLESS, remembers_for=HOUR),
    "traceable": Capabilities(
        Receive.NONE, reply=True, withdraw=True, repeat=Repeat.TRACEABLE, settles_within=timedelta(minutes=2)
    ),
    "blind": Capabilities(Receive.NONE, reply=True, repeat=Repeat.BLIND),
    "looks": Capabilities(
        Receive.NONE, reply=True, withdraw=True, shows=Shows.LOOK, repeat=Repeat.HARMLESS
    ),  # tells what the public sees
}
BY_HAND = Capabilities(Receive.NONE, reply=True, by_hand=True)  # where only a person posts


class Killed(BaseException):
    """The worker is killed in this moment: nothing of it runs any more."""


@dataclass
class Post:
    key: str
    remote_id: str
    text: str
    at: datetime
    gone: bool = False
    parent: str = ""  # remote id of what it answers
    hidden: bool = False


@dataclass
class Network:
    """`now` is moved by the test. `plan` says how the next requests go; when it is empty all goes well.

    A plan is one of: ok · accepts (and no answer) · loses (and no answer) · late (arrives with the next `settle`, no
    answer) · refuses · later · not_connected · killed_before · killed_after (accepting) · broken (an exception that no
    channel should raise) · or a callable that is run while the request is under way, before it goes well.
    """

    now: datetime
    plan: list[str | Callable[[], object]] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    on_the_way: list[tuple[datetime, str, Outgoing]] = field(default_factory=list)
    keys: dict[str, tuple[datetime, Post]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    handed_in: list[Outgoing] = field(default_factory=list)  # as it came, each time
    on_publish: Callable[[str], object] = lambda key: None

    def next(self) -> str:
        step = self.plan.pop(0) if self.plan else "ok"
        if callable(step):
            step()
            return "ok"
        return step

    def accept(self, kind: str, reply: Outgoing) -> Post:
        """What the network does with a request that reaches it."""
        can = KINDS[kind]
        known = self.keys.get(reply.key)
        if can.repeat is Repeat.HARMLESS and known is not None:
            since, post = known
            if can.remembers_for is None or self.now < since + can.remembers_for:
                return post
        parent = str(reply.parent.get("uri", ""))
        post = Post(reply.key, f"r{len(self.posts) + 1}", reply.text, self.now, parent=parent)
        self.posts.append(post)
        self.keys[reply.key] = (self.now, post)
        return post

    def settle(self) -> None:
        """What was still on its way arrives."""
        waiting, self.on_the_way = self.on_the_way, []
        for _, kind, reply in waiting:
            self.accept(kind, reply)

    def pass_time(self, until: datetime) -> None:
        """Time goes on. A request that got no answer arrives within 100 s, or it never does."""
        for sent in sorted(self.on_the_way, key=lambda s: s[0]):
            if sent[0] + timedelta(seconds=100) <= until:
                self.on_the_way.remove(sent)
                self.now = sent[0] + timedelta(seconds=100)
                self.accept(*sent[1:])
        self.now = until

    def of(self, key: str) -> list[Post]:
        return [p for p in self.posts if p.key == key]


def channel(kind: str, network: Network) -> type:
    """The class of a channel to *network* with the capabilities of *kind*; "by_hand": one that only a person posts to."""

    class Model:
        name = kind
        can = KINDS.get(kind, BY_HAND)

        def __init__(self, link: Link, http: object = None) -> None:
            self.link = link

        def check(self) -> Check:
            return Check(True, True)

        def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
            return Batch()

        def verify(self, headers: Mapping[str, str], body: bytes) -> Batch:
            return Batch()

        def publish(self, reply: Outgoing) -> Receipt:
            network.asked.append(f"publish {reply.key}")
            network.handed_in.append(reply)
            network.on_publish(reply.key)
            match network.next():
                case "killed_before":
                    raise Killed
                case "refuses":
                    raise Refused("They do not like it.")
                case "later":
                    raise TryLater("Busy.", timedelta(seconds=90))
                case "not_connected":
                    raise NotConnected("The password has changed.")
                case "broken":
                    raise ValueError("a bug in the channel")
                case "loses":
                    raise Unknown("No answer within 30 s.")
                case "late":
                    network.on_the_way.append((network.now, kind, reply))
                    raise Unknown("No answer within 30 s.")
                case "accepts":
                    network.accept(kind, reply)
                    raise Unknown("The connection was closed in mid-answer.")
                case "killed_after":
                    network.accept(kind, reply)
                    raise Killed
            return _receipt(network.accept(kind, reply))

        def find(self, reply: Outgoing) -> Receipt | None:
            network.asked.append(f"find {reply.key}")
            step = network.next()
            if step in ("later", "loses", "accepts", "late", "killed_before", "killed_after", "broken"):
                raise TryLater("Busy.", timedelta(seconds=90))
            if step == "not_connected":
                raise NotConnected("The password has changed.")
            found = network.of(reply.key)
            return _receipt(found[0]) if found else None

        def withdraw(self, receipt: Receipt) -> None:
            network.asked.append(f"withdraw {receipt.remote_id}")
            match network.next():
                case "refuses":
                    raise Refused("Too old to be deleted.")
                case "later" | "not_connected" | "loses" | "late" | "broken":
                    raise TryLater("Busy.", timedelta(seconds=90))
                case "killed_before":
                    raise Killed
            for post in network.posts:
                if post.remote_id == receipt.remote_id:
                    post.gone = True

        def read_back(self, receipt: Receipt) -> Seen | None:
            network.asked.append(f"read_back {receipt.remote_id}")
            if network.next() != "ok":
                raise TryLater("Busy.", timedelta(seconds=90))
            post = next((p for p in network.posts if p.remote_id == receipt.remote_id), None)
            if post is None or post.gone:
                return None
            return Seen(post.text, Visibility.HIDDEN if post.hidden else Visibility.VISIBLE)

        def locate(self, link: str) -> Receipt | None:
            network.asked.append(f"locate {link}")
            return next((_receipt(p) for p in network.posts if link.endswith(f"/{p.remote_id}")), None)

        def record_key(self, key: str, created_at: datetime) -> str:
            return f"k-{key}"

    return Model


def _receipt(post: Post) -> Receipt:
    return Receipt(post.remote_id, f"https://model.example/{post.remote_id}", {"uri": post.remote_id})

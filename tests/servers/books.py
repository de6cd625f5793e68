"""A model network over HTTP, with a class of repeat for each first part of its addresses, and its own books.

POST /<kind>/posts {key, text, parent} publishes · GET /<kind>/posts?parent= lists what answers that · GET
/<kind>/posts/<id> shows one · POST /<kind>/withdraw {id} deletes. "harmless" knows a key for `remembers` seconds;
"traceable" and "blind" make a second post of the same request. What counts in a test is what stands here.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.loopback import Reply, Request

INSTALLED = Path(__file__).with_name("installed")  # for PYTHONPATH: brings the channels to this network
KINDS = ("harmless", "traceable", "blind")


@dataclass(slots=True)
class Post:
    remote_id: str
    kind: str
    key: str
    text: str
    parent: str
    at: float
    gone: bool = False

    def told(self) -> dict[str, object]:
        return {"id": self.remote_id, "text": self.text, "gone": self.gone}


@dataclass
class Books:
    """`posts` in order. While `swallow` is set, what arrives is accepted and never answered. `arrived` is released with
    each request to publish. With `room` only so many are taken, and POST /<kind>/room {many} makes more: the others wait."""

    remembers: float = 3600.0
    posts: list[Post] = field(default_factory=list)
    swallow: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    room: threading.Semaphore | None = None
    _keys: dict[tuple[str, str], Post] = field(default_factory=dict)
    _under: dict[tuple[str, str], list[Post]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def script(self, request: Request) -> Reply:
        """The answer to one request, for `loopback`."""
        _, kind, what, *one = request.path.split("/")
        if request.method == "GET":
            return self._show(one[0]) if one else self._list(kind, request.query.get("parent", [""])[0])
        body: dict[str, str] = json.loads(request.body)
        if what == "withdraw":
            self._post(body["id"]).gone = True
            return said({})
        if self.room is not None:
            if what == "room":
                self.room.release(int(body["many"]))
                return said({})
            self.room.acquire()
        post = self._accept(kind, body)
        self.arrived.release()
        return Reply(how="hang") if self.swallow.is_set() else said(post.told())

    def of(self, kind: str) -> list[Post]:
        return [p for p in self.posts if p.kind == kind]

    def doubled(self) -> list[tuple[str, str]]:
        """(kind, text) of what stands there more than once."""
        return [which for which, n in Counter((p.kind, p.text) for p in self.posts).items() if n > 1]

    def _accept(self, kind: str, body: Mapping[str, str]) -> Post:
        with self._lock:
            known = self._keys.get((kind, body["key"]))
            if kind == "harmless" and known and time.monotonic() - known.at < self.remembers:
                return known
            number = f"{kind}-{len(self.posts) + 1}"
            post = Post(number, kind, body["key"], body["text"], body["parent"], time.monotonic())
            self.posts.append(post)
            self._keys[kind, body["key"]] = post
            self._under.setdefault((kind, body["parent"]), []).append(post)
        return post

    def _list(self, kind: str, parent: str) -> Reply:
        with self._lock:
            return said({"posts": [p.told() for p in self._under.get((kind, parent), ())]})

    def _show(self, remote_id: str) -> Reply:
        post = self._post(remote_id)
        return Reply(404) if post.gone else said(post.told())

    def _post(self, remote_id: str) -> Post:
        return self.posts[int(remote_id.rpartition("-")[2]) - 1]


def said(told: Mapping[str, object]) -> Reply:
    return Reply(200, json.dumps(told).encode(), {"content-type": "application/json"})

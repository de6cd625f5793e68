"""Bluesky's public stream in the format of Jetstream: every post on the network as a line of JSON, over a WebSocket.

Both wires are read. v1, `/subscribe?wantedCollections=…`: cursor in microseconds, silently moved up when it is older than the server
keeps. v2, `/xrpc/network.bsky.jetstream.subscribeEvents?collections=…` (github.com/bluesky-social/jetstream, lexicon of that name, read
November 2026): cursor is a number of that server, refused with 400 CursorTooOld, then we ask by time. Servers keep 36 hours
by default; both send at least once, and inclusive of the cursor. Account and identity events come whatever is asked for.
Not followed: compression (zstd needs a dictionary of theirs, and saves nothing but their traffic), `dids` (who is listened for by name is
filtered here).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from zuruf.channels import _atproto as at
from zuruf.channels import _bluesky_notifications as notifications
from zuruf.channels import _json as js
from zuruf.channels._http import Http
from zuruf.channels._socket import Socket
from zuruf.core.channel import Refused
from zuruf.core.listening import Author
from zuruf.core.listening_stream import Chunk
from zuruf.core.message import Incoming

POST = at.POST
KEPT = timedelta(hours=36)
V2 = "/xrpc/network.bsky.jetstream.subscribeEvents"
LARGEST = 1_000_000  # bytes of a frame; a post has 3,000 bytes of text
_GONE = frozenset({"deleted", "takendown", "suspended"})
_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]{1,200}")


class _Record(msgspec.Struct, gc=False):
    text: str = ""
    langs: list[Any] | None = None


class _Commit(msgspec.Struct, gc=False):
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    record: _Record | None = None


class _Account(msgspec.Struct, gc=False):
    active: bool = True
    status: str = ""


class _Identity(msgspec.Struct, gc=False):
    handle: str | None = None


class _Payload(msgspec.Struct, gc=False):
    type: str = msgspec.field(name="$type", default="")
    seq: int = 0
    did: str = ""
    time: str = ""
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    record: _Record | None = None
    account: _Account | None = None
    identity: _Identity | None = None
    name: str = ""
    message: str = ""


class _Frame(msgspec.Struct, gc=False):
    did: str = ""
    time_us: int = 0
    commit: _Commit | None = None
    account: _Account | None = None
    identity: _Identity | None = None
    payload: _Payload | None = None
    error: str = ""
    message: str = ""


_MANY = msgspec.json.Decoder(list[_Frame])
_ONE = msgspec.json.Decoder(_Frame)
_WHOLE = msgspec.json.Decoder(dict[str, Any])
_WRONG = (msgspec.DecodeError, UnicodeError, RecursionError)


class Jetstream:
    """`address`: wss://host or with a path of one of the wires; without one it is v1. Handles are looked up at *appview*."""

    channel = realm = "bluesky"
    looks_back = KEPT.total_seconds()

    def __init__(
        self, address: str, allow_private: Sequence[str] = (), appview: str = "https://public.api.bsky.app"
    ) -> None:
        parts = urlsplit(address)
        self._v2 = parts.path.rstrip("/") == V2
        path = parts.path if parts.path not in ("", "/") else "/subscribe"
        self.name = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{path}"
        self._allow_private, self._appview = tuple(allow_private), appview

    def start(self, now: datetime) -> str:
        return str(int(now.timestamp() * 1_000_000))

    def open(self, cursor: str) -> Socket:
        """Connect. Raises ChannelError."""
        try:
            return Socket(self.url(cursor), self._allow_private, largest=LARGEST)
        except Refused as refused:
            if not (self._v2 and cursor and "400" in str(refused)):
                raise
            oldest = datetime.now(UTC) - KEPT  # the cursor is too old for it, or of another server
            return Socket(self.url(self.start(oldest)), self._allow_private, largest=LARGEST)

    def url(self, cursor: str) -> str:
        """Where to connect to go on behind *cursor*."""
        asked = [("collections" if self._v2 else "wantedCollections", POST)]
        if self._v2:
            asked += [("kinds", kind) for kind in ("commit", "account", "identity")]
        if cursor:
            asked.append(("cursor", cursor))
        return f"{self.name}?{urlencode(asked)}"

    def read(self, frames: Sequence[bytes]) -> Chunk:
        return _Reading(frames).chunk

    def keys(self, frame: bytes) -> str:
        try:
            event, commit = _event(frame)
        except _WRONG:
            return ""
        rkey, when = commit.get("rkey"), (event.get("time_us"), event.get("time"))
        if not event.get("did") or not (rkey or any(when)):
            return ""
        told = (commit.get("collection"), rkey, commit.get("rev"), commit.get("operation")) if rkey else when
        return "/".join(str(part) for part in (event["did"], *told) if part)

    def ids(self, handles: Sequence[str]) -> Mapping[str, str]:
        http, found = Http(self._allow_private), {}
        for handle in handles if self._appview else ():
            url = f"{self._appview}/xrpc/com.atproto.identity.resolveHandle"
            answer = http.read(url, params={"handle": handle}, accept={400})
            did = answer.json().get("did") if answer.status == 200 else None
            if isinstance(did, str) and _DID.fullmatch(did):
                found[handle] = did
        return found

    def people(self, ids: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        if not (ids and self._appview):
            return {}
        url = f"{self._appview}/xrpc/app.bsky.actor.getProfiles"
        answer = Http(self._allow_private).read(f"{url}?{urlencode([('actors', i) for i in ids])}")
        people = [p for p in js.objects(answer.json(), "profiles") if js.text(p, "handle")]
        named = {js.text(p, "did"): (js.text(p, "handle"), js.text(p, "displayName")) for p in people}
        return {did: names for did, names in named.items() if did in ids}


class _Reading:
    """Some frames, read at once; one by one where one of them is broken."""

    def __init__(self, frames: Sequence[bytes]) -> None:
        self._frames = frames
        self._decoded = decoded = _decoded(frames)
        self._posts: list[int] = []  # numbers of the frames
        self.chunk = Chunk(about=self.about, whole=self.whole)
        self._gone: dict[str, None] = {}
        texts, posts = self.chunk.texts, self._posts
        for i, frame in enumerate(decoded):
            # Nearly every frame is a new post: it has the shortest way.
            commit = None if frame is None else frame.commit if frame.payload is None else frame.payload
            if commit is None or commit.record is None or commit.collection != POST:
                self._rare(frame)
                continue
            if self._gone or commit.operation != "create":
                self._again(frame, commit)
            texts.append(commit.record.text)
            posts.append(i)
        self.chunk.gone = list(self._gone)
        if last := next((f for f in reversed(decoded) if f is not None), None):
            self._end(last)

    def _again(self, frame: _Frame | None, commit: _Commit | _Payload) -> None:
        """A post that was there before, or may have been deleted just now."""
        uri = _uri(_did(frame), commit.rkey)
        self._gone.pop(uri, None)
        if commit.operation == "update":
            self.chunk.edited.add(uri)

    def _rare(self, frame: _Frame | None) -> None:
        if frame is None:
            self.chunk.broken += 1
            return
        said = frame if frame.payload is None else frame.payload
        commit = said.commit if isinstance(said, _Frame) else said
        if commit is not None and commit.collection == POST and commit.operation == "delete":
            self._gone[_uri(_did(frame), commit.rkey)] = None
        else:
            self._other(_did(frame), said)

    def _other(self, did: str, said: _Frame | _Payload) -> None:
        if said.account is not None and not said.account.active and said.account.status in _GONE:
            self.chunk.gone_authors.append(did)
        elif said.identity is not None and said.identity.handle:
            self.chunk.handles[did] = said.identity.handle.lower()
        elif isinstance(said, _Payload) and said.name:
            self.chunk.missed |= said.name == "OutdatedCursor"
            self.chunk.notice = f"{said.name}: {said.message}"[:300]
        elif isinstance(said, _Frame) and said.error:
            self.chunk.notice = f"{said.error}: {said.message}"[:300]

    def _end(self, last: _Frame) -> None:
        chunk = self.chunk
        chunk.events = len(self._frames) - chunk.broken
        if last.payload is not None:
            chunk.cursor = str(last.payload.seq or "")
            chunk.at = at.moment(last.payload.time)
        elif last.time_us > 0:
            chunk.cursor = str(last.time_us)
            chunk.at = _moment(last.time_us)

    def about(self, number: int) -> tuple[Sequence[str], Author]:
        frame = self._decoded[self._posts[number]]
        assert frame is not None
        did, commit = _did(frame), frame.payload or frame.commit
        stated = commit.record.langs if commit and commit.record else None
        langs = tuple(tag for tag in (stated or ()) if isinstance(tag, str))
        return langs, Author(did, self.chunk.handles.get(did, ""))

    def whole(self, number: int) -> Incoming | None:
        i = self._posts[number]
        did = _did(self._decoded[i])
        event, commit = _event(self._frames[i])
        when = event.get("time_us")
        post = {
            "uri": _uri(did, str(commit.get("rkey"))),
            "cid": commit.get("cid"),
            "record": commit.get("record"),
            "author": {"did": did, "handle": self.chunk.handles.get(did, "")},
            "indexedAt": at.written(_moment(when)) if isinstance(when, int) else commit.get("time"),
        }
        found = notifications.viewed({"posts": [post]}, "") if _DID.fullmatch(did) else []
        return found[0] if found else None


def _event(frame: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """The event and its commit, which in v2 are one."""
    whole = _WHOLE.decode(frame)
    payload = whole.get("payload")
    event = payload if isinstance(payload, dict) else whole
    commit = event.get("commit")
    return event, commit if isinstance(commit, dict) else event


def _decoded(frames: Sequence[bytes]) -> Sequence[_Frame | None]:
    try:
        found = _MANY.decode(b"[" + b",".join(frames) + b"]")
        if len(found) == len(frames):
            return found
    except _WRONG:
        pass
    return [_single(frame) for frame in frames]


def _single(frame: bytes) -> _Frame | None:
    try:
        return _ONE.decode(frame)
    except _WRONG:
        return None


def _did(frame: _Frame | None) -> str:
    if frame is None:
        return ""
    return frame.did if frame.payload is None else frame.payload.did


def _uri(did: str, rkey: str) -> str:
    return f"at://{did}/{POST}/{rkey}"


def _moment(microseconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(microseconds / 1_000_000, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.now(UTC)

"""How far a Facebook Page or an Instagram account has been read: which comments were on the pages of the last round, and how they
read. Pure.

Neither network says when a comment was changed, nor gives comments over all posts in one order; so a round goes through the newest
posts, and what was not there last time, or reads otherwise now, is handed on. Calls of the network bring everything sooner; a round
only fills gaps. Pages that repeat do no harm.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from zuruf.channels import _json as js
from zuruf.core.message import Incoming

LOOK_BACK = timedelta(days=30)  # posts older than this are not looked through
PAGES = 40  # of one round; a server that never ends must not keep the worker for ever
MOST = 20_000  # that are remembered; the cursor stays below 400 KB


@dataclass(frozen=True, slots=True)
class Place:
    """`known`: fingerprint of an id → fingerprint of its text, as of the last round. While a round of several pages goes on: `page` is
    the network's cursor, `found` what it has brought so far, `pages` counts. `floor`: what is from before the first look began and its
    days back is not handed on later either, when a page moves or an old conversation goes on."""

    known: Mapping[str, str] = field(default_factory=dict)
    found: Mapping[str, str] = field(default_factory=dict)
    page: str = ""
    pages: int = 0
    floor: str = ""

    @classmethod
    def of(cls, cursor: Mapping[str, object] | None) -> "Place":
        """From what `cursor` made; anything else begins anew."""
        old = dict(cursor or {})
        page, pages = old.get("page"), old.get("pages")
        return cls(
            _read(old.get("known")),
            _read(old.get("found")),
            page if isinstance(page, str) else "",
            pages if isinstance(pages, int) else 0,
            floor if isinstance(floor := old.get("floor"), str) else "",
        )

    def cursor(self) -> dict[str, object]:
        return {
            "known": _written(self.known),
            "found": _written(self.found),
            "page": self.page,
            "pages": self.pages,
            "floor": self.floor,
        }

    def from_(self, floor: datetime) -> "Place":
        """With *floor*, unless a first look was there already."""
        return self if self.known or self.found or self.floor else replace(self, floor=floor.isoformat())

    def all_new(self, messages: Iterable[Incoming]) -> bool:
        """Whether none of a page's messages was there before, and none is older than the first look: what follows it may be new, too."""
        floor = js.moment(self.floor)
        return not any(
            _print(m.remote_id) in self.known or bool(floor and m.at and m.at < floor) for m in messages
        )

    def fresh(self, messages: Iterable[Incoming], now: datetime) -> list[Incoming]:
        """Those that are new since the last round, and those whose text changed, as changed *now*."""
        found: dict[str, Incoming] = {}
        floor = js.moment(self.floor)
        for one in messages:
            was = self.found.get(_print(one.remote_id)) or self.known.get(_print(one.remote_id))
            if was is None and floor and one.at and one.at < floor:
                continue
            if was is None:
                found[one.remote_id] = one
            elif was != _print(one.text)[:6]:
                found[one.remote_id] = replace(one, edited_at=now)
        return list(found.values())

    def after(self, messages: Iterable[Incoming], page: str) -> "Place":
        """Where we are after a page with *messages*. *page*: the network's cursor to the next, "" when the round is over."""
        read = {_print(m.remote_id): _print(m.text)[:6] for m in messages}
        found = {**self.found, **read}
        if not page or page == self.page or self.pages + 1 >= PAGES:
            return Place(dict(list(found.items())[-MOST:]), floor=self.floor)
        return Place(self.known, found, page, self.pages + 1, self.floor)

    def broken_off(self) -> "Place":
        """The round is over where it stands: the network does not know its page any more. What the last one knew is still known."""
        return Place(dict(list({**self.known, **self.found}.items())[-MOST:]), floor=self.floor)


def _print(text: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:6]).decode()


def _written(prints: Mapping[str, str]) -> str:
    return "".join(f"{one}{text}" for one, text in prints.items())


def _read(said: object) -> dict[str, str]:
    if not isinstance(said, str) or len(said) % 14:
        return {}
    return {said[n : n + 8]: said[n + 8 : n + 14] for n in range(0, len(said), 14)}

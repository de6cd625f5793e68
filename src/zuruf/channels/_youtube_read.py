"""YouTube's comments as messages, and what is known of them from one look to the next. Source: the resources `comment` and
`commentThread` of the YouTube Data API v3."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zuruf.channels._json import moment, objects, strings, text, value
from zuruf.core.message import Author, Incoming

SEEN = 300  # newest comments whose time of change is remembered
FOLLOWED = 200  # threads that are looked at again for new answers
HELD = 100


@dataclass(frozen=True, slots=True)
class Thread:
    """One comment on a video with some of the answers to it. `total`: how many answers there are."""

    id: str
    video: str
    top: Mapping[str, Any]
    replies: list[dict[str, Any]]
    total: int
    closed: bool

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Thread | None":
        top = value(told, "snippet", "topLevelComment")
        if not isinstance(top, dict) or not (own := text(told, "id")):
            return None
        total = value(told, "snippet", "totalReplyCount")
        whole = total if isinstance(total, int) and not isinstance(total, bool) else 0
        video = text(told, "snippet", "videoId") or text(top, "snippet", "videoId")
        closed = value(told, "snippet", "canReply") is False
        return cls(own, video, top, objects(told, "replies", "comments"), max(0, min(whole, 10**6)), closed)


@dataclass
class Place:
    """Where reading stands. `page`: the page that comes next, "" for the newest; `ground`: what was known when the walk that is not over
    began, since what it has seen itself must not end it. `turn`: which of the followed threads are next."""

    channel: str = ""
    page: str = ""
    ground: list[str] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    turn: int = 0

    @classmethod
    def of(cls, cursor: Mapping[str, object] | None) -> "Place":
        known = dict(cursor or {})
        seen, threads, turn = (known.get(k) for k in ("seen", "threads", "turn"))
        return cls(
            text(known, "channel"),
            text(known, "page"),
            strings(known, "ground"),
            dict(seen) if isinstance(seen, dict) else {},
            {k: n for k, n in threads.items() if isinstance(n, int)} if isinstance(threads, dict) else {},
            strings(known, "held"),
            turn if isinstance(turn, int) else 0,
        )

    def cursor(self) -> dict[str, object]:
        return {
            "channel": self.channel,
            "page": self.page,
            "ground": self.ground[:SEEN],
            "seen": dict(list(self.seen.items())[:SEEN]),
            "threads": dict(list(self.threads.items())[:FOLLOWED]),
            "held": self.held[:HELD],
            "turn": self.turn,
        }

    def merged(self, old: Mapping[str, Any], page: Mapping[str, Any]) -> dict[str, Any]:
        """*page* before the *old*, but behind what this walk has brought before: the newest first."""
        walked = {k: v for k, v in old.items() if k not in self.ground and k not in page} if self.page else {}
        return walked | {**page, **{k: v for k, v in old.items() if k not in page and k not in walked}}

    def next_followed(self, here: Iterable[str], at_most: int) -> list[str]:
        """Threads that are not among *here*, in turns."""
        shown = set(here)
        rest = [one for one in self.threads if one not in shown]
        if len(rest) <= at_most:
            self.turn = 0
            return rest
        start = self.turn * at_most % len(rest)
        self.turn = self.turn + 1 if start + at_most < len(rest) else 0
        return rest[start : start + at_most]


def comment(
    told: Mapping[str, Any],
    channel: str,
    *,
    thread: str,
    video: str,
    held: bool = False,
    closed: bool = False,
) -> Incoming | None:
    """One comment; None when it cannot be understood. *channel* is ours, *thread* the comment that began it."""
    own, snippet = text(told, "id"), value(told, "snippet")
    words = text(snippet, "textOriginal") or text(snippet, "textDisplay")
    if text(snippet, "imageUrl"):
        words = f"{words}\n🖼".strip()
    who = text(snippet, "authorChannelId", "value")
    if not own or not words or not (who or text(snippet, "authorDisplayName")):
        return None
    at, changed = moment(text(snippet, "publishedAt")), moment(text(snippet, "updatedAt"))
    name = text(snippet, "authorDisplayName")
    return Incoming(
        own,
        Author(who, name.removeprefix("@"), name, text(snippet, "authorChannelUrl")),
        words,
        at=at,
        parent="" if own == thread else thread,
        root="" if own == thread else thread,
        permalink=permalink(video, own),
        edited_at=changed if at and changed and changed > at else None,
        ours=bool(who) and who == channel,
        ref={
            "comment": own,
            "thread": thread,
            "video": video,
            "channel": channel,
            **({"held": "1"} if held else {}),
            **({"closed": "1"} if closed else {}),
        },
    )


def permalink(video: str, own: str) -> str:
    return f"https://www.youtube.com/watch?v={video}&lc={own}" if video else ""

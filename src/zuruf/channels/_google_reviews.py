"""Google's reviews as messages. Source: My Business API v4, `Review`, `ReviewReply`, `StarRating`, `State`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from zuruf.channels._json import moment, objects, text, value
from zuruf.core.message import Author, Incoming

KEPT = 300  # newest reviews of which is known how they stood
NOBODY = "A Google user"  # as Google calls who does not give a name
STARS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}


@dataclass(frozen=True, slots=True)
class Review:
    """One review with our answer to it. `id` is without the account, since several may manage one place. `stamp`: when it was
    changed and when it was answered."""

    id: str
    told: Mapping[str, Any]
    reply: str
    state: str

    @property
    def violation(self) -> str:
        """Why Google rejected our answer, as it calls that ("hate speech"); "" where it did not, or does not say."""
        if self.state != "REJECTED":
            return ""
        return text(self.told, "reviewReply", "policyViolation")[:100].replace("_", " ").lower()

    @property
    def reply_id(self) -> str:
        return f"{self.id}/reply"

    @property
    def stamp(self) -> str:
        answered = text(self.told, "reviewReply", "updateTime") if self.reply else ""
        return f"{text(self.told, 'updateTime')}|{answered}"

    def messages(self, was: str | None) -> list[Incoming]:
        """The review, and our answer where there is one. *was*: the stamp of the last look, None: there was none."""
        found = [self._review()]
        if self.reply and (was is None or was.partition("|")[2] != self.stamp.partition("|")[2]):
            found.append(self._reply(again=was is not None and not was.endswith("|")))
        return found

    def _review(self) -> Incoming:
        told, stars = self.told, stars_of(self.told)
        words = "\n".join(filter(None, (text(told, "comment").strip(), _media(told))))
        at, changed = moment(text(told, "createTime")), moment(text(told, "updateTime"))
        name = text(told, "reviewer", "displayName") or NOBODY
        return Incoming(
            self.id,
            Author(self.id, "", name),
            words or stars or "☆",
            at=at,
            title=stars if words else "",
            permalink=text(told, "reviewReplyUrl"),
            edited_at=changed if at and changed and changed > at else None,
            ref={"review": text(told, "name"), **({"replied": "1"} if self.reply else {})},
        )

    def _reply(self, *, again: bool) -> Incoming:
        at = moment(text(self.told, "reviewReply", "updateTime"))
        return Incoming(
            self.reply_id,
            Author(""),
            self.reply,
            at=at,
            parent=self.id,
            root=self.id,
            edited_at=at if again else None,
            ours=True,
            ref={"review": text(self.told, "name")},
        )


@dataclass(frozen=True, slots=True)
class Place:
    """How far the reviews were read. `seen`: stamps of the newest. `page`: of a walk that goes on, "" when there is none; `ground`: the
    stamps that were known when it began. Only a review that stands as it stood then ends the walk: what the walk itself has seen, and
    what was known but changed since, stands before others that are new."""

    page: str = ""
    seen: Mapping[str, str] = field(default_factory=dict)
    ground: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, cursor: Mapping[str, object] | None) -> "Place":
        return cls(text(cursor, "page"), _stamps(value(cursor, "seen")), _stamps(value(cursor, "ground")))

    def cursor(self) -> dict[str, object]:
        return {"page": self.page, "seen": dict(self.seen), "ground": dict(self.ground)}

    def after(self, here: list[Review], page: str) -> "Place":
        """After a page with *here*, which is followed by *page*."""
        ground = self.ground or self.seen
        known = not ground or any(
            one.id in ground and _wrote(ground[one.id]) == _wrote(one.stamp) for one in here
        )
        walked = {k: v for k, v in self.seen.items() if ground.get(k) != v}  # of the pages before
        merged = walked | {one.id: one.stamp for one in here}
        merged |= {k: v for k, v in self.seen.items() if k not in merged}
        seen = dict(list(merged.items())[:KEPT])
        return Place(seen=seen) if known or not page else Place(page, seen, ground)

    def anew(self) -> "Place":
        """From the newest again, to the same ground."""
        return replace(self, page="")


def _stamps(said: object) -> dict[str, str]:
    return {k: v for k, v in said.items() if isinstance(v, str)} if isinstance(said, dict) else {}


def _wrote(stamp: str) -> str:
    """When the review was changed, of its stamp."""
    return stamp.partition("|")[0]


def review(told: Mapping[str, Any]) -> Review | None:
    """None when it cannot be understood."""
    account, _, own = text(told, "name").partition("/locations/")
    if not account or not own or "/reviews/" not in own:
        return None
    return Review(
        own,
        told,
        text(told, "reviewReply", "comment"),
        text(told, "reviewReply", "reviewReplyState"),
    )


def stars_of(told: Mapping[str, Any]) -> str:
    """As in ★★☆☆☆; "" where there is no rating."""
    count = STARS.get(text(told, "starRating"), 0)
    return "★" * count + "☆" * (5 - count) if count else ""


def _media(told: Mapping[str, Any]) -> str:
    """A line for each picture or video that came with it."""
    lines = []
    for one in objects(told, "reviewMediaItems"):
        sign = "🎞" if text(one, "videoUrl") else "🖼"
        lines.append(f"{sign} {text(one, 'thumbnailLabel')[:200]}".strip())
    return "\n".join(lines)

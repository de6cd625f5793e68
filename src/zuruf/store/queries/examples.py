"""Reading what people said of messages, for triage to learn from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Max, Q

from zuruf.core import mail_fold
from zuruf.store.models import Example, Message

_PLACE = ("conversation__account__channel", "public", "remote_id", "parent_id_remote")
MOST = 4000
"""Examples that are read at most, the newest: about 1,500 messages and 16 MB in each process."""


class Place(NamedTuple):
    """Where a message stands: the channel on which it came in, and which one it answers ("" for none that is named)."""

    channel: str
    public: bool
    remote_id: str
    parent: str


@dataclass(frozen=True, slots=True)
class Taught:
    """A message's words as they stand now (of a mail what it says anew: what two of them quote alike says nothing of either), and
    what people said of it: label → values."""

    title: str
    text: str
    said: Mapping[str, tuple[str, ...]]
    at: datetime
    place: Place

    @property
    def whole(self) -> str:
        return f"{self.title}\n{self.text}" if self.title else self.text


def newest(most: int = MOST) -> tuple[Taught, ...]:
    """What was said last, the newest first. One statement."""
    rows = Example.objects.filter(message__gone_at=None).order_by("-made_at", "-pk")
    names: tuple[str, ...] = ("message_id", "label", "values", "made_at", "message__title", "message__text")
    names += tuple(f"message__{name}" for name in _PLACE)
    found: dict[int, Taught] = {}
    said: dict[int, dict[str, tuple[str, ...]]] = {}
    for message, label, values, at, title, text, *place in rows.values_list(*names)[:most]:
        mine = said.setdefault(message, {})
        mine[label] = tuple(values)
        if message not in found:
            found[message] = Taught(title, _anew(text, place[0]), mine, at, Place(*place))
    return tuple(found.values())


def others(most: int) -> tuple[tuple[str, Place], ...]:
    """The newest messages of theirs of which nobody said what they are about, each with its place. One statement."""
    rows = Message.objects.filter(ours=False, gone_at=None).exclude(text="").exclude(examples__label="topic")
    found = rows.order_by("-pk").values_list("title", "text", *_PLACE)[:most]
    told = ((title, _anew(text, place[0]), Place(*place)) for title, text, *place in found)
    return tuple((f"{title}\n{text}" if title else text, place) for title, text, place in told)


def _anew(text: str, channel: str) -> str:
    return mail_fold.said(text) if channel == mail_fold.CHANNEL else text


@dataclass(frozen=True, slots=True)
class Grown:
    """How many examples `there` are, how many of them are `fresh` (said, or said anew, since), and how many are `left` of those that were
    there then. `last`: the key of the newest row, 0 where there is none."""

    there: int
    fresh: int
    left: int
    last: int


def grown(since: datetime | None, last: int) -> Grown:
    """What became of the examples *since* then, when *last* was the key of the newest row. One statement."""
    fresh = Q(made_at__gt=since) if since else Q()
    found = Example.objects.aggregate(
        there=Count("pk"),
        fresh=Count("pk", filter=fresh),
        left=Count("pk", filter=Q(pk__lte=last)),
        last=Max("pk"),
    )
    return Grown(found["there"], found["fresh"], found["left"], found["last"] or 0)

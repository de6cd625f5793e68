"""Reading what people said of messages, for triage to learn from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from zuruf.store.models import Example, Message

MOST = 4000
"""Examples that are read at most, the newest: about 1,500 messages and 16 MB in each process."""


@dataclass(frozen=True, slots=True)
class Taught:
    """A message's words as they stand now, and what people said of it: label → values."""

    title: str
    text: str
    said: Mapping[str, tuple[str, ...]]
    at: datetime

    @property
    def whole(self) -> str:
        return f"{self.title}\n{self.text}" if self.title else self.text


def newest(most: int = MOST) -> tuple[Taught, ...]:
    """What was said last, the newest first. One statement."""
    rows = Example.objects.filter(message__gone_at=None).order_by("-made_at", "-pk")
    names = ("message_id", "label", "values", "made_at", "message__title", "message__text")
    found: dict[int, tuple[str, str, dict[str, tuple[str, ...]], datetime]] = {}
    for message, label, values, at, title, text in rows.values_list(*names)[:most]:
        found.setdefault(message, (title, text, {}, at))[2][label] = tuple(values)
    return tuple(Taught(*one) for one in found.values())


def others(most: int) -> tuple[str, ...]:
    """The newest messages of theirs of which nobody said what they are about. One statement."""
    rows = Message.objects.filter(ours=False, gone_at=None).exclude(text="").exclude(examples__label="topic")
    found = rows.order_by("-pk").values_list("title", "text")[:most]
    return tuple(f"{title}\n{text}" if title else text for title, text in found)


def grown(since: datetime | None) -> tuple[int, int]:
    """(how many examples there are, how many of them are newer than *since*). Two statements."""
    fresh = Example.objects.filter(made_at__gt=since) if since else Example.objects
    return Example.objects.count(), fresh.count()

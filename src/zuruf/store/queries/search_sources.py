"""Reading what is to be indexed: messages, notes and planned posts with what can be asked about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zuruf.core import mail_fold
from zuruf.core.outbox import ON_ITS_WAY
from zuruf.core.reply import Kind as ReplyKind
from zuruf.core.search import Kind
from zuruf.store.models import Delivery, Message, Note
from zuruf.store.search import Due


@dataclass(frozen=True, slots=True)
class Source:
    """Something said. `names`: of its author, and her handle. `topics`: slugs that were found in it."""

    kind: Kind
    id: int
    at: datetime
    conversation_id: int
    text: str
    names: tuple[str, ...]
    ours: bool
    public: bool
    language: str
    account_id: int
    channel: str
    topics: tuple[str, ...] = ()


def sources(due: Iterable[Due]) -> list[Source]:
    """What is there of *due*; what is gone is not among it. One statement for each kind that occurs."""
    wanted: dict[str, list[int]] = {}
    for one in due:
        wanted.setdefault(one.kind, []).append(one.source)
    return [
        *(_messages(wanted[Kind.MESSAGE]) if Kind.MESSAGE in wanted else ()),
        *(_notes(wanted[Kind.NOTE]) if Kind.NOTE in wanted else ()),
        *(_posts(wanted[Kind.POST]) if Kind.POST in wanted else ()),
    ]


_WHERE = (
    "conversation_id",
    "conversation__account_id",
    "conversation__account__channel",
    "conversation__language",
)


def _messages(ids: Sequence[int]) -> list[Source]:
    rows = Message.objects.filter(pk__in=ids, gone_at=None).values_list(
        "id", "order_at", "title", "text", "contact__name", "contact__handle", "ours", "public", "assessment__findings",
        "conversation__account__name", *_WHERE,
    )  # fmt: skip
    return [
        Source(
            Kind.MESSAGE, pk, at, where[0], _words(title, text, where[2]),
            (house,) if ours else (name or "", handle or ""), ours, public, where[3], where[1], where[2], _topics(found),
        )
        for pk, at, title, text, name, handle, ours, public, found, house, *where in rows
    ]  # fmt: skip


def _words(title: str, text: str, channel: str) -> str:
    """What was said anew: what a mail quotes is found where it was said."""
    text = mail_fold.said(text) if channel == mail_fold.CHANNEL else text
    return f"{title} {text}" if title else text


def _notes(ids: Sequence[int]) -> list[Source]:
    rows = Note.objects.filter(pk__in=ids).values_list("id", "at", "text", "author__name", *_WHERE)
    return [
        Source(Kind.NOTE, pk, at, where[0], text, (name,), True, False, where[3], where[1], where[2])
        for pk, at, text, name, *where in rows
    ]


def _posts(ids: Sequence[int]) -> list[Source]:
    rows = Delivery.objects.filter(pk__in=ids, kind=ReplyKind.POST, state__in=ON_ITS_WAY).values_list(
        "id", "queued_at", "payload", "account__name", *_WHERE
    )
    return [
        Source(
            Kind.POST, pk, at, where[0], str(payload.get("text", "")), (house,), True, True, where[3], where[1], where[2]
        )
        for pk, at, payload, house, *where in rows
    ]  # fmt: skip


def _topics(findings: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(f.get("value")) for f in findings or () if f.get("label") == "topic"))
